// Forms: filters apply at once, a form is sent only once, and flash messages disappear.
(() => {
  // form[data-autosubmit] is a filter. Its button is for use without script.
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-autosubmit]") && event.target.type !== "search") form.requestSubmit();
  });

  // A checkbox that selects all in its section, but nothing that is folded.
  document.addEventListener("change", (event) => {
    const section = event.target.matches("[name=pick], [data-pick-all]") && event.target.closest("section");
    if (!section) return;
    const boxes = [...section.querySelectorAll("[name=pick]:not(details:not([open]) *)")];
    if (event.target.name !== "pick") for (const box of boxes) box.checked = event.target.checked;
    const some = boxes.filter((box) => box.checked).length;
    for (const all of section.querySelectorAll("[data-pick-all]")) {
      all.checked = some > 0 && some === boxes.length;
      all.indeterminate = some > 0 && some < boxes.length;
    }
  });

  // The default zone is that of the browser.
  for (const field of document.querySelectorAll("[data-own-zone]")) {
    if (field.value !== field.defaultValue || field.value !== "UTC") continue;
    field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  }

  // A second press during a request sends nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // The response may be a download, after which the page is still shown.
    setTimeout(() => { delete form.dataset.sent; }, 5000);
  });
  // A page restored from the history may have forms that are marked as sent.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  document.addEventListener("htmx:finally:request", (event) => {
    delete event.target.closest?.("form")?.dataset.sent;
  });

  // A confirmation disappears after a while; an undo or an error stays.
  function fade(flash) {
    flash.dataset.timed = "yes";
    setTimeout(() => {
      if (flash.matches(":hover, :focus-within")) return fade(flash);
      flash.classList.add("leaving");
      setTimeout(() => flash.remove(), 250);
    }, 6000);
  }
  const watch = () => {
    for (const flash of document.querySelectorAll(".flash:not(.stays):not([data-timed])")) fade(flash);
    for (const button of document.querySelectorAll(".flash [data-dismiss]")) button.hidden = false;
  };
  document.addEventListener("DOMContentLoaded", watch);
  document.addEventListener("htmx:after:swap", watch);
  document.addEventListener("click", (event) => {
    event.target.closest?.("[data-dismiss]")?.closest(".flash")?.remove();
  });
})();
