// Guides: the search, the blanks of replies, and copies for offline use (sw.js).
(() => {
  // Enter in the search opens the first result. A search that is still on its way must not replace the
  // address, as that would cancel the navigation.
  let leaving = false;
  document.addEventListener("htmx:before:request", (event) => {
    if (leaving) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  document.addEventListener("keydown", (event) => {
    const box = event.target.closest?.("[data-find-guide]");
    if (!box || event.key !== "Enter" || event.isComposing || !box.value.trim()) return;
    event.preventDefault();
    leaving = true;
    box.form.dispatchEvent(new Event("htmx:abort"));
    location.assign("/guides?open=first&q=" + encodeURIComponent(box.value));
  });

  // Fill in the blanks of a reply while the user types.
  const key = (name) => name.trim().replace(/\s+/g, " ").toLowerCase();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    const text = form?.dataset.fill && document.getElementById(form.dataset.fill);
    if (!text) return;
    const typed = {};
    for (const field of form.querySelectorAll("[data-blank]")) typed[key(field.dataset.blank)] = field.value.trim();
    text.textContent = form.dataset.text.replace(/\{\{([^{}\n]*)\}\}/g, (hole, name) => typed[key(name)] || hole);
  });

  // Cached guides belong to one person and are deleted after signing out.
  if (document.querySelector("form[action='/login']")) {
    self.caches?.keys().then((names) => names.forEach((name) => name.startsWith("tminus-") && caches.delete(name)));
  }

  if (!navigator.serviceWorker || !/^\/guides(\/|$)/.test(location.pathname)) return;
  navigator.serviceWorker.register("/static/sw.js", { scope: "/guides" }).catch(() => {});
  if (!document.getElementById("offline-copy") || location.search) return;
  navigator.serviceWorker.ready.then(({ active }) => active.postMessage([
    location.pathname, document.querySelector("svg use")?.getAttribute("href"),
    ...[...document.querySelectorAll("link[href*='/static/'], script[src]")].map((e) => e.href || e.src),
  ].filter(Boolean)));
})();
