package e2e_test

import (
	"os"
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
	shot(b, "connections")
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
	shot(b, "connection-form")
	b.Open(s.URL + "/settings/connections/" + id)
	b.CheckAxe()
	shot(b, "connection")

	// Who is paged sees one button, and the escalation shows what happened.
	secret := s.Paged("real-time-notifications")
	b.Open(s.URL + "/launches/real-time-notifications/roster/escalation")
	b.WaitText("main", "Page now")
	b.CheckAxe()
	shot(b, "escalation")
	b.Open(s.URL + "/paged/" + secret)
	b.CheckAxe()
	shot(b, "paged")
	b.ClickLoad("role=button I'm on it")
	b.WaitText("main", "Nobody else is paged")
	b.Open(s.URL + "/launches/real-time-notifications/roster/escalation")
	b.WaitText("main", "seen ")
	shot(b, "escalation-seen")
}

// shot takes a picture if TMINUS_SHOTS names a folder.
func shot(b *browser.Browser, name string) {
	if dir := os.Getenv("TMINUS_SHOTS"); dir != "" {
		b.Screenshot(dir + "/" + name + ".png")
	}
}
