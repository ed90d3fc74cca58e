package e2e_test

import (
	"strings"
	"testing"
	"time"

	"tminus/internal/browser"
)

// On plain http, and any name but localhost, browsers send no Sec-Fetch-Site.
func TestSecretLinksWorkOnPlainHTTP(t *testing.T) {
	s := newSite(t)
	at := strings.Replace(s.URL, "127.0.0.1", "tminus.test", 1)

	open := func() *browser.Browser {
		b := browser.New(t)
		b.Allow("Cross-Origin-Opener-Policy header has been ignored") // as it is on plain http
		return b
	}
	b := open()
	b.Open(at + s.AckLink(s.As("marek"), "Night shift"))
	b.ClickLoad("main form button")
	b.WaitText(".note.ok", "Thank you, Night shift")

	b = open()
	beta := at + "/beta/" + s.BetaLink("Greta Lindqvist")
	b.Open(beta)
	b.Fill("#f-wrong", "The bell rings twice")
	s.Clock.Advance(5 * time.Second)
	b.ClickLoad("role=button Send")
	b.WaitText(".note", "Thank you. We have it.")
	b.Open(beta + "/leave")
	s.Clock.Advance(5 * time.Second)
	b.ClickLoad("main form button")
	b.WaitText("main", "left")

	b = open()
	b.Open(at + s.Invitation())
	b.Fill("#f-password", "three green boats")
	b.ClickLoad("main form button")
	b.WaitURL("/launches")
}
