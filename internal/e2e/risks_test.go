package e2e_test

import (
	"fmt"
	"testing"

	"tminus/internal/browser"
)

func TestRiskInBrowser(t *testing.T) {
	t.Parallel()
	b := browser.New(t)
	s := newSite(t)
	open(s, b, "ana")
	d := s.Find("d.kind = 'engineering_task' AND d.status = 'not_started' AND d.follow_by = ''")

	b.Open(s.URL + sampleRisks)
	b.ClickLoad("role=link Add risk")
	b.Fill("#f-title", "The certificate runs out")
	b.Select("#f-category", "security")
	b.Check("label=Show-stopper", true)
	b.Select("#f-current_likelihood", "5")
	b.Select("#f-current_impact", "5")
	b.Select("#f-residual_likelihood", "1")
	b.Select("#f-residual_impact", "3")
	b.ClickLoad("role=button Add risk")
	b.WaitText("#risk .deliverable-head", "Stands")
	b.CheckAxe()

	// The matrix filters the list, and back.
	b.Open(s.URL + sampleRisks)
	b.ClickLoad("role=link ~1 risk: likelihood 5, Almost certain; impact 5")
	b.WaitURL(sampleRisks + "?cell=5-5")
	if n := b.Count("table.risks tbody tr"); n != 1 {
		t.Errorf("%d risks in the cell", n)
	}
	b.CheckAxe()
	// The filter applies while it is typed and keeps the cell.
	b.Fill("#f-q", "no such words")
	b.WaitText("#risk-list", "Nothing found")
	b.Fill("#f-q", "certificate")
	b.Wait("table.risks >> role=link The certificate runs out")
	b.ClickLoad("table.risks >> role=link The certificate runs out")

	// The remaining score applies once the mitigation is done, with one press for each step.
	b.Select("#f-link-deliverable", fmt.Sprint(d.ID))
	b.ClickLoad("role=button Link it")
	b.WaitText("#mitigations", d.Title)
	b.WaitText("#risk .deliverable-head", "25")
	b.Click("#mitigations .status-button")
	b.Click("#mitigations .menu-items >> role=button Done")
	b.WaitText("#risk .deliverable-head", "Mitigated")
	b.WaitText("#risk .deliverable-head", "3")
	b.ClickLoad("#flash >> role=button Undo")
	b.WaitText("#risk .deliverable-head", "Stands")

	// The lead's acceptance applies until the risk is rescored.
	b.Click("text=Accept it at 5 × 5 = 25")
	b.Fill("label=~Why the launch can live", "A second one is ready to be put in")
	b.ClickLoad("role=button Accept in my name")
	b.WaitText("#risk .deliverable-head", "Accepted")
	b.CheckAxe()
	b.Click("text=Score it anew")
	b.Select("#f-score-current_likelihood", "4")
	b.ClickLoad("role=button Save the score")
	b.WaitText("#risk .deliverable-head", "Stands")
	b.WaitText("#acceptance", "The score changed.")
	b.Click("text=The scores as a table")
	b.WaitText("#score table", "4 × 5 = 20")
	b.Viewport(320, 640)
	if n := b.Overflow(); n > 0 {
		t.Errorf("%d px wider than a screen of 320 px", n)
	}
}
