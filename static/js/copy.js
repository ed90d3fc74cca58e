// Copy buttons: [data-copy=id] copies the text or the value of that element.
(() => {
  const ready = (root) => {
    for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
  };
  document.addEventListener("DOMContentLoaded", () => ready(document));
  document.addEventListener("htmx:after:swap", () => ready(document));

  async function write(source, text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { // no permission or no secure context: use the older API
      if (source.select) source.select();
      else getSelection().selectAllChildren(source);
      return document.execCommand("copy");
    }
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    const source = button && document.getElementById(button.dataset.copy);
    if (!source) return;
    const label = button.querySelector("span") || button;
    const before = button.dataset.label ??= label.textContent;
    label.textContent = (await write(source, source.value ?? source.innerText)) ? "Copied" : "Press Ctrl+C";
    setTimeout(() => { label.textContent = before; }, 2000);
  });
})();
