// Draws the dependency lines of the timeline. Without script, the rows and the list name the predecessors.
(() => {
  const wrap = () => document.querySelector(".timeline-wrap");
  const bar = (id) => document.getElementById("b" + id);
  const shown = (element) => element && element.getClientRects().length > 0;

  // Returns the path of an arrow from the end of one bar to the start of another: to its edge if it starts
  // immediately, or back between the rows if it starts too early.
  function way(from, to, box, rtl) {
    const turn = rtl ? -1 : 1;
    const x1 = (rtl ? from.left : from.right) - box.left, x2 = (rtl ? to.right : to.left) - box.left;
    const y1 = (from.top + from.bottom) / 2 - box.top, y2 = (to.top + to.bottom) / 2 - box.top;
    const out = x1 + 5 * turn, into = x2 - 7 * turn;
    const down = y2 > y1 ? 1 : -1, edge = x2 + 5 * turn;
    if ((into - out) * turn < 0 && (edge - x1) * turn > 0) {
      const end = down > 0 ? to.top - box.top : to.bottom - box.top;
      return `M${x1} ${y1}H${edge}V${end}m-3 ${-4 * down}l3 ${4 * down}l3 ${-4 * down}`;
    }
    const back = (into - out) * turn < 0;
    const between = y2 - down * 14;
    return `M${x1} ${y1}H${out}` + (back ? `V${between}H${into}V${y2}` : `V${y2}`) + `H${x2}m${-4 * turn} -3l${4 * turn} 3l${-4 * turn} 3`;
  }

  function draw() {
    const svg = wrap()?.querySelector("svg.ties");
    if (!svg || !shown(wrap())) return;
    const box = svg.getBoundingClientRect(), rtl = getComputedStyle(svg).direction === "rtl";
    const lines = [];
    for (const row of wrap().querySelectorAll("tr[data-after]")) {
      const to = bar(row.id.slice(1));
      if (!shown(to)) continue;
      for (const id of row.dataset.after.split(" ")) {
        const from = bar(id);
        if (!shown(from)) continue;
        const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
        line.setAttribute("d", way(from.getBoundingClientRect(), to.getBoundingClientRect(), box, rtl));
        line.dataset.ends = `${id} ${row.id.slice(1)}`;
        if (row.dataset.late?.split(" ").includes(id)) line.classList.add("late");
        else if (from.matches(".b-done, .b-skipped")) line.classList.add("met");
        lines.push(line);
      }
    }
    svg.replaceChildren(...lines);
  }

  let asked = 0;
  const later = () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(draw);
  };
  // Highlight the lines of the item under the pointer or focus.
  function relate(event) {
    const id = event.target.closest?.("#timeline tr.item")?.id.slice(1);
    for (const line of document.querySelectorAll(".ties path")) {
      line.classList.toggle("on", Boolean(id) && line.dataset.ends.split(" ").includes(id));
    }
  }

  document.addEventListener("pointerover", relate);
  document.addEventListener("focusin", relate);
  document.addEventListener("toggle", later, true);
  document.addEventListener("htmx:after:swap", later);
  document.addEventListener("timeline:moved", later);
  document.addEventListener("DOMContentLoaded", () => {
    if (!wrap()) return;
    new ResizeObserver(later).observe(wrap());
  });
})();
