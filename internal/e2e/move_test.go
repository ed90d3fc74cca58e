package e2e_test

import (
	"testing"
	"time"

	"tminus/internal/browser"
)

// T moves by two weeks, with three rows shifted by two days and one left without a date. One press takes it back.
func TestMoveTWithChoicesInBrowser(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := browser.New(t)
	open(s, b, "ana")
	const of = " FROM deliverables WHERE launch_id = (SELECT id FROM launches WHERE slug = 'real-time-notifications') ORDER BY id"
	all := func() []string { return scan[[]string](s, "SELECT title || ' ' || COALESCE(due_on, '')"+of) }
	before := all()
	b.Open(s.URL + notifications + "/move")
	day := scan[string](s, "SELECT launch_on FROM launches WHERE slug = 'real-time-notifications'")
	b.Fill("label=New date", plusDays(t, day, 14))
	b.ClickLoad("role=button Preview the move")

	picks := browser.Eval[[]string](b, `[...document.querySelectorAll(".moves tr:has(option[value=move][selected]) .pick")].map(e => e.value)`)
	if len(picks) < 4 {
		t.Fatalf("only %d rows move", len(picks))
	}
	for _, id := range picks[:3] {
		b.Check(".pick[value='"+id+"']", true)
	}
	b.Fill("label=Days to shift by", "2")
	b.ClickLoad("role=button Shift")
	b.Select("[name='do-"+picks[3]+"']", "No date yet")
	b.WaitText("#row-"+picks[3]+" td[data-label=New]", "No date")
	b.Fill("label=Why does T move?", "The partner is late")
	b.ClickLoad("role=button ~Move T and")

	due := func(id string) string {
		return scan[string](s, "SELECT COALESCE(due_on, '') FROM deliverables WHERE id = "+id)
	}
	title := func(id string) string { return scan[string](s, "SELECT title FROM deliverables WHERE id = "+id) }
	find := func(list []string, entry string) bool {
		for _, e := range list {
			if e == entry {
				return true
			}
		}
		return false
	}
	for _, id := range picks[:3] {
		now, err := time.Parse(time.DateOnly, due(id))
		if err != nil {
			t.Fatal(err)
		}
		if was := title(id) + " " + now.AddDate(0, 0, -2).Format(time.DateOnly); !find(before, was) {
			t.Errorf("%q is due %s, not two days later", title(id), due(id))
		}
	}
	if got := due(picks[3]); got != "" {
		t.Errorf("the row without a date is due %s", got)
	}
	b.ClickLoad("#flash >> role=button Undo")
	after := all()
	for i := range before {
		if after[i] != before[i] {
			t.Errorf("%q after the undo, %q before", after[i], before[i])
		}
	}
}
