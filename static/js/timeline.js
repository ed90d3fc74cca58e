// The timeline: bars can be moved and resized, and forms of its rows are submitted without leaving the
// page. A form does the same without script.
(() => {
  const DAY = 86400000;
  const region = () => document.getElementById("timeline");
  const here = () => location.pathname + location.search;
  const swap = { target: "#timeline", swap: "outerMorph" };

  const iso = (time) => new Date(time).toISOString().slice(0, 10);
  const say = (time) => new Date(time).toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

  movable({
    bars: "#timeline a[data-from]", unit: DAY,
    words: (from, to) => (from === to ? say(to) : say(from) + " – " + say(to)),
    step(bar) {
      const track = bar.closest("tr").getBoundingClientRect(), head = bar.closest("tr").querySelector("th").getBoundingClientRect();
      return { x: (track.width - head.width) / 36 };
    },
    // Positions are classes. Preview the new position, clipped to the chart.
    preview({ bar, cell }, from, to) {
      const first = Date.parse(bar.closest("table").dataset.first);
      const left = Math.max(0, Math.round((from - first) / DAY));
      const right = Math.min(35, Math.round((to - first) / DAY));
      if (left <= 35 && right >= 0) cell.className = `c${left + 1} n${Math.max(1, right - left + 1)}`;
      document.dispatchEvent(new Event("timeline:moved"));
    },
    commit(bar, from, to, back) {
      const values = {
        by: "hand", version: bar.dataset.v, starts_on: iso(from), due_on: iso(to), due_time: bar.dataset.time || "", back: here(),
      };
      htmx.ajax("POST", region().dataset.base + bar.id.slice(1) + "/dates", { ...swap, source: bar, values }).finally(() => {
        // After an error, move the bar back.
        if (bar.isConnected && bar.dataset.v === values.version) back();
      });
    },
  });

  // ---- forms, menus and dialogs of rows

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!region() || event.defaultPrevented || form.method !== "post") return;
    const undo = form.closest("#flash") && /\/deliverables\/\d+\//.test(form.action);
    if (!undo && !form.closest("#timeline") && !form.matches("#dialog [data-sheet-form], #dialog form.conflict")) return;
    event.preventDefault();
    lastRow = form.closest("tr")?.id || lastRow;
    form.closest("details.menu")?.removeAttribute("open");
    const context = { ...swap, source: form, event: { submitter: event.submitter }, values: { target: "timeline" } };
    htmx.ajax("POST", form.getAttribute("action"), context)
      .finally(() => delete form.dataset.sent); // set by form.js to prevent a second submission
  });

  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches?.("details[data-menu]") || !menu.open || menu.dataset.filled) return;
    menu.dataset.filled = "yes";
    const items = menu.querySelector(".menu-items");
    // The present items stay under the pointer; the loaded ones are added below.
    htmx.ajax("GET", menu.dataset.menu, { source: items, target: items, swap: "innerMorph" });
  }, true);

  let lastRow = "";
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#timeline a[data-sheet]");
    if (link && event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)) {
      event.preventDefault();
      lastRow = link.closest("tr")?.id || "";
      link.closest("details.menu")?.removeAttribute("open");
      // The source is not the link, because its menu may be replaced in the meantime, and htmx drops the
      // response to an element that has left the page.
      htmx.ajax("GET", link.getAttribute("href"), { source: region(), target: "#dialog", swap: "innerHTML" });
    }
    if (event.target.closest?.("[data-print]")) print();
  });

  // After a change from a row, focus that row.
  document.addEventListener("htmx:after:swap", () => {
    if (!lastRow || document.querySelector("dialog[open]")) return;
    const row = document.getElementById(lastRow);
    if (!row) return;
    if (document.activeElement === document.body || document.activeElement?.id === "main") {
      row.querySelector("a[data-from], a.title")?.focus({ preventScroll: true });
    }
    lastRow = "";
  });

  // ---- highlight the predecessors of the item under the pointer or focus

  function relate(event) {
    const row = event.target.closest?.("#timeline tr.item");
    for (const other of document.querySelectorAll("#timeline tr.before")) other.classList.remove("before");
    for (const id of row?.dataset.after?.split(" ") || []) document.getElementById("d" + id)?.classList.add("before");
  }
  document.addEventListener("pointerover", relate);
  document.addEventListener("focusin", relate);
})();
