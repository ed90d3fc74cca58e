// Forms: filters apply as they are chosen, a form is sent once, messages leave.
(() => {
  // form[data-autosubmit]: a filter; its button is for those without script.
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-autosubmit]") && event.target.type !== "search") form.requestSubmit();
  });

  // A box that chooses all of its section.
  document.addEventListener("change", (event) => {
    const section = event.target.matches("[name=pick], [data-pick-all]") && event.target.closest("section");
    if (!section) return;
    const boxes = [...section.querySelectorAll("[name=pick]")];
    if (event.target.name !== "pick") for (const box of boxes) box.checked = event.target.checked;
    const some = boxes.filter((box) => box.checked).length;
    for (const all of section.querySelectorAll("[data-pick-all]")) {
      all.checked = some > 0 && some === boxes.length;
      all.indeterminate = some > 0 && some < boxes.length;
    }
  });

  // A zone that nobody has chosen yet is the one this machine is in.
  for (const field of document.querySelectorAll("[data-own-zone]")) {
    if (field.value === field.defaultValue && field.value === "UTC") field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  }

  // A second press while the first is under way sends nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // The answer may be a download, after which the page is still here.
    setTimeout(() => { delete form.dataset.sent; }, 5000);
  });
  // The page may come back from the history with its forms marked as sent.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  document.addEventListener("htmx:finally:request", (event) => {
    delete event.target.closest?.("form")?.dataset.sent;
  });

  // A mere confirmation leaves by itself; an undo or an error stays.
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
