package e2e_test

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// Shifts are moved, resized and drawn on the week grid by pointer and by keyboard, and each action
// can be undone.
func TestShiftDragOnWeekGrid(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := window(t, s, "ana")
	b.Viewport(1440, 1600)
	page := s.URL + notifications + "/roster"
	b.Open(page)
	// A shift of a few hours within one day, with space around it.
	scanned := struct{ ID, FromAt, ToAt int64 }{}
	if err := s.DB.Read(t.Context()).Raw(`SELECT e.id, e.from_at, e.to_at FROM roster_entries e JOIN launches l ON l.id = e.launch_id
		WHERE l.slug = ? AND e.kind = 'shift' AND e.role = 'primary' ORDER BY e.from_at LIMIT 1`, notificationsSlug).Scan(
		&scanned).Error; err != nil {
		t.Fatal(err)
	}
	b.Open(page + "?week=" + time.UnixMilli(scanned.FromAt).UTC().Format("2006-01-02"))
	id := strconv.FormatInt(scanned.ID, 10)
	block := `.rota a[href$="/roster/` + id + `"][data-ends*="from"]`
	span := func() (from, to int64) {
		scanTo(s, "SELECT from_at FROM roster_entries WHERE id = "+id, &from)
		scanTo(s, "SELECT to_at FROM roster_entries WHERE id = "+id, &to)
		return (from - scanned.FromAt) / 3600e3, (to - scanned.ToAt) / 3600e3
	}
	want := func(what string, from, to int64) {
		t.Helper()
		b.Wait(block)
		if a, z := span(); a != from || z != to {
			t.Errorf("%s: the shift has gone by %d and %d hours, want %d and %d", what, a, z, from, to)
		}
	}
	_, _, row, _ := b.Box(".rota tbody tr:first-child")
	_, _, head, _ := b.Box(".rota tbody tr:first-child th")
	hour := (row - head) / 24
	undo := func(what string) {
		t.Helper()
		b.WaitText("#flash", "Saved")
		b.ClickLoad("#flash >> role=button Undo")
		b.WaitText("#flash", "Undone")
		want("undoing "+what, 0, 0)
	}

	drag := func(what string, x, y, toX, toY float64, from, to int64) {
		t.Helper()
		b.DragLoad(x, y, toX, toY)
		want(what, from, to)
		undo(what)
	}
	center := func() (x, y, w, h float64) { return b.Box(block) }
	x, y, w, h := center()
	drag("earlier", x+w/2, y+h/2, x+w/2-2*hour, y+h/2, -2, -2)
	x, y, _, h = center()
	drag("the start pulled", x+3, y+h/2, x+3-hour, y+h/2, -1, 0)
	x, y, w, h = center()
	_, y1, _, _ := b.Box(".rota tbody tr:nth-child(1)")
	_, y2, _, _ := b.Box(".rota tbody tr:nth-child(3)")
	drag("a day earlier", x+w/2, y+h/2, x+w/2, y+h/2-(y2-y1), -24, -24)

	b.Focus(block)
	b.Press("m")
	b.Press("ArrowLeft")
	b.WaitFor(`!document.querySelector(".drag-label").hidden`)
	b.Press("Escape")
	want("left by Escape", 0, 0)
	b.Focus(block)
	b.Press("Alt+ArrowLeft")
	b.Press("ArrowUp")
	b.WaitFor(`document.querySelector(".drag-live").textContent.includes("–")`)
	b.PressLoad("Enter")
	want("by keyboard", -25, -25)
	undo("the keyboard")

	b.CheckAxe()

	// A new shift drawn into a free row opens the form with its times.
	b.Open(page + "?week=2026-10-05")
	x, y, _, h = b.Box(".rota tbody tr:nth-child(3)")
	b.DragLoad(x+head+9.5*hour, y+h/2, x+head+13.5*hour, y+h/2)
	for field, value := range map[string]string{"from_on": "2026-10-06", "from_at": "09:00", "to_on": "2026-10-06", "to_at": "14:00",
		"role": "primary"} {
		if got := b.Value("#f-" + field); got != value {
			t.Errorf("%s is %q, want %q", field, got, value)
		}
	}

	// Another person saved first, so both changes are shown.
	b.Open(page + "?week=" + time.UnixMilli(scanned.FromAt).UTC().Format("2006-01-02"))
	form := s.As("marek").Get(notifications + "/roster/" + id).Filled("form.form")
	form.Set("note", "Swap the phone")
	s.As("marek").Post(notifications+"/roster/"+id, form)
	b.Allow("409")
	b.Focus(block)
	b.Press("Alt+ArrowLeft")
	b.PressLoad("Enter")
	if !strings.Contains(b.Text("main"), "Two changes at once") {
		t.Errorf("no conflict is shown: %.300s", b.Text("main"))
	}
	b.CheckAxe()
}
