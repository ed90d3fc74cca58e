// Closes drop-down menus, which are details elements, and handles arrow keys in them.
(() => {
  const open = () => [...document.querySelectorAll("details.menu[open]")];

  document.addEventListener("click", (event) => {
    for (const menu of open()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("focusin", (event) => {
    for (const menu of open()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details.menu[open]");
    if (!menu) return;
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.stopPropagation();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (event.target.matches("input, select, textarea")) return;
    const items = [...menu.querySelectorAll(".menu-items :is(a, button)")].filter((item) => item.offsetParent);
    if (!items.length) return;
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    const at = items.indexOf(document.activeElement);
    items[at < 0 ? (step > 0 ? 0 : items.length - 1) : (at + step + items.length) % items.length].focus();
  });

  // A menu near the bottom of the window opens upwards.
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches?.("details.menu") || !menu.open) return;
    const items = menu.querySelector(".menu-items");
    menu.classList.remove("up", "start");
    const box = items.getBoundingClientRect();
    if (box.bottom > innerHeight && box.height < menu.getBoundingClientRect().top) menu.classList.add("up");
    if (box.left < 0) menu.classList.add("start");
  }, true);
})();
