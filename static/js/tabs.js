// Scrolls a row of tabs that is wider than the screen to the current one.
document.addEventListener("DOMContentLoaded", () => {
  for (const link of document.querySelectorAll(":is(.tabs, .switch) [aria-current]")) {
    const row = link.closest("nav"), at = link.getBoundingClientRect(), box = row.getBoundingClientRect();
    row.scrollLeft += at.left + at.width / 2 - box.left - box.width / 2;
  }
});
