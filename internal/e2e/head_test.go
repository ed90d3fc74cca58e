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
	open(s, b, "petra")
	b.Open(s.URL + searchLists)
	const head = headShown
	before := b.Text(head)
	b.Click("#check-" + id + " >> role=button ~Pass")
	b.WaitText("#check-"+id+" .status-button", "Pass")
	if now := b.Text(head); now == before {
		t.Errorf("the head still says %q", now)
	}
	b.Open(s.URL + readinessOfPetra)
	before = b.Text(head)
	b.Click("tr:has([action$='" + s.Criterion("no_critical_bug") + "/sign']) >> role=button ~Sign off")
	b.WaitText("#flash", "No critical bug")
	if now := b.Text(head); now == before {
		t.Errorf("after a sign-off the head still says %q", now)
	}
	b.CheckAxe()
}
