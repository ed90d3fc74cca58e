// Shortcuts for actions that the page also offers otherwise. Single keys can be switched off, because they
// interfere with speech input and some disabilities.
(() => {
  const OFF = "tminus-keys-off";
  const stored = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
  const store = (off) => { try { localStorage.setItem(OFF, off ? "1" : "0"); } catch { /* private window */ } };

  const typing = (element) => element.closest?.("input, textarea, select, [contenteditable]");
  let prefix = 0; // when "g" was pressed

  const go = { l: "/launches", m: "/me" };
  const act = {
    "/": () => {
      const field = visible("[data-search]");
      if (field) field.focus();
      else showDialog("palette");
    },
    "?": () => showDialog("shortcuts"),
    s: () => {
      const field = visible("[data-find-guide]");
      if (!field) return location.assign("/guides");
      field.focus();
      field.select();
    },
    y: () => {
      const copy = document.querySelector(":target [data-copy]") ?? visible(".guide-text [data-copy]");
      copy?.focus();
      copy?.click();
    },
    ".": () => {
      const row = document.activeElement.closest("li, tr, article");
      const mark = row?.querySelector("summary.press, summary.status-button, button.tick");
      mark?.focus();
      mark?.click();
    },
    c: () => (visible("[data-create]") ?? visible("a.button.primary"))?.click(),
  };

  // On the page of a run, p, f and s record the result of a step: the focused one, or else the first without
  // a result. They then focus the next step.
  const outcomes = { p: "pass", f: "fail", s: "skipped" };
  function note(outcome) {
    const steps = [...document.querySelectorAll(".step:has([name=outcome])")];
    const open = (step) => !step.querySelector("[name=outcome][aria-pressed=true]");
    const at = Math.max(0, steps.indexOf(document.activeElement.closest(".step") ?? steps.find(open)));
    const button = steps[at]?.querySelector(`[name=outcome][value=${outcome}]`);
    if (!button) return false;
    (steps.slice(at + 1).find(open) ?? steps[at]).focus();
    button.click();
    return true;
  }

  function visible(selector) {
    return [...document.querySelectorAll(selector)].find((element) => element.offsetParent);
  }

  function showDialog(id) {
    const dialog = document.getElementById(id);
    if (dialog && !document.querySelector("dialog[open]")) dialog.showModal();
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key === "k") {
      event.preventDefault();
      showDialog("palette");
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || stored()) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (prefix && event.timeStamp - prefix < 1500 && go[key]) {
      event.preventDefault();
      location.assign(go[key]);
      return;
    }
    prefix = key === "g" ? event.timeStamp : 0;
    if (outcomes[event.key] && note(outcomes[event.key])) event.preventDefault();
    else if (act[event.key]) {
      event.preventDefault();
      act[event.key]();
    }
  });

  // The palette: typing filters the links, arrow keys move through them.
  document.addEventListener("input", (event) => {
    const palette = event.target.closest?.(".palette");
    if (!palette) return;
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of palette.querySelectorAll("li")) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const around = event.target.closest?.(".palette")
      ?? (event.target.closest?.("[data-find-guide], .guide-found") && document.getElementById("main"));
    if (!around) return;
    event.preventDefault();
    const stops = [around.querySelector("input"), ...around.querySelectorAll(".palette li:not([hidden]) a, .guide-found a")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
  });

  document.addEventListener("DOMContentLoaded", () => {
    for (const element of document.querySelectorAll("[data-needs-js]")) element.hidden = false;
    const off = document.getElementById("keys-off");
    if (!off) return;
    off.checked = stored();
    off.addEventListener("change", () => store(off.checked));
  });
})();
