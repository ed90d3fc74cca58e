// Moves and resizes bars on a time grid by pointer and by keyboard: those of the timeline by days, the
// shifts of a roster by hours. A form does the same without script.
//
// A page registers its bars with movable({bars, unit, words, step, preview, commit}). bars is a selector.
// data-from and data-to of a bar are civil times; data-ends lists the ends that can be dragged if only
// one can.
(() => {
  const kinds = [];
  window.movable = (kind) => kinds.push(kind);
  const find = (target) => {
    for (const kind of kinds) {
      const bar = target.closest?.(kind.bars);
      if (bar) return [kind, bar];
    }
    return [];
  };

  const parse = (text) => Date.parse(text.length > 10 ? text + "Z" : text); // a date without a time is parsed as UTC
  const announce = (text) => {
    const live = document.querySelector(".drag-live");
    if (live) live.textContent = text;
  };
  const rtl = (bar) => getComputedStyle(bar).direction === "rtl";

  // The move in progress: a bar, and the number of units by which its ends have moved.
  let move = null;

  function begin(kind, bar, how) {
    const cell = bar.parentElement;
    move = { kind, bar, cell, how, from: parse(bar.dataset.from), to: parse(bar.dataset.to), was: cell.className, a: 0, b: 0 };
    bar.classList.add("moving");
  }

  const ends = () => [move.from + move.a * move.kind.unit, move.to + move.b * move.kind.unit];

  function preview() {
    move.kind.preview(move, ...ends());
    label(move.kind.words(...ends()));
  }

  function label(text) {
    const out = document.querySelector(".drag-label");
    if (!out) return;
    const wrap = out.parentElement.getBoundingClientRect(), box = move.bar.getBoundingClientRect();
    out.hidden = false;
    out.textContent = text;
    // The content security policy forbids style attributes in HTML, but not styles set by script.
    out.style.insetInlineStart = Math.max(0, Math.min(box.left - wrap.left, wrap.width - out.offsetWidth)) + "px";
    out.style.insetBlockStart = box.top - wrap.top - out.offsetHeight - 4 + "px";
  }

  function shift(a, b) {
    const { kind } = move;
    if (move.to + b * kind.unit < move.from + a * kind.unit + (kind.least || 0)) return;
    move.a = a;
    move.b = b;
    preview();
  }

  function finish(keep) {
    const { kind, bar, cell, was, a, b } = move;
    const [from, to] = ends();
    const back = () => {
      cell.className = was;
      cell.style.translate = "";
      if (bar.dataset.made) cell.remove();
    };
    const out = document.querySelector(".drag-label");
    if (out) out.hidden = true;
    bar.classList.remove("moving");
    move = null;
    keep && (a || b) ? kind.commit(bar, from, to, back) : back();
  }

  // ---- pointer

  let drag = null;
  const grip = (bar, x) => {
    const box = bar.getBoundingClientRect(), can = bar.dataset.ends ?? "from to";
    if (bar.classList.contains("milestone") || box.width < 24) return "all";
    const [left, right] = rtl(bar) ? ["to", "from"] : ["from", "to"];
    if (x - box.left < 8 && can.includes(left)) return left;
    if (box.right - x < 8 && can.includes(right)) return right;
    return "all";
  };

  document.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch" || event.metaKey || event.ctrlKey || event.shiftKey) return;
    let [kind, bar] = find(event.target), end;
    if (!bar) {
      for (kind of kinds) if ((bar = kind.make?.(event))) break;
      end = "to";
    }
    if (!bar) return;
    if (move) finish(false);
    drag = {
      kind, bar, x: event.clientX, y: event.clientY, step: kind.step(bar), end: end || grip(bar, event.clientX), id: event.pointerId,
    };
  });

  document.addEventListener("pointermove", (event) => {
    if (!drag) {
      const [, bar] = find(event.target);
      return bar?.classList.toggle("edge", grip(bar, event.clientX) !== "all");
    }
    if (event.pointerId !== drag.id) return;
    const dx = event.clientX - drag.x, dy = drag.step.y ? event.clientY - drag.y : 0;
    if (!move) {
      if (Math.max(Math.abs(dx), Math.abs(dy)) < 4) return;
      begin(drag.kind, drag.bar, "pointer");
      document.body.classList.add("dragging");
    }
    const days = dy ? Math.round(dy / drag.step.y) * drag.step.down : 0;
    const by = Math.round(dx / drag.step.x) * (rtl(drag.bar) ? -1 : 1) + days;
    shift(drag.end === "to" ? 0 : by, drag.end === "from" ? 0 : by);
  });

  function drop(keep) {
    const moved = Boolean(move);
    if (moved) finish(keep);
    else if (drag.bar.dataset.made) drag.bar.parentElement.remove();
    document.body.classList.remove("dragging");
    drag = null;
    // Suppress the click after a drag, which would open the item.
    if (moved) {
      const stop = (event) => { event.preventDefault(); event.stopPropagation(); };
      addEventListener("click", stop, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", stop, true), 50);
    }
  }
  document.addEventListener("pointerup", () => drag && drop(true));
  document.addEventListener("pointercancel", () => drag && drop(false));
  document.addEventListener("dragstart", (event) => find(event.target)[1] && event.preventDefault());

  // ---- keyboard

  document.addEventListener("keydown", (event) => {
    if (drag && move && event.key === "Escape") {
      event.preventDefault();
      drop(false);
      announce("Left where it was.");
      return;
    }
    const [kind, bar] = find(event.target);
    if (!bar || event.ctrlKey || event.metaKey) return;
    const sideways = { ArrowLeft: -1, ArrowRight: 1 }[event.key], down = kind.down && { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const step = sideways ? sideways * (rtl(bar) ? -1 : 1) : down ? down * kind.down : 0;
    if (!move) {
      const starts = (event.key.toLowerCase() === "m" && !event.altKey) || (event.altKey && sideways);
      if (!starts) return;
      begin(kind, bar, "keys");
      announce("Moving. " + (kind.down ? "Arrows move by an hour or a day" : "Left and right arrow move")
        + ", with Shift they stretch, Enter keeps, Escape leaves it.");
      preview();
    }
    if (move.how !== "keys") return;
    if (step) {
      event.shiftKey ? shift(move.a, move.b + step) : shift(move.a + step, move.b + step);
      announce(kind.words(...ends()));
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
})();
