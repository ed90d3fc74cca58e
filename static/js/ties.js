// Ties: a line from the end of each bar to the start of what waits for it. They
// are drawn over the chart from where the bars stand, and are an addition: a
// row says in words what it waits for.
(() => {
  const NS = "http://www.w3.org/2000/svg";
  const GAP = 7;

  // From the right end of one to the left end of the other, by right angles.
  // What begins too early is reached by going back between the rows.
  function path(from, to) {
    const half = (to.top > from.top ? to.top - 2 : to.bottom + 2);
    if (to.left - from.right >= 2 * GAP) return `M${from.right} ${from.mid}h${GAP}V${to.mid}H${to.left}`;
    return `M${from.right} ${from.mid}h${GAP}V${half}H${to.left - GAP}V${to.mid}h${GAP}`;
  }

  function place(bar, origin) {
    const r = bar.getBoundingClientRect();
    if (!r.width) return null;
    const [left, right] = [r.left - origin.left, r.right - origin.left];
    const top = r.top - origin.top, bottom = r.bottom - origin.top;
    return { left, right, top, bottom, mid: Math.round((top + bottom) / 2) + 0.5 };
  }

  function line(d, name) {
    const p = document.createElementNS(NS, "path");
    p.setAttribute("d", d);
    p.setAttribute("class", name);
    return p;
  }

  function draw() {
    const label = document.querySelector("#timeline .drag-label");
    const wrap = label?.parentElement;
    wrap?.querySelector(":scope > .ties")?.remove();
    const rows = document.querySelectorAll("#timeline tr[data-after]");
    if (!wrap || !rows.length) return;
    const svg = document.createElementNS(NS, "svg");
    svg.setAttribute("class", "ties");
    svg.setAttribute("aria-hidden", "true");
    const origin = wrap.getBoundingClientRect();
    for (const row of rows) {
      const bar = document.getElementById("b" + row.id.slice(1));
      const to = bar && place(bar, origin);
      if (!to) continue;
      for (const id of row.dataset.after.split(" ")) {
        const before = document.getElementById("b" + id);
        const from = before && place(before, origin);
        if (!from) continue;
        // Due dates decide, as they do for the mark on the bar.
        const late = bar.dataset.to < before.dataset.to && !bar.classList.contains("b-done");
        const tie = line(path(from, to), late ? "late" : "");
        tie.dataset.ends = `d${id} ${row.id}`;
        svg.append(tie, line(`M${to.left} ${to.mid}l-5 -3.5v7z`, late ? "tip late" : "tip"));
      }
    }
    wrap.append(svg);
  }

  // The ties of the row that is looked at stand out.
  function show(target) {
    const id = target?.closest?.("#timeline tr.item")?.id;
    for (const tie of document.querySelectorAll(".ties [data-ends]")) {
      tie.classList.toggle("shown", !!id && tie.dataset.ends.split(" ").includes(id));
    }
  }

  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; draw(); });
  };
  document.addEventListener("htmx:after:swap", soon);
  document.addEventListener("toggle", soon, true);
  document.addEventListener("pointerover", (e) => show(e.target));
  document.addEventListener("focusin", (e) => show(e.target));
  addEventListener("resize", soon);
  soon();
})();
