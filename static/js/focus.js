// Focus: moves to the error summary of a form, and is kept when htmx swaps content.
(() => {
  const focusSummary = (root) => {
    const summary = root.querySelector?.("[data-focus]");
    if (summary) summary.focus();
    return Boolean(summary);
  };

  document.addEventListener("DOMContentLoaded", () => focusSummary(document));

  // A link of the summary focuses its control.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".summary a[href^='#']");
    const control = link && document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    control.focus();
    control.scrollIntoView({ block: "center" });
  });

  // If the focused element is swapped, focus its replacement: the element with the same id, or else one in
  // the same row, or else the heading of the page.
  let last = null;
  document.addEventListener("htmx:before:swap", () => {
    const active = document.activeElement;
    last = active && active !== document.body
      ? { element: active, id: active.id, row: active.closest("[id]:not(main, body)")?.id }
      : null;
  });
  document.addEventListener("htmx:after:swap", () => {
    if (focusSummary(document.querySelector("dialog[open]") || document)) return;
    if (!last || last.element.isConnected) return;
    const target = (last.id && document.getElementById(last.id))
      || (last.row && document.getElementById(last.row)?.querySelector("summary, a[href], button:not([hidden]), input:not([type=hidden])"))
      || document.getElementById("main");
    last = null;
    target?.focus({ preventScroll: true });
  });
})();
