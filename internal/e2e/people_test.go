package e2e_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tminus/internal/browser"
)

// Every page about people, in both themes, with long names, at the narrowest width of a phone.
func TestPeoplePagesAreAccessible(t *testing.T) {
	t.Parallel()
	b := browser.New(t)
	s := newSite(t)
	ana := s.As("ana")
	ana.Post("/people", url.Values{"name": {strings.Repeat("Wolfeschlegelstein", 6)}, "title": {strings.Repeat("Long title ", 10)},
		"email": {strings.Repeat("w", 60) + "@example.com"}, "role": {"member"}, "zone": {"UTC"}}).Want(t, http.StatusSeeOther)
	ana.Post("/me/contacts", url.Values{"kind": {"chat"}, "value": {strings.Repeat("#launches", 12)}}).Want(t, http.StatusSeeOther)
	long, marek := s.PersonOf("Wolfe"), s.PersonOf("Marek")
	b.Open(s.URL + "/login")
	b.CheckAxe()
	b.Viewport(320, 640)
	if n := b.Overflow(); n > 0 {
		t.Errorf("the sign-in page is %d px too wide", n)
	}
	open(s, b, "ana")
	for _, path := range []string{"/people", "/people?q=nobodyatall", long, marek, marek + "/edit", marek + "/deactivate", "/people/new",
		"/people/teams", "/me/profile"} {
		b.Viewport(1440, 900)
		b.Open(s.URL + path)
		b.CheckAxe()
		b.Viewport(320, 640)
		if n := b.Overflow(); n > 0 {
			t.Errorf("%s is %d px too wide", path, n)
		}
	}
}

func TestInviteInBrowser(t *testing.T) {
	t.Parallel()
	b := browser.New(t)
	s := newSite(t)
	open(s, b, "ana")
	b.Open(s.URL + s.PersonOf("Petra"))
	b.Click("main >> text=More")
	b.ClickLoad("role=button Make an invitation link")
	b.CheckAxe()
	b.Click("role=button Copy")
	b.WaitText("main", "Copied")
	link := strings.TrimPrefix(b.Value("#secret"), "http://127.0.0.1")

	petra := browser.New(t)
	petra.Open(s.URL + link)
	petra.CheckAxe()
	petra.Fill("label=~New password", "short")
	petra.ClickLoad("role=button Save and sign in")
	petra.CheckAxe()
	if !strings.HasPrefix(petra.Title(), "Error:") {
		t.Errorf("the title is %q", petra.Title())
	}
	petra.Fill("label=~New password", "a long and odd phrase 42")
	petra.ClickLoad("role=button Save and sign in")
	petra.Open(s.URL + "/me/profile")
	petra.CheckAxe()
	petra.Open(s.URL + link)
	petra.CheckAxe()
}
