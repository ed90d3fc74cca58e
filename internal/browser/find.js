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
  const bare = (s) => (s || "").replace(/\s+/g, "");
  // What a name can be made of. Asking for a computed name builds the whole
  // accessibility tree anew, so it is asked only where the words are present.
  const attributes = ["aria-label", "alt", "title", "placeholder"];
  const wording = (el) =>
    [
      el,
      ...(el.labels || []),
      ...(el.getAttribute("aria-labelledby") || "").split(/\s+/).map((id) => id && document.getElementById(id)),
      ...el.querySelectorAll("[aria-label],[alt],[title]"),
    ]
      .filter(Boolean)
      .map((e) => e.textContent + (e.value || "") + attributes.map((a) => e.getAttribute(a) || "").join(""))
      .join("");
  const mayMatch = (el, want) => bare(wording(el)).includes(bare(want.replace(/^~/, "")));
  // The elements among candidates that accept, first of those whose words match.
  const named = (candidates, want, accept) => {
    const likely = candidates.filter((el) => mayMatch(el, want)).filter(accept);
    return likely.length > 0 ? likely : candidates.filter((el) => !mayMatch(el, want)).filter(accept);
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
      const candidates = [...root.querySelectorAll(likely[role] || "*")].filter((el) => el.type !== "hidden" && visible(el));
      return named(candidates, name, (el) => el.computedRole === role && matches(el.computedName, name));
    },
    label: (root, s) =>
      named([...root.querySelectorAll("input:not([type=hidden]),select,textarea,[contenteditable]")], s, (el) =>
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
