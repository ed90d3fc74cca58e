package e2e_test

import (
	"testing"

	"tminus/internal/browser"
)

func TestPageHeaderUpdatesInBrowser(t *testing.T) {
	t.Parallel()
	b := browser.New(t)
	s := newSite(t)
	id := s.OpenAgain("flag")
	open(s, b, "priya")
	b.Open(s.URL + searchLists)
	const head = "#launch-states"
	before := b.Text(head)
	b.Click("#check-" + id + " >> role=button ~Pass")
	b.Wait("#check-" + id + " .tick[aria-pressed=true]")
	if now := b.Text(head); now == before {
		t.Errorf("the head still says %q", now)
	}
	b.Open(s.URL + readinessOfPetra)
	sign := "[action$='" + s.Criterion("no_critical_bug") + "/sign']"
	b.Click("details.fold:has(" + sign + ") > summary")
	b.Click("tr:has(" + sign + ") >> role=button ~Sign off")
	b.WaitText("#flash", "No critical bug")
	now := b.Text(head)
	b.CheckAxe()
	b.Open(s.URL + readinessOfPetra)
	if got := b.Text(head); got != now {
		t.Errorf("after a sign-off the head says %q, the page %q", now, got)
	}
}
