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

// Who may use a route, from everybody to few. Each includes those below it.
type who int

const (
	anybody   who = iota // also without signing in
	reader               // everybody who is signed in
	planner              // members, leads, administrators
	leader               // the launch's lead and administrators
	adminOnly            // administrators
)

// ranks are the names of testdata/routes.txt, which lists every route with who
// may use it. Who owns a risk, a guide or an item may do more than it says; the
// tests of those say so.
var ranks = map[string]who{"anybody": anybody, "reader": reader, "planner": planner, "leader": leader, "administrator": adminOnly}

// access reads the route table: "METHOD /path" to who may use it.
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

// launchOfPetra is led by petra, a member who is no administrator.
const launchOfPetra = "search-that-forgives-typos"

// roles are sample people with what they may do to petra's launch.
var roles = []struct {
	key  string
	rank who
}{{"", anybody}, {"vera", reader}, {"marek", planner}, {"petra", leader}, {"ana", adminOnly}}

func TestRoutesRefuseRolesBelowTheTable(t *testing.T) {
	table := access(t)
	routes := handlers.RoutesForTest()
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
	item := s.itemOf(launchOfPetra)
	for route, least := range table {
		method, path, _ := strings.Cut(route, " ")
		path = strings.NewReplacer(":slug", launchOfPetra, "roles/:key", "roles/support_lead", "deliverables/:id", "deliverables/"+item,
			":token", "no-such-link", ":guide", "how-search-forgives-typos", ":name", "no-such-page", ":comment", "999999", ":contact", "999999", ":absence", "999999",
			":seat", "999999", ":condition", "999999", ":item", "999999", ":notice", "999999", ":id", "999999", "*", "app.css").Replace(path)
		for _, role := range roles {
			// A visitor each: some of the routes sign out, or change the session.
			v := s.visitor()
			if role.key != "" {
				v = s.as(role.key)
			}
			var p page
			if method == http.MethodGet {
				p = v.get(path)
			} else {
				p = v.post(path, url.Values{"version": {"0"}})
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

// let tells whether the request got past the question of who may ask. Who is
// not signed in is sent to do so; who is and is sent there has signed out.
func let(p page, signedIn bool) bool {
	if p.StatusCode == http.StatusForbidden || p.StatusCode == http.StatusUnauthorized {
		return false
	}
	return signedIn || !strings.HasPrefix(p.Header.Get("Location"), "/login") || p.Request.URL.Path == "/logout"
}

// hiddenFrom accepts "not found" for who may not use a route: the thing with
// the id that the test made up may be looked for before anybody is asked.
func hiddenFrom(p page, allowed bool) bool { return !allowed && p.StatusCode == http.StatusNotFound }

// itemOf returns the id of an item of a launch.
func (s *site) itemOf(slug string) string {
	s.t.Helper()
	var id string
	err := s.db.Read(s.t.Context()).Raw("SELECT CAST(d.id AS TEXT) FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE l.slug = ? ORDER BY d.id LIMIT 1", slug).Scan(&id).Error
	if err != nil || id == "" {
		s.t.Fatalf("no item in %s: %v", slug, err)
	}
	return id
}

// riskOf returns the id of the risk of a launch that was scored most often.
func (s *site) riskOf(slug string) string {
	s.t.Helper()
	id := scan[string](s, `SELECT CAST(r.id AS TEXT) FROM risks r JOIN launches l ON l.id = r.launch_id
		JOIN risk_scores s ON s.risk_id = r.id WHERE l.slug = ? GROUP BY r.id ORDER BY COUNT(*) DESC, r.id LIMIT 1`, slug)
	if id == "" {
		s.t.Fatalf("no risk in %s", slug)
	}
	return id
}
