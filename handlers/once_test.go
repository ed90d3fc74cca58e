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
	tester := notifications + "/feedback/beta/" + s.idOf("SELECT id FROM beta_testers WHERE name = 'Greta Lindqvist'")
	stakeholder := notifications + "/stakeholders/" + s.stakeholderOf(notificationsSlug, "Greta")
	for name, c := range map[string]struct{ post, back, opens, made string }{
		"a beta user's link":   {tester + "/link", tester, "/beta/", "SELECT COUNT(*) FROM beta_links"},
		"a stakeholder's link": {stakeholder + "/link", stakeholder, "/ack/", "SELECT COUNT(*) FROM stakeholder_links"},
		"a person's link":      {s.personOf("Petra") + "/link", s.personOf("Petra"), "/link/", "SELECT COUNT(*) FROM access_links"},
		"a calendar's address": {"/me/feeds", "/me/profile#feeds", "/feeds/", "SELECT COUNT(*) FROM audit_log WHERE entity = 'user'"},
	} {
		ana := s.as("ana")
		made := ana.post(c.post, url.Values{}).want(t, http.StatusSeeOther)
		if made.Header.Get("Location") != c.post {
			t.Errorf("%s: it leads to %q", name, made.Header.Get("Location"))
		}
		n := s.count(c.made)
		shown := ana.get(c.post).want(t, http.StatusOK)
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
		if s.count("SELECT COUNT(*) FROM sessions WHERE data LIKE '%"+secret+"%'") != 0 {
			t.Errorf("%s: it is in the database", name)
		}
		for range 2 {
			if again := ana.get(c.post).want(t, http.StatusSeeOther); again.Header.Get("Location") != c.back ||
				again.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: a reload leads to %q", name, again.Header.Get("Location"))
			}
		}
		if back := ana.get(c.back); !strings.Contains(back.Find("#flash").Text(), "shown once only") || strings.Contains(back.body, secret) {
			t.Errorf("%s: a reload says %q", name, back.Find("#flash").Text())
		}
		if got := s.count(c.made); got != n {
			t.Errorf("%s: reloading made %d more", name, got-n)
		}
		s.visitor().get(address).want(t, http.StatusOK)
	}
}

func TestSecretIsShownToItsCreatorOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := s.as("ana")
	testers := notifications + "/feedback/beta/"
	one, other := testers+s.idOf("SELECT id FROM beta_testers WHERE name = 'Greta Lindqvist'")+"/link",
		testers+s.idOf("SELECT id FROM beta_testers WHERE name = 'Design partners'")+"/link"
	carried := ana.post(one, url.Values{}).want(t, http.StatusSeeOther).Header.Get("Set-Cookie")
	carried, _, _ = strings.Cut(carried, ";")
	for _, c := range []struct {
		who    *visitor
		at, as string
	}{{ana, other, carried}, {s.as("marek"), one, carried}, {s.as("marek"), one, "tminus-once=x"}} {
		c.who.headers.Set("Cookie", c.as)
		if p := c.who.get(c.at).want(t, http.StatusSeeOther); p.Header.Get("Location") != strings.TrimSuffix(c.at, "/link") {
			t.Errorf("it leads to %q", p.Header.Get("Location"))
		}
		c.who.headers.Del("Cookie")
	}
	s.as("vera").get(one).want(t, http.StatusForbidden)
	ana.get(one).want(t, http.StatusOK)
}

func TestRevokedLinkIsNotShown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := s.as("ana")
	for _, path := range []string{
		notifications + "/feedback/beta/" + s.idOf("SELECT id FROM beta_testers WHERE name = 'Greta Lindqvist'"),
		notifications + "/stakeholders/" +
			s.idOf("SELECT MIN(id) FROM stakeholders WHERE launch_id = (SELECT id FROM launches WHERE slug = 'real-time-notifications')"),
	} {
		ana.post(path+"/link", url.Values{}).want(t, http.StatusSeeOther)
		ana.post(path+"/link/revoke", url.Values{}).want(t, http.StatusSeeOther)
		if p := ana.get(path+"/link").want(t, http.StatusSeeOther); p.Header.Get("Location") != path {
			t.Errorf("%s: leads to %s", path, p.Header.Get("Location"))
		}
	}
}
