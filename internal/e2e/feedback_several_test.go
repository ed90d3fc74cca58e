package e2e_test

import "testing"

// A page of reports is taken and merged at once, and both are undone, with and without script.
func TestFeedbackBulkInBrowser(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := window(t, s, "ana")
	ana.Open(s.URL + notifications + "/feedback?state=open")
	n := ana.Count("table.reports tbody .pick")
	if n < 3 || ana.Count("#several") != 0 {
		t.Fatalf("%d reports, and what is done with them is offered before any is chosen", n)
	}
	ana.Check("label=Choose all on this page", true)
	ana.CheckAxe()
	ana.ClickLoad("#several >> role=button Take them")
	if left := ana.Count("table.reports tbody form[action$='/take']"); left != 0 {
		t.Errorf("%d are nobody's still", left)
	}
	ana.ClickLoad("#flash >> role=button Undo")
	ana.WaitText("#flash", "Undone.")

	// On a phone, and by keyboard.
	ana.Viewport(390, 844)
	ana.Focus("table.reports tbody tr:nth-child(1) .pick")
	ana.Press("Space")
	ana.Check("table.reports tbody tr:nth-child(2) .pick", true)
	ana.ClickLoad("#several >> role=button They are the same…")
	ana.CheckAxe()
	if over := ana.Overflow(); over > 0 {
		t.Errorf("%d px too wide", over)
	}
	ana.ClickLoad("role=button Save for 2 reports")
	ana.WaitText(".summary", "Choose which report speaks for all of them.")

	ana.JavaScript(false)
	ana.Open(s.URL + notifications + "/feedback?state=open")
	if ana.Count("[data-pick-all]") != 0 {
		t.Error("a box is shown that does nothing")
	}
	ana.Check("table.reports tbody tr:nth-child(1) .pick", true)
	ana.ClickLoad("#several >> role=button Remove")
	ana.WaitText("#flash", "Removed 1 report.")
	if got := ana.Count("table.reports tbody tr"); got != n-1 {
		t.Errorf("%d left of %d", got, n)
	}
	ana.ClickLoad("#flash >> role=button Undo")
	if got := ana.Count("table.reports tbody tr"); got != n {
		t.Errorf("%d are back of %d", got, n)
	}
}
