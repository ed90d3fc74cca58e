package handlerstest

import (
	"strings"

	"tminus/internal/browser"
)

// RunIt runs the ritual in a browser and passes all steps except one.
func RunIt(b *browser.Browser, s *Site, environment, fails string) {
	b.Open(s.URL + Notifications + "/rituals/" + s.RitualOf("real-time-notifications"))
	b.Click("label=" + environment)
	b.ClickLoad("role=button Start run")
	steps := b.Count("li.step")
	for i := 1; i <= steps; i++ {
		step := "li.step:nth-child(" + string(rune('0'+i)) + ")"
		press := "Pass"
		if strings.Contains(b.Text(step+" h3"), fails) && fails != "" {
			b.Fill(step+" [name=note]", "500 with this credential")
			press = "Fail"
		}
		b.Click(step + " >> role=button " + press)
		b.WaitFor("document.querySelector('" + step + " [aria-pressed=true]') !== null")
	}
}

// ritualOf, runOf and parityOf return ids of a launch's items as strings.
func (s *Site) RitualOf(slug string) string {
	return Scan[string](s, "SELECT CAST(r.id AS TEXT) FROM rituals r JOIN launches l ON l.id = r.launch_id WHERE l.slug = ? "+
		"ORDER BY r.id LIMIT 1", slug)
}

func (s *Site) RunOf(slug, state string) string {
	return Scan[string](s, "SELECT CAST(n.id AS TEXT) FROM runs n JOIN launches l ON l.id = n.launch_id WHERE l.slug = ? AND "+
		"n.state = ? ORDER BY n.id LIMIT 1", slug, state)
}

func (s *Site) ParityOf(slug string) string {
	return Scan[string](s, "SELECT CAST(p.id AS TEXT) FROM parity_rows p JOIN launches l ON l.id = p.launch_id WHERE l.slug = ? "+
		"ORDER BY p.id LIMIT 1", slug)
}
