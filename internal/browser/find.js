// Finds what a selector of package browser means; see the package's doc
// comment. It is evaluated from outside the page, so it works with the page's
// own scripts off and under any content security policy.
(function (selector) {
  const norm = (s) => (s || "").replace(/\s+/g, " ").trim();
  const visible = (el) => {
    if (!el.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) return false;
    if (el.tagName === "OPTION") return true;
    const r = el.getBoundingClientRect();
    return r.width > 0 && r.height > 0;
  };
  // "Save" is the whole name, "~Save" a part of it, "" any.
  const matches = (have, want) => {
    have = norm(have);
    return want === "" || (want[0] === "~" ? have.includes(norm(want.slice(1))) : have === norm(want));
  };
  // Where an element of a role is looked for; asking every element of a long
  // page for its computed role would be slow.
  const likely = {
    button: "button,summary,input,[role=button]",
    link: "a,area,[role=link]",
    heading: "h1,h2,h3,h4,h5,h6,[role=heading]",
    textbox: "input,textarea,[role=textbox],[contenteditable]",
    checkbox: "input,[role=checkbox]",
    radio: "input,[role=radio]",
    combobox: "select,input,[role=combobox]",
    row: "tr,[role=row]",
    dialog: "dialog,[role=dialog]",
    alert: "[role=alert]",
    status: "output,[role=status]",
  };
  const engines = {
    css: (root, s) => [...root.querySelectorAll(s)],
    role: (root, s) => {
      const [, role, name] = /^(\S+)\s*([^]*)$/.exec(s);
      return [...root.querySelectorAll(likely[role] || "*")].filter(
        // Each question for a role or a name builds the whole tree anew: not for what nobody sees.
        (el) => el.type !== "hidden" && visible(el) && el.computedRole === role && matches(el.computedName, name),
      );
    },
    label: (root, s) =>
      [...root.querySelectorAll("input:not([type=hidden]),select,textarea,[contenteditable]")].filter((el) =>
        matches(el.computedName, s),
      ),
    text: (root, s) => {
      const has = (el) => norm(el.textContent).includes(norm(s));
      return [...root.querySelectorAll("*")].filter(
        (el) => !/^(SCRIPT|STYLE|TITLE|TEMPLATE|NOSCRIPT)$/.test(el.tagName) && has(el) && ![...el.children].some(has),
      );
    },
  };
  let found = [document];
  for (const part of selector.split(" >> ")) {
    const [, engine, rest] = /^(?:(role|label|text)=)?([^]*)$/.exec(part.trim());
    found = found.flatMap((root) => engines[engine || "css"](root, rest));
  }
  return [...new Set(found)].filter(visible);
})
