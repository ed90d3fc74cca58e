// Scrolls a row of tabs that is wider than the screen to the current one.
document.addEventListener("DOMContentLoaded", () => {
  for (const link of document.querySelectorAll(":is(.tabs, .subnav, .switch) [aria-current]")) {
    // Either the row or the list in it scrolls.
    for (const row of [link.closest("nav"), link.closest("ul")]) {
      const at = link.getBoundingClientRect(), box = row.getBoundingClientRect();
      row.scrollLeft += at.left + at.width / 2 - box.left - box.width / 2;
    }
  }
});
