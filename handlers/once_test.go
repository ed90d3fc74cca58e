package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestSecretIsShownOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	tester := notifications + "/feedback/beta/" + s.IDOf("SELECT id FROM beta_testers WHERE name = 'Greta Lindqvist'")
	stakeholder := notifications + "/stakeholders/" + s.StakeholderOf(notificationsSlug, "Greta")
	for name, c := range map[string]struct{ post, back, opens, made string }{
		"a beta user's link":   {tester + "/link", tester, "/beta/", "SELECT COUNT(*) FROM beta_links"},
		"a stakeholder's link": {stakeholder + "/link", stakeholder, "/ack/", "SELECT COUNT(*) FROM stakeholder_links"},
		"a person's link":      {s.PersonOf("Petra") + "/link", s.PersonOf("Petra"), "/link/", "SELECT COUNT(*) FROM access_links"},
		"a calendar's address": {"/me/feeds", "/me/profile#feeds", "/feeds/", "SELECT COUNT(*) FROM audit_log WHERE entity = 'user'"},
	} {
		ana := s.As("ana")
		made := ana.Post(c.post, url.Values{}).Want(t, http.StatusSeeOther)
		if made.Header.Get("Location") != c.post {
			t.Errorf("%s: it leads to %q", name, made.Header.Get("Location"))
		}
		n := s.Count(c.made)
		shown := ana.Get(c.post).Want(t, http.StatusOK)
		address, _ := strings.CutPrefix(shown.Find("#secret, #feed-me").AttrOr("value", ""), "http://127.0.0.1")
		secret, _ := strings.CutPrefix(address, c.opens)
		secret = strings.TrimSuffix(secret, "/me.ics")
		if len(secret) != 43 || shown.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%s: shown is %q, %q", name, address, shown.Header.Get("Cache-Control"))
		}
		if cookie := made.Header.Get("Set-Cookie"); strings.Contains(cookie, secret) || !strings.Contains(cookie, "Path="+c.post+";") ||
			!strings.Contains(cookie, "HttpOnly; SameSite=Strict") {
			t.Errorf("%s: it is carried as %q", name, cookie)
		}
		if s.Count("SELECT COUNT(*) FROM sessions WHERE data LIKE '%"+secret+"%'") != 0 {
			t.Errorf("%s: it is in the database", name)
		}
		for range 2 {
			if again := ana.Get(c.post).Want(t, http.StatusSeeOther); again.Header.Get("Location") != c.back ||
				again.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: a reload leads to %q", name, again.Header.Get("Location"))
			}
		}
		if back := ana.Get(c.back); !strings.Contains(back.Find("#flash").Text(), "shown once only") || strings.Contains(back.Content, secret) {
			t.Errorf("%s: a reload says %q", name, back.Find("#flash").Text())
		}
		if got := s.Count(c.made); got != n {
			t.Errorf("%s: reloading made %d more", name, got-n)
		}
		s.Visitor().Get(address).Want(t, http.StatusOK)
	}
}

func TestSecretIsShownToItsCreatorOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := s.As("ana")
	testers := notifications + "/feedback/beta/"
	one, other := testers+s.IDOf("SELECT id FROM beta_testers WHERE name = 'Greta Lindqvist'")+"/link",
		testers+s.IDOf("SELECT id FROM beta_testers WHERE name = 'Design partners'")+"/link"
	carried := ana.Post(one, url.Values{}).Want(t, http.StatusSeeOther).Header.Get("Set-Cookie")
	carried, _, _ = strings.Cut(carried, ";")
	for _, c := range []struct {
		who    *visitor
		at, as string
	}{{ana, other, carried}, {s.As("marek"), one, carried}, {s.As("marek"), one, "tminus-once=x"}} {
		c.who.Headers.Set("Cookie", c.as)
		if p := c.who.Get(c.at).Want(t, http.StatusSeeOther); p.Header.Get("Location") != strings.TrimSuffix(c.at, "/link") {
			t.Errorf("it leads to %q", p.Header.Get("Location"))
		}
		c.who.Headers.Del("Cookie")
	}
	s.As("vera").Get(one).Want(t, http.StatusForbidden)
	ana.Get(one).Want(t, http.StatusOK)
}

func TestRevokedLinkIsNotShown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := s.As("ana")
	for _, path := range []string{
		notifications + "/feedback/beta/" + s.IDOf("SELECT id FROM beta_testers WHERE name = 'Greta Lindqvist'"),
		notifications + "/stakeholders/" +
			s.IDOf("SELECT MIN(id) FROM stakeholders WHERE launch_id = (SELECT id FROM launches WHERE slug = 'real-time-notifications')"),
	} {
		ana.Post(path+"/link", url.Values{}).Want(t, http.StatusSeeOther)
		ana.Post(path+"/link/revoke", url.Values{}).Want(t, http.StatusSeeOther)
		if p := ana.Get(path+"/link").Want(t, http.StatusSeeOther); p.Header.Get("Location") != path {
			t.Errorf("%s: leads to %s", path, p.Header.Get("Location"))
		}
	}
}
