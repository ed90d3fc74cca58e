package e2e_test

import (
	"strings"
	"testing"

	"tminus/internal/civil"
)

// A week of shifts is added in less than ten actions, a gap is found and closed, the other person
// accepts a swap, T moves and the roster is corrected.
func TestRosterInBrowser(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const launch = "/launches/new-plans-and-prices"
	b := window(t, s, "hugo")
	b.Viewport(1440, 900)
	b.Open(s.URL + launch + "/roster")
	b.Wait(".empty")
	actions := 0
	did := func(act func()) { act(); actions++ }
	did(func() { b.ClickLoad("role=link ~Add shifts") })
	for i, name := range []string{"Marek Solberg (senior)", "Fatima El-Sayed (senior)", "Hugo Lefèvre", "Ben Carter"} {
		did(func() { b.Select("#f-person"+string(rune('1'+i)), name) })
	}
	did(func() { b.ClickLoad("role=button Preview") })
	b.CheckAxe()
	did(func() { b.ClickLoad("role=button ~Add 3") })
	if actions >= 10 {
		t.Errorf("a week's rota takes %d actions", actions)
	}
	b.WaitText("#problems", "Covered")
	b.CheckAxe()

	// A person is removed from one shift, which leaves a gap, and its button fills it.
	b.ClickLoad("#list tbody tr:nth-child(3) >> role=link ~Edit")
	b.ClickLoad("role=button Remove")
	b.WaitText("#problems", "Nobody is primary")
	b.ClickLoad("#problems >> role=link ~Nobody is primary")
	b.Select("#f-person", "山田 優希 (senior)")
	b.ClickLoad("role=button Add shift")
	b.WaitText("#problems", "Covered")

	// Hugo offers his first shift to Marek, who accepts.
	b.ClickLoad(`#list tbody tr:nth-child(1 of :has(a[href$="/swap"])) a[href$="/swap"]`)
	b.Select("#f-to", "Søren Åkesson (senior)")
	b.ClickLoad("role=button Ask")
	b.WaitText("#swaps", "asks Søren Åkesson")
	other := window(t, s, "soren")
	other.Viewport(1440, 900)
	other.Open(s.URL + launch + "/roster")
	other.ClickLoad("#swaps >> role=button Accept")
	other.WaitText("#swaps", "Accepted")

	// T moves by three days; the roster stays and is moved by one press.
	day := scan[string](s, "SELECT launch_on FROM launches WHERE slug = 'new-plans-and-prices'")
	b.Open(s.URL + launch + "/move?launch_on=" + plusDays(t, day, 3) + "&launch_time=09:00&zone=America/New_York")
	b.WaitText("#on-call", "would not cover")
	b.Fill("label=~Why does T move", "The price list is late")
	b.ClickLoad("role=button ~Move T and")
	b.Open(s.URL + launch + "/roster")
	b.WaitText("#problems", "Nobody is primary")
	b.ClickLoad("role=button Move them along")
	b.WaitText("#problems", "Covered")
	if !strings.Contains(b.Text("#flash"), "follows T") {
		t.Errorf("it says %q", b.Text("#flash"))
	}
}

func plusDays(t *testing.T, day string, n int) string {
	t.Helper()
	d, err := civil.Parse(day)
	if err != nil {
		t.Fatal(err)
	}
	return d.AddDays(n).String()
}

// Four people are entered for two nights in less than ten actions, each with the same hours.
func TestNightWatchInBrowser(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const launch = "/launches/new-plans-and-prices"
	b := window(t, s, "hugo")
	b.Viewport(1440, 900)
	b.Open(s.URL + launch + "/roster")
	b.Wait(".empty")
	actions := 0
	did := func(act func()) { act(); actions++ }
	did(func() { b.ClickLoad("role=link ~Add shifts") })
	did(func() { b.ClickLoad("role=link Same hours every day") })
	for i, name := range []string{"Marek Solberg (senior)", "Fatima El-Sayed (senior)", "Hugo Lefèvre", "Ben Carter"} {
		did(func() { b.Select("#f-person"+string(rune('1'+i)), name) })
	}
	did(func() { b.Fill("#f-handoffs", "21, 00, 03, 06, 09") })
	did(func() { b.ClickLoad("role=button Preview") })
	b.CheckAxe()
	did(func() { b.ClickLoad("role=button Add 8 shifts") })
	if actions >= 10 {
		t.Errorf("two nights take %d actions", actions)
	}
	b.WaitText("#flash", "Added 8 shifts")
	got := scan[string](s, `SELECT GROUP_CONCAT(name, ', ') FROM (SELECT u.name FROM roster_entries e JOIN users u ON u.id = e.user_id
		JOIN launches l ON l.id = e.launch_id WHERE l.slug = 'new-plans-and-prices' ORDER BY e.from_at)`)
	const night = "Marek Solberg, Fatima El-Sayed, Hugo Lefèvre, Ben Carter"
	if got != night+", "+night {
		t.Errorf("on call are %s", got)
	}
	b.CheckAxe()
}
