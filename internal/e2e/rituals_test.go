package e2e_test

import (
	"strings"
	"testing"

	"tminus/internal/browser"
)

// runIt runs the ritual in a browser and passes all steps except one.
func runIt(b *browser.Browser, s *site, environment, fails string) {
	b.Open(s.URL + notifications + "/rituals/" + s.RitualOf("real-time-notifications"))
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

func TestRitualRunOnPhone(t *testing.T) {
	t.Parallel()
	b := browser.New(t)
	s := newSite(t)
	open(s, b, "lukasz")
	b.Viewport(390, 760)
	runIt(b, s, "Staging", "")
	b.WaitText("#run-progress", "7 of 7 passed")
	if n := b.Overflow(); n > 0 {
		t.Errorf("%d px wider than the phone", n)
	}
	if _, _, _, height := b.Box("#step-" + scan[string](s, "SELECT CAST(MIN(step_id) AS TEXT) FROM run_results") + "-pass"); height < 44 {
		t.Errorf("the buttons are %v px high", height)
	}
	b.CheckAxe()
	b.ClickLoad("role=button Finish run")
	b.WaitText("main", "Passed")

	runIt(b, s, "Production", "Change its settings")
	b.WaitText("#run-progress", "1 failed")
	b.ClickLoad("role=button Finish run")
	b.WaitText("main", "A run in which any step fails has failed")
	b.ClickLoad("role=link Compare it with another")
	b.WaitText(".note.error", "1 anomaly")
	b.WaitText("table.compared tbody tr:first-child", "Anomaly")
	b.WaitText("table.compared tbody tr:first-child", "500 with this credential")
	b.CheckAxe()
}

// A run is recorded by keyboard, and on a narrow page the navigation shows the current page.
func TestRitualRunByKeyboard(t *testing.T) {
	t.Parallel()
	b := browser.New(t)
	s := newSite(t)
	open(s, b, "petra")
	b.Open(s.URL + notifications + "/rituals/" + s.RitualOf("real-time-notifications"))
	b.Click("label=Staging")
	b.ClickLoad("role=button Start run")
	b.Press("p")
	b.WaitText("li.step:nth-child(1) .section-head", "Pass")
	b.WaitFor("document.activeElement.matches('li.step:nth-child(2)')")
	b.Press("s")
	b.WaitText("li.step:nth-child(2) .section-head", "Skipped")
	b.Press("f")
	b.WaitText("li.step:nth-child(3) .section-head", "Fail")
	b.Focus("li.step:nth-child(1) input[name=note]")
	b.Type("pfs")
	if got := b.Value("li.step:nth-child(1) input[name=note]"); got != "pfs" {
		t.Errorf("typing into a note gives %q", got)
	}
	b.Viewport(390, 800)
	for _, page := range []string{"/runsheet", "/meetings", "/readiness"} {
		b.Open(s.URL + notifications + page)
		for _, row := range []string{".tabs", ".subnav"} {
			if row == ".subnav" && b.Count(row) == 0 {
				continue
			}
			if x, _, w, _ := b.Box(row + " [aria-current]"); x < 0 || x+w > 390 {
				t.Errorf("on %s the current page of %s is at %.0f to %.0f", page, row, x, x+w)
			}
		}
	}
}
