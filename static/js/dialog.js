// Dialogs: [data-dialog-open=id] opens a dialog. Without script the element is a link to a page with
// the form.
(() => {
  // A click that opens a new tab or window is left to the browser.
  const plain = (event) => event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-dialog-open]");
    if (opener && plain(event)) {
      const dialog = document.getElementById(opener.dataset.dialogOpen);
      // A dialog that htmx fills is opened when its content has loaded.
      if (dialog && !opener.hasAttribute("data-hx-get")) {
        event.preventDefault();
        opener.closest("details.menu")?.removeAttribute("open");
        show(dialog);
      }
      return;
    }
    const closer = event.target.closest?.("[data-dialog-close]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog")?.close();
    } else if (event.target.matches?.("dialog[open]") && !event.target.querySelector("[data-unsaved]")) {
      event.target.close(); // the backdrop
    }
  });

  function show(dialog) {
    if (!dialog.open) dialog.showModal();
    // Focus the first field rather than the close button.
    dialog.querySelector(".dialog-body form :is(input:not([type=hidden]), select, textarea)")?.focus();
  }

  document.addEventListener("htmx:after:swap", () => {
    const dialog = document.getElementById("dialog");
    if (!dialog) return;
    if (!dialog.childElementCount) {
      if (dialog.open) dialog.close();
      return;
    }
    if (!dialog.dataset.shown) {
      dialog.dataset.shown = "yes";
      show(dialog);
    }
  });

  // A click on the backdrop does not close a dialog with unsaved input.
  document.addEventListener("input", (event) => {
    event.target.closest?.("dialog form:not([role=search])")?.setAttribute("data-unsaved", "");
  });

  document.addEventListener("close", (event) => {
    if (event.target.id !== "dialog") return;
    delete event.target.dataset.shown;
    event.target.replaceChildren();
  }, true);
})();
