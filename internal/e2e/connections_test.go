package e2e_test

import (
	"testing"

	"tminus/internal/browser"
)

func TestConnectionsInBrowser(t *testing.T) {
	t.Parallel()
	b := browser.New(t)
	s := newSite(t)
	open(s, b, "ana")
	id := s.Connection()

	b.Open(s.URL + "/settings/connections")
	b.WaitText("main", "There is no mail server in the settings")
	b.CheckAxe()
	b.ClickLoad("role=link Add connection")
	b.Click("role=radio ~Chat")
	b.ClickLoad("role=button Continue")
	b.Fill("#f-name", "#launches")
	b.ClickLoad("role=button Add connection")
	b.WaitText("main", "Enter an address that starts with")
	b.CheckAxe()
	if got := b.Value("#f-name"); got != "#launches" {
		t.Errorf("the name is %q", got)
	}
	b.Open(s.URL + "/settings/connections/" + id)
	b.CheckAxe()

	// Who is paged sees one button, and the escalation shows what happened.
	secret := s.Paged("real-time-notifications")
	b.Open(s.URL + "/launches/real-time-notifications/roster/escalation")
	b.WaitText("main", "Page now")
	b.CheckAxe()
	b.Open(s.URL + "/paged/" + secret)
	b.CheckAxe()
	b.ClickLoad("role=button I'm on it")
	b.WaitText("main", "Nobody else is paged")
	b.Open(s.URL + "/launches/real-time-notifications/roster/escalation")
	b.WaitText("main", "seen ")
}
