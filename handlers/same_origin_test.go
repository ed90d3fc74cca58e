package handlers_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tminus/handlers"
)

// secretLinkPosts are the forms that need no account because their address holds a secret.
var secretLinkPosts = []string{"/link/:token", "/ack/:token", "/paged/:token", "/paged/:token/acknowledge",
	"/beta/:token", "/beta/:token/leave", "/beta/:token/return"}

// somewhere returns an address of a route with placeholders filled in that do not exist.
func somewhere(route string) string {
	parts := strings.Split(route, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, ":") {
			parts[i] = "0"
		}
	}
	return strings.Join(parts, "/")
}

func TestHiddenOriginIsAcceptedOnSecretLinksOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, c := range []struct {
		name           string
		header         map[string]string
		secret, others bool
	}{
		{"our own page", map[string]string{"Origin": s.URL}, true, true},
		{"our own page, its origin hidden", map[string]string{"Origin": "null", "Sec-Fetch-Site": "same-origin"}, true, true},
		{"origin hidden by an old browser", map[string]string{"Origin": "null"}, true, false},
		{"another site, its origin hidden", map[string]string{"Origin": "null", "Sec-Fetch-Site": "cross-site"}, false, false},
		{"a neighbour, its origin hidden", map[string]string{"Origin": "null", "Sec-Fetch-Site": "same-site"}, false, false},
		{"an unknown relation", map[string]string{"Origin": "null", "Sec-Fetch-Site": ""}, false, false},
		{"another site", map[string]string{"Origin": "http://other.test"}, false, false},
		{"an origin that looks hidden", map[string]string{"Origin": "null.test"}, false, false},
	} {
		v := s.Visitor()
		for name, value := range c.header {
			v.Headers[name] = []string{value}
		}
		for _, route := range handlers.RouteTable() {
			method, path, _ := strings.Cut(route, " ")
			if method != http.MethodPost {
				continue
			}
			want := c.others
			if slices.Contains(secretLinkPosts, path) {
				want = c.secret
			}
			if p := v.Post(somewhere(path), url.Values{}); (p.StatusCode != http.StatusForbidden) != want {
				t.Errorf("%s: POST %s answers %s, accepted should be %t", c.name, path, p.Status, want)
			}
		}
	}
}

func TestPagesSendOriginToThemselves(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana, anybody := s.As("ana"), s.Visitor()
	for _, route := range handlers.RouteTable() {
		method, path, _ := strings.Cut(route, " ")
		if method != http.MethodGet || strings.HasPrefix(path, "/static") {
			continue
		}
		for who, v := range map[string]*visitor{"ana": ana, "anybody": anybody} {
			if got := v.Get(somewhere(path)).Header.Get("Referrer-Policy"); got != "same-origin" {
				t.Errorf("GET %s as %s: Referrer-Policy %q", path, who, got)
			}
		}
	}
	for _, path := range []string{s.AckLink(s.As("marek"), "Night shift"), "/beta/" + s.BetaLink("Greta Lindqvist"), s.Invitation()} {
		if got := anybody.Get(path).Want(t, http.StatusOK).Header.Get("Referrer-Policy"); got != "same-origin" {
			t.Errorf("a secret link: Referrer-Policy %q", got)
		}
	}
}

func TestSecretLinkFormsWithHiddenOrigin(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	hidden := s.Visitor()
	hidden.Headers.Set("Origin", "null")
	send := func(path string, pairs ...string) string {
		t.Helper()
		form := hidden.Get(path).Want(t, http.StatusOK).Filled("main form")
		s.Clock.Advance(5 * time.Second)
		return hidden.Post(path, with(form, pairs...)).Want(t, http.StatusSeeOther).Header.Get("Location")
	}
	if to := send(s.AckLink(s.As("marek"), "Night shift")); !strings.HasPrefix(to, "/ack/") {
		t.Errorf("an acknowledgement leads to %s", to)
	}
	beta := "/beta/" + s.BetaLink("Greta Lindqvist")
	send(beta, "wrong", "The bell rings twice")
	send(beta+"/leave", "reason", "No time")
	hidden.Post(beta+"/return", url.Values{}).Want(t, http.StatusSeeOther)

	// Choosing a password does not sign in, because another site could send the form of its own
	// link.
	link := s.Invitation()
	if to := send(link, "password", "three green boats"); to != "/login?set=1" {
		t.Errorf("a new password leads to %s", to)
	}
	hidden.Headers.Del("Origin")
	if !strings.Contains(hidden.Get("/login?set=1").Find(".note").Text(), "Your password is set") {
		t.Error("the sign-in page does not say that the password is set")
	}
	hidden.Get("/me").Want(t, http.StatusSeeOther)
	hidden.Post("/login", url.Values{"email": {"petra@aurora.example"}, "password": {"three green boats"}}).Want(t, http.StatusSeeOther)
	hidden.Get("/me").Want(t, http.StatusOK)
}

func TestHiddenOriginRequestHasNoActor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	link := s.AckLink(s.As("marek"), "Night shift")
	vera := s.As("vera")
	form := vera.Get(link).Want(t, http.StatusOK).Filled("main form")
	vera.Headers.Set("Origin", "null")
	vera.Post(link, form).Want(t, http.StatusSeeOther)
	why := scan[string](s, "SELECT reason FROM audit_log WHERE action = 'stakeholder.acknowledged' ORDER BY id DESC LIMIT 1")
	if strings.Contains(why, "Vera") {
		t.Errorf("the log says that Vera pressed: %q", why)
	}
}
