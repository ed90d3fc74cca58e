package handlerstest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// ReportOf returns the id of a report of a launch that matches a condition.
func (s *Site) ReportOf(slug, where string) string {
	s.T.Helper()
	return s.IDOf("SELECT MIN(id) FROM feedback_reports WHERE launch_id = (SELECT id FROM launches WHERE slug = '" + slug + "') AND " + where)
}

// BetaLink creates a link for a tester of the notifications and returns its secret.
func (s *Site) BetaLink(name string) string {
	s.T.Helper()
	id := s.IDOf("SELECT id FROM beta_testers WHERE name = '" + name + "'")
	return SecretIn(s.T, s.As("ana").Shown(Notifications+"/feedback/beta/"+id+"/link", url.Values{}))
}

// SecretIn returns the secret of the link on a page.
func SecretIn(t testing.TB, p Page) string {
	t.Helper()
	_, secret, ok := strings.Cut(p.Find("#secret").AttrOr("value", ""), "/beta/")
	if !ok || len(secret) != 43 {
		t.Fatalf("no link is shown: %s", p.Find("main").Text())
	}
	return secret
}

// Departed returns the link of a person who has left the beta.
func (s *Site) Departed() string {
	s.T.Helper()
	secret := s.BetaLink("Joana Ribeiro")
	if s.Visitor().Get("/beta/"+secret).Find("textarea").Length() > 0 {
		s.Leave(s.Visitor(), secret, "reason", "No time").Want(s.T, http.StatusSeeOther)
	}
	return secret
}

// Report submits the form of a link after a plausible time.
func (s *Site) Report(v *Visitor, secret string, pairs ...string) Page {
	s.T.Helper()
	form := v.Get("/beta/"+secret).Want(s.T, http.StatusOK).Filled("form")
	s.Clock.Advance(5 * time.Second)
	return v.Post("/beta/"+secret, With(form, pairs...))
}

// Leave submits the form for leaving after a plausible time.
func (s *Site) Leave(v *Visitor, secret string, pairs ...string) Page {
	s.T.Helper()
	form := v.Get("/beta/"+secret+"/leave").Want(s.T, http.StatusOK).Filled("form")
	s.Clock.Advance(5 * time.Second)
	return v.Post("/beta/"+secret+"/leave", With(form, pairs...))
}
