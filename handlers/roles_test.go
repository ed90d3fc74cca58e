package handlers_test

import (
	"net/http"
	"net/url"
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

// access says who may use each route. A route that is not listed fails the
// test, so that a new one has to be thought about.
var access = map[string]who{
	"GET /healthz": anybody, "GET /readyz": anybody, "GET /static/*": anybody, "GET /": anybody,
	"GET /setup": anybody, "POST /setup": anybody, "GET /login": anybody, "POST /login": anybody,
	"POST /login/sample": anybody, "POST /logout": anybody, "GET /link/:token": anybody, "POST /link/:token": anybody,

	"GET /launches": reader, "GET /launches/:slug": reader, "GET /launches/:slug/timeline": reader,
	"GET /me": reader, "POST /me/mentions/seen": reader, "GET /search": reader,
	"GET /people": reader, "GET /people/:id": reader, "GET /people/teams": reader,
	"GET /me/profile": reader, "POST /me/profile": reader, "POST /me/contacts": reader, "POST /me/contacts/:contact/up": reader,
	"POST /me/contacts/:contact/remove": reader, "POST /me/absences": reader, "POST /me/absences/:absence/remove": reader,
	"POST /me/password": reader, "POST /me/sessions/:id/end": reader, "POST /me/sessions/end": reader,
	"GET /launches/:slug/history": reader, "GET /launches/:slug/deliverables/:id": reader,

	"GET /launches/new": planner, "POST /launches/new": planner, "POST /launches": planner,
	"GET /launches/:slug/deliverables/new": planner, "POST /launches/:slug/deliverables": planner,
	"GET /launches/:slug/deliverables/:id/edit": planner, "POST /launches/:slug/deliverables/:id": planner,
	"POST /launches/:slug/deliverables/:id/remove": planner, "POST /launches/:slug/deliverables/:id/restore": planner,
	"POST /launches/:slug/deliverables/:id/comments": planner, "POST /launches/:slug/deliverables/:id/comments/:comment": planner,
	"POST /launches/:slug/deliverables/:id/comments/:comment/delete":  planner,
	"POST /launches/:slug/deliverables/:id/comments/:comment/restore": planner,
	"GET /launches/:slug/deliverables/:id/menu":                       planner,
	"GET /launches/:slug/deliverables/:id/status":                     planner, "POST /launches/:slug/deliverables/:id/status": planner,
	"GET /launches/:slug/deliverables/:id/dates": planner, "POST /launches/:slug/deliverables/:id/dates": planner,
	"GET /launches/:slug/deliverables/:id/owner": planner, "POST /launches/:slug/deliverables/:id/owner": planner,

	"GET /launches/:slug/readiness": reader, "GET /launches/:slug/readiness/criteria/:id": planner, "POST /launches/:slug/readiness/criteria/:id/sign": planner,
	"GET /launches/:slug/readiness/criteria/new": leader, "POST /launches/:slug/readiness/criteria": leader,
	"POST /launches/:slug/readiness/criteria/:id/waive": leader, "POST /launches/:slug/readiness/criteria/:id/unwaive": leader,
	"GET /launches/:slug/readiness/criteria/:id/edit": leader, "POST /launches/:slug/readiness/criteria/:id/edit": leader,
	"POST /launches/:slug/readiness/criteria/:id/remove": leader, "POST /launches/:slug/readiness/criteria/:id/restore": leader,
	"POST /launches/:slug/readiness/criteria/:id/move": leader,

	"GET /launches/:slug/meetings": reader, "GET /launches/:slug/meetings/:id": reader,
	"GET /launches/:slug/meetings/new": leader, "POST /launches/:slug/meetings": leader,
	"GET /launches/:slug/meetings/:id/edit": leader, "POST /launches/:slug/meetings/:id": leader, "POST /launches/:slug/meetings/:id/cancel": leader,
	"GET /launches/:slug/meetings/:id/record": leader, "POST /launches/:slug/meetings/:id/record": leader,
	"GET /launches/:slug/override": reader, "POST /launches/:slug/override": leader,
	"POST /launches/:slug/meetings/:id/sheet": leader, "POST /launches/:slug/meetings/:id/seats": leader,
	"GET /launches/:slug/meetings/:id/seats/:seat": leader, "POST /launches/:slug/meetings/:id/seats/:seat": leader,
	"POST /launches/:slug/meetings/:id/seats/:seat/remove": leader, "POST /launches/:slug/meetings/:id/seats/:seat/vote": planner,
	"POST /launches/:slug/meetings/:id/conditions": leader, "GET /launches/:slug/meetings/:id/conditions/:condition": reader,
	"POST /launches/:slug/meetings/:id/conditions/:condition": leader, "POST /launches/:slug/meetings/:id/conditions/:condition/remove": leader,
	"POST /launches/:slug/meetings/:id/conditions/:condition/met": planner,
	"GET /launches/:slug/exceptions":                              reader, "GET /launches/:slug/exceptions/:id": reader, "POST /me/exceptions/seen": reader,
	"GET /launches/:slug/exceptions/new": planner, "POST /launches/:slug/exceptions": planner, "POST /launches/:slug/exceptions/:id/withdraw": planner,
	"POST /launches/:slug/exceptions/:id/decide": leader,

	"GET /launches/:slug/runsheet": reader, "POST /launches/:slug/runsheet": planner, "GET /launches/:slug/runsheet/new": planner,
	"GET /launches/:slug/runsheet/:id": planner, "POST /launches/:slug/runsheet/:id": planner, "POST /launches/:slug/runsheet/:id/done": planner,
	"POST /launches/:slug/runsheet/:id/move": planner, "GET /launches/:slug/runsheet/:id/shift": planner,
	"POST /launches/:slug/runsheet/:id/shift": planner, "POST /launches/:slug/runsheet/:id/remove": planner,

	"GET /launches/:slug/export.csv": reader, "GET /launches/:slug/export.json": reader,
	"GET /launches/:slug/import": planner, "POST /launches/:slug/import": planner, "POST /launches/:slug/imports/:id/undo": planner,

	"GET /risks": reader, "GET /launches/:slug/risks": reader, "GET /launches/:slug/risks/:id": reader,
	"GET /launches/:slug/risks/new": planner, "POST /launches/:slug/risks": planner,
	"GET /launches/:slug/risks/:id/edit": planner, "POST /launches/:slug/risks/:id": planner,
	"POST /launches/:slug/risks/:id/score": planner, "POST /launches/:slug/risks/:id/mitigations": planner,
	"POST /launches/:slug/risks/:id/mitigations/:item/remove": planner,
	"POST /launches/:slug/risks/:id/close":                    planner, "POST /launches/:slug/risks/:id/reopen": planner,
	"POST /launches/:slug/risks/:id/accept": leader, "POST /launches/:slug/risks/:id/acceptance/end": leader,
	"GET /launches/:slug/rituals": reader, "POST /launches/:slug/rituals": planner, "GET /launches/:slug/rituals/new": planner,
	"GET /launches/:slug/rituals/:id": reader, "POST /launches/:slug/rituals/:id": planner, "GET /launches/:slug/rituals/:id/edit": planner,
	"GET /launches/:slug/rituals/:id/compare": reader, "POST /launches/:slug/rituals/:id/runs": planner,
	"POST /launches/:slug/rituals/:id/remove": planner, "POST /launches/:slug/rituals/:id/restore": planner,
	"GET /launches/:slug/runs/:id": reader, "POST /launches/:slug/runs/:id": planner, "POST /launches/:slug/runs/:id/start": planner,
	"POST /launches/:slug/runs/:id/steps/:step": planner, "POST /launches/:slug/runs/:id/finish": planner,
	"POST /launches/:slug/runs/:id/drop": planner, "POST /launches/:slug/runs/:id/reopen": planner,
	"GET /launches/:slug/parity": reader, "POST /launches/:slug/parity": planner, "POST /launches/:slug/parity/:id": planner,
	"POST /launches/:slug/parity/:id/remove": planner, "POST /launches/:slug/parity/:id/restore": planner,

	"GET /launches/:slug/checklists": reader, "POST /launches/:slug/checklists": planner, "GET /launches/:slug/checklists/new": planner,
	"POST /launches/:slug/checklists/several": planner, "POST /launches/:slug/checklists/back": planner,
	"GET /launches/:slug/checklists/:id/edit": planner, "POST /launches/:slug/checklists/:id/edit": planner,
	"POST /launches/:slug/checklists/:id/remove": planner, "POST /launches/:slug/checklists/:id/restore": planner,
	"POST /launches/:slug/checklists/:id/up": planner, "POST /launches/:slug/checklists/:id/down": planner,
	"GET /launches/:slug/checklists/:id/add": planner, "POST /launches/:slug/checklists/:id/add": planner,
	"GET /launches/:slug/checks/:id/state": planner, "POST /launches/:slug/checks/:id/state": planner,
	"GET /launches/:slug/checks/:id/edit": planner, "POST /launches/:slug/checks/:id/edit": planner,
	"POST /launches/:slug/checks/:id/remove": planner, "POST /launches/:slug/checks/:id/restore": planner,
	"POST /launches/:slug/checks/:id/up": planner, "POST /launches/:slug/checks/:id/down": planner,
	"GET /launches/:slug/interview": reader, "POST /launches/:slug/interview": planner, "GET /launches/:slug/interview/new": planner,
	"POST /launches/:slug/interview/:id": planner, "POST /launches/:slug/interview/:id/back": planner,
	"POST /launches/:slug/interview/:id/accept": leader, "POST /launches/:slug/interview/:id/withdraw": leader,
	"GET /launches/:slug/interview/:id/owner": planner, "POST /launches/:slug/interview/:id/owner": planner,
	"GET /launches/:slug/interview/:id/edit": planner, "POST /launches/:slug/interview/:id/edit": planner,
	"POST /launches/:slug/interview/:id/remove": planner, "POST /launches/:slug/interview/:id/restore": planner,

	"GET /feeds/:token/me.ics": anybody, "GET /feeds/:token/calendar.ics": anybody, "GET /feeds/:token/launches/:file": anybody,
	"GET /feeds/:token/oncall.json": anybody, "GET /feeds/:token/launches/:slug/oncall.json": anybody,
	"POST /me/feeds": reader, "GET /me/feeds": reader, "POST /me/feeds/revoke": reader,
	"GET /services": reader, "POST /services": planner, "GET /services/new": planner, "GET /services/:id": reader, "POST /services/:id": planner,
	"GET /services/:id/edit": planner, "POST /services/:id/archive": planner, "POST /services/:id/restore": planner,
	"POST /services/:id/links/:link/try": planner, "POST /services/:id/checks/:check/back": planner,
	"GET /launches/:slug/services": reader, "POST /launches/:slug/services": planner, "GET /launches/:slug/services/new": planner,
	"POST /launches/:slug/services/undo": planner, "GET /launches/:slug/services/:id/edit": planner, "POST /launches/:slug/services/:id": planner,
	"POST /launches/:slug/services/:id/remove": planner, "POST /launches/:slug/services/:id/restore": planner,
	"GET /ack/:token": anybody, "POST /ack/:token": anybody,
	"GET /launches/:slug/stakeholders": reader, "GET /launches/:slug/stakeholders/:id": reader,
	"POST /launches/:slug/stakeholders": planner, "GET /launches/:slug/stakeholders/new": planner,
	"GET /launches/:slug/stakeholders/paste": planner, "POST /launches/:slug/stakeholders/paste": planner,
	"POST /launches/:slug/stakeholders/paste/undo": planner, "POST /launches/:slug/stakeholders/:id": planner,
	"GET /launches/:slug/stakeholders/:id/edit": planner, "POST /launches/:slug/stakeholders/:id/link": planner, "GET /launches/:slug/stakeholders/:id/link": planner,
	"POST /launches/:slug/stakeholders/:id/link/revoke": planner, "POST /launches/:slug/stakeholders/:id/told": planner,
	"POST /launches/:slug/stakeholders/:id/acknowledged": planner, "POST /launches/:slug/stakeholders/:id/notices/:notice/back": planner,
	"POST /launches/:slug/stakeholders/:id/remove": planner, "POST /launches/:slug/stakeholders/:id/restore": planner,

	"GET /beta/:token": anybody, "POST /beta/:token": anybody, "GET /beta/:token/leave": anybody, "POST /beta/:token/leave": anybody, "POST /beta/:token/return": anybody,
	"GET /launches/:slug/feedback": reader, "GET /launches/:slug/feedback/export.csv": reader, "GET /launches/:slug/feedback/:id": reader, "GET /launches/:slug/feedback/beta": reader, "GET /launches/:slug/feedback/beta/:id": reader,
	"GET /launches/:slug/feedback/playbook": reader, "GET /launches/:slug/feedback/playbook/:key": planner, "POST /launches/:slug/feedback/playbook/:key": planner,
	"POST /launches/:slug/feedback/playbook": planner, "GET /launches/:slug/feedback/playbook/new": planner, "POST /launches/:slug/feedback/playbook/:key/remove": planner,
	"POST /launches/:slug/feedback/playbook/:key/try": planner, "POST /launches/:slug/feedback": planner, "GET /launches/:slug/feedback/new": planner,
	"POST /launches/:slug/feedback/:id": planner, "GET /launches/:slug/feedback/:id/edit": planner, "POST /launches/:slug/feedback/:id/take": planner,
	"POST /launches/:slug/feedback/:id/triage": planner, "POST /launches/:slug/feedback/:id/duplicate": planner, "POST /launches/:slug/feedback/:id/own": planner, "POST /launches/:slug/feedback/:id/close": planner,
	"POST /launches/:slug/feedback/:id/remove": planner, "POST /launches/:slug/feedback/:id/restore": planner, "POST /launches/:slug/feedback/:id/deliverable": planner,
	"POST /launches/:slug/feedback/:id/risk": planner, "POST /launches/:slug/feedback/:id/issue": planner, "POST /launches/:slug/feedback/:id/links/:link/remove": planner,
	"POST /launches/:slug/feedback/beta": planner, "POST /launches/:slug/feedback/beta/:id": planner, "POST /launches/:slug/feedback/beta/:id/link": planner, "GET /launches/:slug/feedback/beta/:id/link": planner,
	"POST /launches/:slug/feedback/beta/:id/link/revoke": planner, "POST /launches/:slug/feedback/beta/:id/remove": planner, "POST /launches/:slug/feedback/beta/:id/restore": planner,
	"POST /launches/:slug/feedback/beta/:id/departures/:departure": planner, "POST /launches/:slug/feedback/beta/:id/clear": planner,
	"POST /launches/:slug/feedback/beta/:id/unclear": planner, "GET /launches/:slug/feedback/several": reader, "POST /launches/:slug/feedback/several": planner, "POST /launches/:slug/feedback/back": planner,

	"GET /guides/misses": reader, "POST /guides/misses": reader, "POST /guides/misses/seen": planner, "POST /guides/:guide/answers": reader, "POST /guides/:guide/answers/:id/settle": leader,
	"GET /guides": reader, "GET /guides/:guide": reader, "GET /launches/:slug/guides": reader, "GET /guides/:guide/history": reader, "GET /guides/:guide/compare": reader,
	"POST /guides": planner, "GET /guides/new": planner, "GET /guides/:guide/edit": planner, "POST /guides/:guide/edit": planner,
	"POST /guides/:guide/restore": planner, "POST /guides/:guide/ask": planner, "GET /guides/:guide/settings": planner, "POST /guides/:guide/settings": planner,
	// Its owner may too, and its reviewer renews, approves and sends back: see TestWhoMayDoWhatToAGuide.
	"POST /guides/:guide/approve": adminOnly, "POST /guides/:guide/return": adminOnly, "POST /guides/:guide/renew": leader,
	"POST /guides/:guide/publish": leader, "POST /guides/:guide/archive": leader, "POST /guides/:guide/public": leader,
	"GET /help/:name": anybody,

	"GET /oncall": reader, "GET /oncall.json": reader, "GET /launches/:slug/oncall.json": reader, "GET /launches/:slug/roster": reader,
	"GET /launches/:slug/roster/escalation": reader, "GET /launches/:slug/roster/handover": reader,
	"POST /launches/:slug/roster": planner, "GET /launches/:slug/roster/new": planner, "GET /launches/:slug/roster/rota": planner, "POST /launches/:slug/roster/rota": planner,
	"POST /launches/:slug/roster/changes/:id/undo": planner, "POST /launches/:slug/roster/take": planner, "POST /launches/:slug/roster/along": planner,
	"POST /launches/:slug/roster/escalation": planner, "POST /launches/:slug/roster/handover": planner, "POST /launches/:slug/roster/handover/:id": planner,
	"POST /launches/:slug/roster/swaps/:id": planner, "GET /launches/:slug/roster/:id": planner, "POST /launches/:slug/roster/:id": planner,
	"POST /launches/:slug/roster/:id/remove": planner, "GET /launches/:slug/roster/:id/swap": planner, "POST /launches/:slug/roster/:id/swap": planner,
	"GET /launches/:slug/roster/window": leader, "POST /launches/:slug/roster/window": leader,

	"GET /launches/:slug/collisions": reader, "POST /launches/:slug/collisions": leader, "POST /launches/:slug/collisions/:id/back": leader,

	"GET /launches/:slug/edit": leader, "POST /launches/:slug/edit": leader, "POST /launches/:slug/state": leader,
	"GET /launches/:slug/roles/:key": leader, "POST /launches/:slug/roles/:key": leader,
	"GET /launches/:slug/move": leader, "POST /launches/:slug/move": leader, "POST /launches/:slug/moves/:id/undo": leader,

	"GET /calendar": reader, "GET /calendar/events/:id": reader, "GET /calendar/import": planner, "POST /calendar/import": planner,
	"POST /calendar/imports/:id/undo": planner, "POST /calendar/events": planner, "GET /calendar/events/new": planner, "POST /calendar/events/:id": planner,
	"GET /calendar/events/:id/edit": planner, "POST /calendar/events/:id/remove": planner, "POST /calendar/events/:id/restore": planner,

	"GET /templates": reader, "GET /templates/:key": reader, "GET /templates/:key/file": reader,
	"GET /templates/new": adminOnly, "POST /templates": adminOnly, "POST /templates/:key/copy": adminOnly, "POST /templates/:key/archive": adminOnly,
	"GET /templates/:key/edit": adminOnly, "POST /templates/:key/edit": adminOnly,
	"GET /templates/:key/source": adminOnly, "POST /templates/:key/source": adminOnly,

	"GET /audit": adminOnly, "GET /audit.csv": adminOnly,
	"GET /people/new": adminOnly, "POST /people": adminOnly, "POST /people/teams": adminOnly, "POST /people/teams/:id": adminOnly,
	"POST /people/teams/:id/move": adminOnly, "POST /people/teams/:id/archive": adminOnly,
	"GET /people/:id/edit": adminOnly, "POST /people/:id/edit": adminOnly, "GET /people/:id/deactivate": adminOnly,
	"POST /people/:id/deactivate": adminOnly, "POST /people/:id/reactivate": adminOnly, "POST /people/:id/link": adminOnly, "GET /people/:id/link": adminOnly,
	"POST /people/:id/links/revoke": adminOnly, "GET /people/:id/reach": adminOnly, "POST /people/:id/contacts": adminOnly,
	"POST /people/:id/contacts/:contact/up": adminOnly, "POST /people/:id/contacts/:contact/remove": adminOnly,
	"POST /people/:id/absences": adminOnly, "POST /people/:id/absences/:absence/remove": adminOnly,
}

// launchOfPetra is led by petra, a member who is no administrator.
const launchOfPetra = "search-that-forgives-typos"

// roles are sample people with what they may do to petra's launch.
var roles = []struct {
	key  string
	rank who
}{{"", anybody}, {"vera", reader}, {"marek", planner}, {"petra", leader}, {"ana", adminOnly}}

func TestEveryRouteIsForWhomItShouldBe(t *testing.T) {
	for _, r := range handlers.RoutesForTest() {
		if _, ok := access[r]; !ok {
			t.Errorf("nobody has said who may use %s", r)
		}
	}
	s := newSite(t)
	item := s.itemOf(launchOfPetra)
	for route, least := range access {
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
