// The week grid of a roster: shifts move by hours and by days, and new ones are drawn into a free row.
// Dropping a shift posts what its form would post, and shows the resulting page.
(() => {
  const HOUR = 3600000, DAY = 24 * HOUR;
  const iso = (time) => new Date(time).toISOString();
  const fields = (from, to) => ({
    from_on: iso(from).slice(0, 10), from_at: iso(from).slice(11, 16), to_on: iso(to).slice(0, 10), to_at: iso(to).slice(11, 16),
  });
  const say = (time) => new Date(time).toLocaleString("en-GB", {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: "UTC",
  });
  const hour = (row) => row.querySelector("th").getBoundingClientRect().width
    && (row.getBoundingClientRect().width - row.querySelector("th").getBoundingClientRect().width) / 24;
  // The distance between two days of the same role.
  const pitch = (row) => {
    const rows = [...document.querySelectorAll(".rota tbody tr")].filter((other) => other.dataset.role === row.dataset.role);
    return rows[1].offsetTop - rows[0].offsetTop;
  };

  movable({
    bars: ".rota a[data-from]", unit: HOUR, least: HOUR, down: 24,
    words: (from, to) => say(from) + " – " + say(to),
    step(bar) {
      const row = bar.closest("tr");
      return { x: hour(row), y: bar.dataset.made ? 0 : pitch(row), down: 24 };
    },
    // Preview only the part of the shift in this row, up to midnight.
    preview({ cell, was, a, b }) {
      const [, c, n] = was.match(/c(\d+) n(\d+)/).map(Number);
      const from = c - 1 + a, days = Math.floor(from / 24), left = from - days * 24;
      cell.className = `c${left + 1} n${Math.max(1, Math.min(24 - left, n + b - a))}`;
      cell.style.translate = "0 " + days * pitch(cell.parentElement) + "px";
    },
    commit(bar, from, to) {
      const { rota, zone } = bar.closest("table").dataset, values = { ...fields(from, to), zone };
      if (bar.dataset.made) return location.assign(rota + "&" + new URLSearchParams({ ...values, role: bar.closest("tr").dataset.role }));
      const form = document.createElement("form");
      form.method = "post";
      form.action = bar.getAttribute("href");
      for (const [name, value] of Object.entries({ ...values, by: "hand", version: bar.dataset.v })) {
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name, value });
        form.append(input);
      }
      document.body.append(form);
      form.submit();
    },
    make(event) {
      const row = event.target.closest?.(".rota[data-rota] tbody tr");
      if (!row || event.target.closest("th, td")) return null;
      const at = Math.floor((event.clientX - row.querySelector("th").getBoundingClientRect().right) / hour(row));
      if (at < 0 || at > 23) return null;
      const from = Date.parse(row.dataset.day) + at * HOUR, cell = document.createElement("td"), bar = document.createElement("a");
      cell.className = `c${at + 1} n1`;
      bar.className = "tag doing";
      Object.assign(bar.dataset, { from: iso(from).slice(0, 16), to: iso(from + HOUR).slice(0, 16), made: "yes" });
      cell.append(bar);
      row.append(cell);
      return bar;
    },
  });
})();
