package handlers_test

import (
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"tminus/handlers"
)

// who is the group of people who may use a route, from large to small. Each includes the ones below
// it.
type who int

const (
	anybody   who = iota // even without signing in
	reader               // all who are signed in
	planner              // members, leads, administrators
	leader               // the launch's lead and administrators
	adminOnly            // administrators
)

// ranks are the names in testdata/routes.txt, which lists every route with the people who may use
// it. The owner of a risk, a guide or an item may do more; their tests cover that.
var ranks = map[string]who{"anybody": anybody, "reader": reader, "planner": planner, "leader": leader, "administrator": adminOnly}

// access parses the route table: "METHOD /path" to the people who may use it.
func access(t *testing.T) map[string]who {
	t.Helper()
	table, err := os.ReadFile("testdata/routes.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]who{}
	for line := range strings.Lines(string(table)) {
		f := strings.Fields(line)
		rank, ok := ranks[f[0]]
		if len(f) != 3 || !ok {
			t.Fatalf("testdata/routes.txt: %q", line)
		}
		out[f[1]+" "+f[2]] = rank
	}
	return out
}

// roles are sample people with their roles in petra's launch.
var roles = []struct {
	key  string
	rank who
}{{"", anybody}, {"vera", reader}, {"marek", planner}, {"petra", leader}, {"ana", adminOnly}}

func TestRoutesRefuseRolesBelowTheTable(t *testing.T) {
	table := access(t)
	routes := handlers.RouteTable()
	for _, r := range routes {
		if _, ok := table[r]; !ok {
			t.Errorf("testdata/routes.txt does not say who may use %s", r)
		}
	}
	for r := range table {
		if !slices.Contains(routes, r) {
			t.Errorf("testdata/routes.txt lists %s, which is no route", r)
		}
	}
	s := newSite(t)
	item := s.ItemOf(launchOfPetra)
	for route, least := range table {
		method, path, _ := strings.Cut(route, " ")
		path = strings.NewReplacer(":slug", launchOfPetra, "roles/:key", "roles/support_lead", "deliverables/:id", "deliverables/"+item,
			":token", "no-such-link", ":guide", "how-search-forgives-typos", ":name", "no-such-page", ":comment", "999999", ":contact",
			"999999", ":absence", "999999",
			":question", "999999", ":condition", "999999", ":item", "999999", ":notice", "999999", ":id", "999999", "*", "app.css").Replace(path)
		for _, role := range roles {
			// Use a new visitor each time, because some routes sign out or change the session.
			v := s.Visitor()
			if role.key != "" {
				v = s.As(role.key)
			}
			var p page
			if method == http.MethodGet {
				p = v.Get(path)
			} else {
				p = v.Post(path, url.Values{"version": {"0"}})
			}
			if p.StatusCode >= http.StatusInternalServerError {
				t.Errorf("%s as %q: %s", route, role.key, p.Status)
			}
			if got, want := let(p, role.key != ""), role.rank >= least; got != want && !hiddenFrom(p, want) {
				t.Errorf("%s as %q: %s, may be used: %t", route, role.key, p.Status, want)
			}
		}
	}
}

// let reports whether a request passed the permission check. A request without a session is
// redirected to sign in; one with a session that is redirected there has signed out.
func let(p page, signedIn bool) bool {
	if p.StatusCode == http.StatusForbidden || p.StatusCode == http.StatusUnauthorized {
		return false
	}
	return signedIn || !strings.HasPrefix(p.Header.Get("Location"), "/login") || p.Request.URL.Path == "/logout"
}

// hiddenFrom accepts "not found" for a person who may not use a route, because the invented id may
// be looked up before the permission check.
func hiddenFrom(p page, allowed bool) bool { return !allowed && p.StatusCode == http.StatusNotFound }
