// The page on which the chair holds a go/no-go meeting: keys answer the topic in focus, each answer is saved
// at once, and answers that others give appear. Without script, the page is one form.
(() => {
  const form = () => document.querySelector("form[data-poll]");
  const rows = () => [...document.querySelectorAll("form[data-poll] .poll > li")];
  const keys = { g: "go", n: "no_go", x: "not_needed", a: "none" };
  const id = (row) => row.id.slice(2);
  const field = (row, name) => row.querySelector(`[name="${name}-${id(row)}"]`);
  const radios = (row) => [...row.querySelectorAll(`[name="answer-${id(row)}"]`)];
  const chosen = (row) => radios(row).find((radio) => radio.checked);
  const note = (row) => field(row, "note");

  // Moves the focus to the answers of a topic, and marks it as the one being asked.
  function ask(row) {
    (chosen(row) ?? radios(row)[0])?.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function mark(row) {
    for (const other of rows()) other.toggleAttribute("aria-current", false);
    row.setAttribute("aria-current", "step");
  }

  function next(row) {
    const all = rows(), at = all.indexOf(row);
    save(row);
    if (all[at + 1]) return ask(all[at + 1]);
    document.querySelector("#outcome [name=outcome]")?.focus();
  }

  // A no-go is saved once it has its note.
  const complete = (row) => chosen(row)?.value !== "no_go" || note(row).value.trim() !== "";

  let sending = Promise.resolve();
  function save(row) {
    if (!row.dataset.dirty || !complete(row)) return;
    const body = new URLSearchParams({ do: "save" });
    for (const element of row.querySelectorAll("input")) {
      if (element.type !== "radio" || element.checked) body.append(element.name, element.value);
    }
    delete row.dataset.dirty;
    sending = sending.then(() => send(form().action, { method: "POST", body }, row)).catch(() => { row.dataset.dirty = "yes"; });
  }

  async function send(url, options, row) {
    let response;
    try {
      response = await fetch(url, { ...options, headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
    } catch {
      response = null;
    }
    if (response && (response.ok || response.status === 409 || response.status === 422)) {
      return show(new DOMParser().parseFromString(await response.text(), "text/html"), row, response.ok);
    }
    if (row) row.dataset.dirty = "yes";
  }

  // Shows the present state. A topic that is being edited keeps what was entered.
  function show(page, saved, ok) {
    for (const part of page.querySelectorAll("[data-live]")) document.getElementById(part.id)?.replaceWith(part);
    for (const fresh of page.querySelectorAll(".poll > li")) {
      const row = document.getElementById(fresh.id);
      if (!row) continue;
      const current = row.getAttribute("aria-current");
      if (row.dataset.dirty || row.contains(document.activeElement)) {
        if (row === saved && ok) for (const name of ["version", "base"]) field(row, name).value = field(fresh, name).value;
        continue;
      }
      if (row.dataset.version === fresh.dataset.version && row !== saved) continue;
      fresh.toggleAttribute("aria-current", false);
      if (current) fresh.setAttribute("aria-current", current);
      row.replaceWith(fresh);
    }
  }

  const rowOf = (event) => event.target.closest?.("form[data-poll] .poll > li");

  for (const type of ["input", "change"]) {
    document.addEventListener(type, (event) => {
      const row = rowOf(event);
      if (row) row.dataset.dirty = "yes";
    });
  }

  document.addEventListener("focusin", (event) => {
    const row = rowOf(event);
    if (row) mark(row);
  });

  document.addEventListener("focusout", (event) => {
    const row = rowOf(event);
    if (row && !row.contains(event.relatedTarget)) save(row);
  });

  document.addEventListener("keydown", (event) => {
    const row = rowOf(event);
    if (!row || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const text = event.target.matches("input[type=text]");
    if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      if (!complete(row)) return note(row).focus();
      return next(row);
    }
    const value = keys[event.key.toLowerCase()];
    if (text || !value || !event.target.matches("input")) return;
    event.preventDefault();
    const radio = radios(row).find((r) => r.value === value);
    radio.checked = true;
    radio.focus();
    row.dataset.dirty = "yes";
    if (!complete(row)) note(row).focus();
  });

  // The button of a topic saves it and goes on to the next one.
  document.addEventListener("click", (event) => {
    const row = rowOf(event);
    if (row && event.target.closest("[name=do][value=save]")) {
      event.preventDefault();
      if (!complete(row)) return note(row).focus();
      return next(row);
    }
    const link = event.target.closest?.("a[data-ask]");
    const asked = link && document.getElementById(link.hash.slice(1));
    if (asked && form()) {
      event.preventDefault();
      ask(asked);
    }
  });

  // Enter in a field outside the roll call saves what is not saved yet, and never leaves the page.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-poll]") || event.submitter?.closest(".save, .drafts, .work")) return;
    event.preventDefault();
    for (const row of rows()) save(row);
  }, true);

  setInterval(() => {
    if (!form() || document.hidden) return;
    sending = sending.then(() => send(form().dataset.refresh, {})).catch(() => {});
  }, 4000);
})();
