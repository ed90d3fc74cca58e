package e2e_test

import (
	"testing"

	"tminus/internal/browser"
)

// The members of a group tick a task on two phones at once. It is done when both have ticked.
func TestGroupTaskIsTickedOnTwoPhones(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	slug, _ := s.Planned("Two phones")
	sheet := s.URL + "/launches/" + slug + "/runsheet"
	lead := browser.New(t)
	open(s, lead, "ana")
	lead.Open(sheet + "/paste")
	lead.Fill("label=Tasks", "start\ttask\towner\nT-1h\tRead the release notes\tMarek Solberg + Dana Whitfield")
	lead.ClickLoad("role=button Add tasks")
	lead.WaitText("#flash", "Added 1 task")
	marek, dana := browser.New(t), browser.New(t)
	for who, b := range map[string]*browser.Browser{"marek": marek, "dana": dana} {
		open(s, b, who)
		b.Viewport(390, 844)
		b.Open(sheet) // both see the sheet before either ticks
	}
	dana.Click("role=button ~Not done by Dana Whitfield")
	marek.Click("role=button ~Not done by Marek Solberg")
	dana.WaitText("#flash", "Ticked")
	marek.WaitText("#flash", "Ticked")
	marek.CheckAxe()
	lead.Open(sheet)
	lead.WaitText("h2", "Run sheet: all done")
	lead.WaitText(".run-sheet", "2/2")
	dana.Click("#flash >> role=button Undo")
	dana.WaitText("#flash", "The tick is taken back")
	dana.WaitText(".run-sheet", "1/2")
}
