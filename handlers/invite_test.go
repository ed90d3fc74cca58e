package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tminus/handlers/handlerstest"
	"tminus/internal/mail/mailtest"
	"tminus/models/message"
	"tminus/models/people"
	"tminus/views/paths"
)

var linkInMail = regexp.MustCompile(`http://127\.0\.0\.1(/link/[A-Za-z0-9_-]+)`)

// unfolded is the text of a mail without the soft line breaks of quoted-printable.
func unfolded(m mailtest.Mail) string {
	return strings.ReplaceAll(strings.ReplaceAll(m.Raw, "=\r\n", ""), "=3D", "=")
}

func TestInvitationsAndPasswordLinksGoByMail(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t, mailtest.Options{})
	s := handlerstest.NewSiteWithMail(t, server.Server)
	ana := s.As("ana")
	ana.Post("/people/invite", url.Values{"people": {"Ada Lovelace <ada@aurora.example>, bob.b@aurora.example\nana@aurora.example"},
		"role": {"viewer"}, "zone": {"Europe/Berlin"}}).Want(t, http.StatusSeeOther)
	text := ana.Get("/people").Find("[role=status], .flash, main").Text()
	if !strings.Contains(text, "2 people are invited by e-mail") || !strings.Contains(text, "was here already") {
		t.Error(text)
	}
	s.Deliver()
	got := server.Mails()
	if len(got) != 2 {
		t.Fatalf("%d mails", len(got))
	}
	for _, m := range got {
		link := linkInMail.FindStringSubmatch(unfolded(m))
		if link == nil || !strings.Contains(m.Raw, "invited you to T-Minus") || !strings.Contains(m.Raw, "Reply-To: <ana@aurora.example>") {
			t.Fatalf("%s", m.Raw)
		}
		v := s.Visitor()
		v.Get(link[1]).Want(t, http.StatusOK) // as a mail scanner does
		v.Post(link[1], url.Values{"password": {"a long new password"}}).Want(t, http.StatusSeeOther)
	}
	if n := scan[int](s, "SELECT COUNT(*) FROM users WHERE role = ? AND password_hash <> '' AND email IN ('ada@aurora.example', "+
		"'bob.b@aurora.example')", people.Viewer); n != 2 {
		t.Errorf("%d have chosen a password", n)
	}
	// A link that is made on the page is shown, and sent.
	person := "/people/" + s.IDOf("SELECT id FROM users WHERE email = 'ada@aurora.example'")
	page := ana.Shown(person+"/link", url.Values{})
	if !strings.Contains(page.Find("main").Text(), "being sent to ada@aurora.example") {
		t.Error(page.Find("main").Text())
	}
	s.Clock.Advance(1e9 + 1)
	s.Deliver()
	if got := server.Mails(); len(got) != 3 || !strings.Contains(got[2].Raw, "Choose a new password") {
		t.Errorf("%d mails", len(got))
	}
}

func TestInvitingWithoutMailAddsPeopleAndSaysSo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := s.As("ana")
	form := url.Values{"people": {"ada@aurora.example"}, "role": {"member"}, "zone": {"UTC"}}
	for _, want := range []string{"1 person is added", "Ada was here already"} {
		ana.Post("/people/invite", form).Want(t, http.StatusSeeOther)
		if text := ana.Get("/people").Find("body").Text(); !strings.Contains(text, want) {
			t.Errorf("it does not say %s", want)
		}
	}
	if n := scan[int](s, "SELECT COUNT(*) FROM outbox"); n != 0 {
		t.Errorf("%d messages", n)
	}
	refused := ana.Post("/people/invite", url.Values{"people": {"ada@aurora.example\nnobody"}, "role": {"member"}, "zone": {"UTC"}}).
		Want(t, http.StatusUnprocessableEntity)
	text := refused.Find("#f-people-err").Text()
	if !strings.Contains(text, "Line 2") || !strings.Contains(refused.Find("#f-people").Text(), "nobody") {
		t.Error(text)
	}
}

// The addresses in messages are those of the pages.
func TestAddressesInMessagesAreThoseOfPages(t *testing.T) {
	t.Parallel()
	if got := message.SignInPath("x"); got != paths.SignInLink("x") {
		t.Error(got)
	}
}
