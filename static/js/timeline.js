// The timeline: bars move and stretch by pointer and by keyboard, and what its
// rows post is swapped in without leaving the page. Everything here has a form
// that does the same without script.
(() => {
  const DAY = 86400000;
  const region = () => document.getElementById("timeline");
  const here = () => location.pathname + location.search;
  const swap = { target: "#timeline", swap: "outerMorph" };

  const parse = (text) => Date.parse(text + "T00:00:00Z");
  const iso = (time) => new Date(time).toISOString().slice(0, 10);
  const words = (from, to) => {
    const say = (time) => new Date(time).toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
    return from === to ? say(to) : say(from) + " – " + say(to);
  };
  const announce = (text) => {
    const live = document.getElementById("timeline-live");
    if (live) live.textContent = text;
  };

  // One change at a time: a move is a bar with the days its ends have gone.
  let move = null;

  function begin(bar, how) {
    const table = bar.closest("table");
    const cell = bar.parentElement;
    move = {
      bar, cell, how, id: bar.id, from: parse(bar.dataset.from), to: parse(bar.dataset.to),
      first: parse(table.dataset.first), was: cell.className, a: 0, b: 0,
    };
    bar.classList.add("moving");
  }

  // Columns are classes: the bar previews where it would stand, cut to the chart.
  function preview() {
    const from = move.from + move.a * DAY, to = move.to + move.b * DAY;
    const left = Math.max(0, Math.round((from - move.first) / DAY));
    const right = Math.min(35, Math.round((to - move.first) / DAY));
    if (left <= 35 && right >= 0) move.cell.className = `c${left + 1} n${Math.max(1, right - left + 1)}`;
    label(words(from, to));
    document.dispatchEvent(new Event("timeline:moved"));
  }

  function label(text) {
    const out = document.querySelector(".drag-label");
    if (!out) return;
    const wrap = out.parentElement.getBoundingClientRect(), box = move.bar.getBoundingClientRect();
    out.hidden = false;
    out.textContent = text;
    // Set by script on one element; the policy bars style attributes in HTML only.
    out.style.insetInlineStart = Math.max(0, Math.min(box.left - wrap.left, wrap.width - out.offsetWidth)) + "px";
    out.style.insetBlockStart = box.top - wrap.top - out.offsetHeight - 4 + "px";
  }

  function shift(a, b) {
    if (move.to + b * DAY < move.from + a * DAY) return;
    move.a = a;
    move.b = b;
    preview();
  }

  function finish(keep) {
    const { bar, cell, was, a, b } = move;
    const from = iso(move.from + a * DAY), to = iso(move.to + b * DAY);
    const out = document.querySelector(".drag-label");
    if (out) out.hidden = true;
    bar.classList.remove("moving");
    move = null;
    if (!keep || (!a && !b)) {
      cell.className = was;
      return;
    }
    const values = { by: "hand", version: bar.dataset.v, starts_on: from, due_on: to, due_time: bar.dataset.time || "", back: here() };
    htmx.ajax("POST", region().dataset.base + bar.id.slice(1) + "/dates", { ...swap, source: bar, values }).finally(() => {
      // Refused, or the network dropped: the bar goes back to where it is.
      if (bar.isConnected && bar.dataset.v === values.version) cell.className = was;
    });
  }

  // ---- pointer

  let drag = null;
  const grip = (bar, x) => {
    const box = bar.getBoundingClientRect();
    if (bar.classList.contains("milestone") || box.width < 24) return "all";
    const rtl = getComputedStyle(bar).direction === "rtl";
    if (x - box.left < 8) return rtl ? "to" : "from";
    if (box.right - x < 8) return rtl ? "from" : "to";
    return "all";
  };

  document.addEventListener("pointerdown", (event) => {
    const bar = event.target.closest?.("#timeline a[data-from]");
    if (!bar || event.button !== 0 || event.pointerType === "touch" || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (move) finish(false);
    const track = bar.closest("tr").getBoundingClientRect(), head = bar.closest("tr").querySelector("th").getBoundingClientRect();
    drag = { bar, x: event.clientX, day: (track.width - head.width) / 36, end: grip(bar, event.clientX), id: event.pointerId };
  });

  document.addEventListener("pointermove", (event) => {
    if (!drag) return cursor(event);
    if (event.pointerId !== drag.id) return;
    const dx = event.clientX - drag.x;
    if (!move) {
      if (Math.abs(dx) < 4) return;
      begin(drag.bar, "pointer");
      document.body.classList.add("dragging");
    }
    const days = Math.round(dx / drag.day) * (getComputedStyle(drag.bar).direction === "rtl" ? -1 : 1);
    shift(drag.end === "to" ? 0 : days, drag.end === "from" ? 0 : days);
  });

  const cursor = (event) => {
    const bar = event.target.closest?.("#timeline a.bar[data-from]");
    if (bar) bar.classList.toggle("edge", grip(bar, event.clientX) !== "all");
  };

  function drop(keep) {
    const moved = Boolean(move);
    if (moved) finish(keep);
    document.body.classList.remove("dragging");
    drag = null;
    // The click that follows a drag must not open the item.
    if (moved) {
      const stop = (event) => { event.preventDefault(); event.stopPropagation(); };
      addEventListener("click", stop, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", stop, true), 50);
    }
  }
  document.addEventListener("pointerup", () => drag && drop(true));
  document.addEventListener("pointercancel", () => drag && drop(false));
  document.addEventListener("dragstart", (event) => event.target.closest?.("#timeline a[data-from]") && event.preventDefault());

  // ---- keyboard

  document.addEventListener("keydown", (event) => {
    if (drag && move && event.key === "Escape") {
      event.preventDefault();
      drop(false);
      announce("Left where it was.");
      return;
    }
    const bar = event.target.closest?.("#timeline a[data-from]");
    if (!bar || event.ctrlKey || event.metaKey) return;
    const arrow = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!move) {
      const starts = (event.key.toLowerCase() === "m" && !event.altKey) || (event.altKey && arrow);
      if (!starts) return;
      begin(bar, "keys");
      announce("Moving. Left and right arrow move, with Shift they stretch, Enter keeps, Escape leaves it.");
      preview();
    }
    if (move.how !== "keys") return;
    if (arrow) {
      const step = arrow * (getComputedStyle(bar).direction === "rtl" ? -1 : 1);
      event.shiftKey ? shift(move.a, move.b + step) : shift(move.a + step, move.b + step);
      announce(words(move.from + move.a * DAY, move.to + move.b * DAY));
    } else if (event.key === "Enter") {
      finish(true);
    } else if (event.key === "Escape") {
      finish(false);
      announce("Left where it was.");
    } else if (event.key === "Tab") {
      finish(false);
      return;
    } else if (event.key.toLowerCase() !== "m") {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }, true);

  document.addEventListener("focusout", (event) => {
    if (move?.how === "keys" && event.target === move.bar && !event.relatedTarget?.closest?.(".drag-label")) finish(false);
  });

  // ---- what rows post, and what their menus and sheets ask for

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!region() || event.defaultPrevented || form.method !== "post") return;
    const undo = form.closest("#flash") && /\/deliverables\/\d+\//.test(form.action);
    if (!undo && !form.closest("#timeline") && !form.matches("#dialog [data-sheet-form], #dialog form.conflict")) return;
    event.preventDefault();
    lastRow = form.closest("tr")?.id || lastRow;
    form.closest("details.menu")?.removeAttribute("open");
    htmx.ajax("POST", form.getAttribute("action"), { ...swap, source: form, event: { submitter: event.submitter }, values: { target: "timeline" } })
      .finally(() => delete form.dataset.sent); // set by form.js against a second press
  });

  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches?.("details[data-menu]") || !menu.open || menu.dataset.filled) return;
    menu.dataset.filled = "yes";
    const items = menu.querySelector(".menu-items");
    // What is there stays where it is, under the pointer; the rest comes below it.
    htmx.ajax("GET", menu.dataset.menu, { source: items, target: items, swap: "innerMorph" });
  }, true);

  let lastRow = "";
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#timeline a[data-sheet]");
    if (link && event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)) {
      event.preventDefault();
      lastRow = link.closest("tr")?.id || "";
      link.closest("details.menu")?.removeAttribute("open");
      // Not from the link: its menu may be filled anew meanwhile, and the answer to
      // what has left the page is dropped.
      htmx.ajax("GET", link.getAttribute("href"), { source: region(), target: "#dialog", swap: "innerHTML" });
    }
    if (event.target.closest?.("[data-print]")) print();
  });

  // Whoever wrote from a row is in that row afterwards.
  document.addEventListener("htmx:after:swap", () => {
    if (!lastRow || document.querySelector("dialog[open]")) return;
    const row = document.getElementById(lastRow);
    if (!row) return;
    if (document.activeElement === document.body || document.activeElement?.id === "main") {
      row.querySelector("a[data-from], a.title")?.focus({ preventScroll: true });
    }
    lastRow = "";
  });

  // ---- what an item waits for stands out while one looks at it

  function relate(event) {
    const row = event.target.closest?.("#timeline tr.item");
    for (const other of document.querySelectorAll("#timeline tr.before")) other.classList.remove("before");
    for (const id of row?.dataset.after?.split(" ") || []) document.getElementById("d" + id)?.classList.add("before");
  }
  document.addEventListener("pointerover", relate);
  document.addEventListener("focusin", relate);
})();
