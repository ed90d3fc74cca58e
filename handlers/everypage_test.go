package handlers_test

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tminus/handlers"
)

// lookedAt is a page of the sample organisation and the person who views it.
type lookedAt struct {
	path string
	as   string // "" if not signed in
}

// everyPage has at least one address of each page. A test fails if a GET route has none. {item},
// {person} and {team} are replaced by ids from the database.
var everyPage = []lookedAt{
	{"/login", ""}, {"/link/no-such-link", ""}, {"/no-such-page", "ana"},
	{notifications + "/readiness", "ana"}, {notifications + "/readiness", "vera"}, {notifications + "/readiness?owner=999999", "ana"},
	{notifications + "/readiness/criteria/new", "ana"}, {notifications + "/readiness/criteria/{criterion}", "ana"},
	{notifications + "/readiness/criteria/{criterion}?do=waive", "ana"}, {notifications + "/readiness/criteria/{criterion}/edit", "ana"},
	{"/launches", "ana"}, {"/launches?view=timeline", "ana"}, {"/launches?view=month", "ana"}, {"/launches?q=nothing+like+this", "vera"},
	{notifications, "ana"}, {notifications, "vera"},
	{notifications + "/checklists", "ana"}, {notifications + "/checklists", "vera"},
	{notifications + "/checklists?show=overdue&who=me", "ana"},
	{notifications + "/checklists/new", "ana"}, {notifications + "/checklists/{checklist}/edit", "ana"},
	{notifications + "/checklists/{checklist}/add", "ana"},
	{notifications + "/checks/{check}/edit", "ana"}, {notifications + "/checks/{check}/state?to=na", "ana"},
	{notifications + "/timeline", "ana"}, {notifications + "/timeline?view=list", "ana"},
	{notifications + "/timeline?q=nothing+like+this", "vera"},
	{notifications + "/history", "ana"}, {notifications + "/import", "ana"},
	{notifications + "/meetings", "ana"}, {notifications + "/meetings", "vera"}, {notifications + "/meetings/new", "ana"},
	{notifications + "/meetings/{meeting}", "ana"}, {notifications + "/meetings/{meeting}", "petra"},
	{notifications + "/meetings/{meeting}", "vera"},
	{notifications + "/meetings/{meeting}/vote", "dana"}, {notifications + "/meetings/{meeting}/questions/new", "ana"},
	{"/launches/two-step-sign-in-for-everybody/meetings/{decided}/conditions/{condition}", "dana"}, {notifications + "/decisions", "ana"}, {notifications + "/decisions", "vera"},
	{notifications + "/override", "ana"}, {notifications + "/override", "vera"},
	{"/launches/two-step-sign-in-for-everybody/meetings/{decided}", "ana"},
	{"/launches/two-step-sign-in-for-everybody/meetings/{decided}", "vera"},
	{notifications + "/meetings/{meeting}/edit", "ana"}, {notifications + "/meetings/{meeting}/questions/{topic}", "ana"},
	{notifications + "/deliverables/new", "ana"}, {notifications + "/deliverables/{item}", "ana"},
	{notifications + "/deliverables/{item}", "vera"},
	{notifications + "/deliverables/{item}/edit", "ana"}, {notifications + "/deliverables/{item}/status?to=blocked", "ana"},
	{notifications + "/deliverables/{item}/dates", "ana"}, {notifications + "/deliverables/{item}/owner", "ana"},
	{notifications + "/edit", "ana"}, {notifications + "/roles/support_lead", "ana"}, {notifications + "/move", "ana"},
	{notifications + "/move?launch_on=2027-01-16&launch_time=10:00&zone=Europe/Berlin", "ana"},
	{"/risks", "ana"}, {"/risks?q=nothing+like+this", "vera"}, {notifications + "/risks", "ana"}, {notifications + "/risks", "vera"},
	{notifications + "/risks?cell=3-4", "ana"}, {notifications + "/risks/new", "ana"},
	{notifications + "/risks/{risk}", "ana"}, {notifications + "/risks/{risk}", "vera"}, {notifications + "/risks/{risk}/edit", "ana"},
	{notifications + "/rituals", "ana"}, {notifications + "/rituals", "vera"}, {notifications + "/rituals/new", "ana"},
	{notifications + "/rituals/{ritual}", "ana"},
	{notifications + "/rituals/{ritual}", "vera"}, {notifications + "/rituals/{ritual}/edit", "ana"},
	{notifications + "/rituals/{ritual}/compare", "ana"},
	{notifications + "/runs/{run}", "ana"}, {notifications + "/runs/{planned}", "ana"}, {notifications + "/runs/{planned}", "vera"},
	{"/launches/two-step-sign-in-for-everybody/rituals/{ritual-now}/compare", "vera"},
	{notifications + "/parity", "ana"}, {notifications + "/parity", "vera"}, {notifications + "/parity?edit={parity}", "ana"},
	{notifications + "/interview", "ana"}, {notifications + "/interview", "vera"}, {notifications + "/interview/new", "ana"},
	{notifications + "/interview/{question}/edit", "ana"}, {notifications + "/interview/{question}/owner", "ana"},
	{notifications + "/exceptions", "ana"}, {notifications + "/exceptions", "vera"}, {notifications + "/exceptions/new", "ana"},
	{notifications + "/exceptions/{exception}", "ana"}, {notifications + "/exceptions/{exception}", "vera"},
	{notifications + "/runsheet", "ana"}, {notifications + "/runsheet", "vera"}, {notifications + "/runsheet/new", "ana"},
	{notifications + "/runsheet/{task}", "ana"}, {notifications + "/runsheet/{task}/shift", "ana"},
	{notifications + "/stakeholders", "ana"}, {notifications + "/stakeholders", "vera"},
	{notifications + "/stakeholders?q=nothing+like+this", "vera"},
	{notifications + "/stakeholders/new", "ana"}, {notifications + "/stakeholders/paste", "ana"},
	{notifications + "/stakeholders/{stakeholder}", "ana"},
	{notifications + "/stakeholders/{stakeholder}", "vera"}, {notifications + "/stakeholders/{stakeholder}/edit", "ana"},
	{"/ack/no-such-link", ""},
	{"/guides", "ana"}, {"/guides?q=notifcation", "vera"}, {"/guides?title=nothing+like+this", "ana"}, {"/guides/misses", "ana"},
	{"/guides/misses", "vera"}, {"/guides/real-time-notifications?missed=guide", "vera"}, {"/guides", "vera"},
	{"/guides?q=nothing+like+this", "ana"}, {"/guides/real-time-notifications", "ana"}, {"/guides/real-time-notifications", "vera"},
	{"/services", "ana"}, {"/services", "vera"}, {"/services?q=nothing+like+this", "vera"}, {"/services/new", "ana"},
	{"/services/{service}", "petra"},
	{"/services/{service}", "vera"}, {"/services/{service}/edit", "ana"}, {notifications + "/services", "petra"},
	{notifications + "/services", "vera"},
	{notifications + "/services/new", "ana"}, {notifications + "/services/{use}/edit", "ana"},
	{"/guides/new-plans-and-prices", "hugo"}, {"/guides/how-search-forgives-typos", "ana"}, {"/guides/new", "ana"},
	{"/guides/two-step-sign-in?version=2", "ana"}, {"/guides/two-step-sign-in/edit", "ana"}, {"/guides/two-step-sign-in/history", "ana"},
	{"/guides/two-step-sign-in/history", "vera"},
	{"/guides/two-step-sign-in/compare", "ana"}, {"/guides/two-step-sign-in/settings", "ana"}, {"/help/no-such-page", ""},
	{"/help/real-time-notifications", ""}, {"/guides/offline-mode-in-the-mobile-app", "ana"}, {notifications + "/guides", "ana"},
	{"/launches/invoices-by-bank-transfer/guides", "vera"},
	{"/oncall", "ana"}, {notifications + "/roster", "ana"}, {notifications + "/roster", "petra"}, {notifications + "/roster", "vera"},
	{"/launches/new-plans-and-prices/roster", "ana"},
	{notifications + "/roster/new", "ana"}, {notifications + "/roster/new?kind=replace", "ana"}, {notifications + "/roster/rota", "ana"},
	{notifications + "/roster/window", "ana"}, {notifications + "/roster/escalation", "ana"}, {notifications + "/roster/escalation", "vera"},
	{notifications + "/roster/handover", "ana"}, {"/launches/two-step-sign-in-for-everybody/roster/handover", "vera"},
	{notifications + "/roster/{shift}", "ana"}, {notifications + "/roster/{shiftOfPetra}/swap", "petra"},
	{notifications + "/collisions", "ana"}, {notifications + "/collisions", "vera"}, {"/launches/new-plans-and-prices/collisions", "ana"},
	{notifications + "/collisions?show=accepted&part=shifts", "ana"},
	{"/calendar", "ana"}, {"/calendar", "vera"}, {"/calendar?view=list", "ana"}, {"/calendar?month=2026-12", "vera"},
	{"/calendar?month=2031-05&kind=freeze", "ana"}, {"/calendar?kind=oncall", "ana"},
	{"/calendar/events/{freeze}", "ana"}, {"/calendar/events/{freeze}", "vera"}, {"/calendar/events/{freeze}/edit", "ana"},
	{"/calendar/events/new", "ana"},
	{"/calendar/events/new", "marek"}, {"/calendar/import", "ana"},
	{notifications + "/feedback", "ana"}, {notifications + "/feedback", "vera"},
	{notifications + "/feedback?q=nothing+like+this", "vera"}, {"/launches/new-plans-and-prices/feedback", "ana"},
	{"/launches/two-step-sign-in-for-everybody/feedback?hours=24", "ana"}, {notifications + "/feedback/new", "ana"},
	{notifications + "/feedback/{report}", "ana"},
	{notifications + "/feedback/{report}", "vera"}, {notifications + "/feedback/{closed}", "ana"},
	{"/launches/two-step-sign-in-for-everybody/feedback/{duplicate}", "ana"}, {notifications + "/feedback/{report}/edit", "ana"},
	{notifications + "/feedback?tester={tester}&state=any", "ana"}, {notifications + "/feedback/beta", "ana"},
	{notifications + "/feedback/beta", "vera"}, {notifications + "/feedback/beta/{tester}", "ana"},
	{notifications + "/feedback/beta/{tester}", "vera"},
	{"/launches/two-step-sign-in-for-everybody/feedback/playbook", "ana"}, {notifications + "/feedback/playbook", "vera"},
	{notifications + "/feedback/playbook/tickets_spike", "ana"}, {notifications + "/feedback/playbook/new", "ana"},
	{"/beta/no-such-link", ""}, {"/beta/no-such-link/leave", ""}, {"/beta/{person}", ""}, {"/beta/{group}", ""},
	{"/beta/{group}?sent=1", ""}, {"/beta/{group}/leave", ""}, {"/beta/{person}/leave", ""}, {"/beta/{gone}", ""},
	{"/launches/new", "ana"}, {"/me", "petra"}, {"/me", "ana"}, {"/me", "vera"}, {"/me/profile", "petra"},
	{"/search", "ana"}, {"/search?q=notif", "ana"}, {"/search?q=nothing+like+this", "ana"},
	{"/people", "ana"}, {"/people", "vera"}, {"/people/new", "ana"}, {"/people/teams", "ana"},
	{"/people/{person}", "ana"}, {"/people/{person}/edit", "ana"}, {"/people/{person}/reach", "ana"}, {"/people/{person}/deactivate", "ana"},
	{"/audit", "ana"},
	{"/templates", "ana"}, {"/templates?archived=1", "ana"}, {"/templates", "vera"}, {"/templates/major", "vera"},
	{"/templates/mobile-release", "ana"},
	{"/templates/mobile-release/edit", "ana"}, {"/templates/mobile-release/source", "ana"}, {"/templates/new", "ana"},
}

// noPages are GET routes that return something other than a page, or need an empty database.
var noPages = map[string]bool{
	"/oncall.json": true, "/launches/:slug/oncall.json": true,
	"/feeds/:token/oncall.json": true, "/feeds/:token/launches/:slug/oncall.json": true,
	"/": true, "/healthz": true, "/readyz": true, "/static/*": true, "/setup": true, "/audit.csv": true,
	"/templates/:key/file":       true,
	"/launches/:slug/export.csv": true, "/launches/:slug/export.json": true, "/launches/:slug/feedback/export.csv": true,
	"/launches/:slug/feedback/several": true,
	"/feeds/:token/me.ics":             true, "/feeds/:token/calendar.ics": true, "/feeds/:token/launches/:file": true,
	// The page of a decision moved to that of its meeting; a script reads the poll.
	"/launches/:slug/meetings/:id/record": true, "/launches/:slug/meetings/:id/poll": true,
	// They show a new secret once and otherwise redirect.
	"/people/:id/link": true, "/me/feeds": true, "/launches/:slug/stakeholders/:id/link": true, "/launches/:slug/feedback/beta/:id/link": true,
	// A fragment: the menu of a row of the timeline.
	"/launches/:slug/deliverables/:id/menu": true,
}

// fillIn replaces the placeholders of an address by ids of this site.
func (s *site) fillIn(path string) string {
	const slug = "real-time-notifications"
	if strings.HasPrefix(path, "/beta/") {
		return strings.NewReplacer("{person}", s.betaLink("Greta Lindqvist"), "{group}", s.betaLink("Design partners"), "{gone}",
			s.departed()).Replace(path)
	}
	path = strings.ReplaceAll(path, "{criterion}", s.criterionOf(slug, "no_critical_bug"))
	return strings.NewReplacer("{checklist}", s.listOf(slug, "staging"), "{check}", s.checkOf(slug, "migration"), "{item}",
		s.itemOf(slug), "/people/{person}", s.personOf("Petra"),
		"{risk}", s.riskOf(slug), "{freeze}", s.idOf("SELECT MIN(id) FROM calendar_events WHERE kind = 'freeze'"),
		"{service}", s.serviceOf("Message queue"), "{use}", s.useOf(slug, "Message queue"),
		"{shift}", s.shiftOf(slug, "Marek"), "{shiftOfPetra}", s.shiftOf(slug, "Petra"),
		"{task}", s.taskOf(slug), "{exception}", s.exceptionOf(slug),
		"{risk}", s.riskOf(slug), "{stakeholder}", s.stakeholderOf(slug, "Greta"),
		"{task}", s.taskOf(slug), "{exception}", s.exceptionOf(slug),
		"{meeting}", s.idOf("SELECT m.id FROM meetings m JOIN launches l ON l.id = m.launch_id WHERE m.state = 'planned' AND l.slug = '"+
			slug+"'"),
		"{decided}", s.idOf("SELECT m.id FROM meetings m JOIN launches l ON l.id = m.launch_id WHERE m.state = 'recorded' AND "+
			"l.slug = 'two-step-sign-in-for-everybody'"),
		"{topic}", s.idOf("SELECT MIN(s.id) FROM meeting_questions s JOIN meetings m ON m.id = s.meeting_id JOIN launches l ON l.id = "+
			"m.launch_id WHERE l.slug = '"+slug+"'"),
		"{condition}", s.idOf("SELECT MIN(id) FROM meeting_conditions WHERE scope = 'launch'"),
		"{question}", s.questionOf(slug, "code_ready"),
		"{ritual}", s.ritualOf(slug), "{ritual-now}", s.ritualOf("two-step-sign-in-for-everybody"), "{parity}", s.parityOf(slug),
		"{report}", s.reportOf(slug, "outcome = 'quick_fix'"), "{closed}", s.reportOf(slug, "closed_at IS NOT NULL"), "{duplicate}",
		s.reportOf("two-step-sign-in-for-everybody", "duplicate_of IS NOT NULL"),
		"{tester}", s.idOf("SELECT MIN(t.id) FROM beta_testers t JOIN launches l ON l.id = t.launch_id WHERE l.slug = '"+slug+"'"),
		"{run}", s.runOf(slug, "finished"), "{planned}", s.runOf(slug, "planned"),
	).Replace(path)
}

// idOf returns the id that a query selects, or 0.
func (s *site) idOf(query string) string {
	s.t.Helper()
	var id int64
	if err := s.db.Read(s.t.Context()).Raw(query).Scan(&id).Error; err != nil {
		s.t.Fatal(err)
	}
	return strconv.FormatInt(id, 10)
}

func TestEveryPageRouteIsCovered(t *testing.T) {
	for _, r := range handlers.RoutesForTest() {
		path, isGet := strings.CutPrefix(r, "GET ")
		if !isGet || noPages[path] {
			continue
		}
		// The most specific route is used, as in the router: /launches/new is not a launch.
		pattern := regexp.MustCompile("^" + regexp.MustCompile(`:[a-z]+`).ReplaceAllString(regexp.QuoteMeta(path), `[^/?]+`) + `(\?|$)`)
		found := false
		for _, p := range everyPage {
			found = found || pattern.MatchString(p.path)
		}
		if !found {
			t.Errorf("no test looks at %s: add an address to everyPage", r)
		}
	}
}

func TestEveryPageIsComplete(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	visitors := map[string]*visitor{"": s.visitor()}
	for _, p := range everyPage {
		if visitors[p.as] == nil {
			visitors[p.as] = s.as(p.as)
		}
		got := visitors[p.as].get(s.fillIn(p.path))
		if got.StatusCode >= http.StatusInternalServerError {
			t.Errorf("%s as %q: %s", p.path, p.as, got.Status)
			continue
		}
		if got.StatusCode == http.StatusNotFound && !strings.Contains(p.path, "no-such") {
			t.Errorf("%s as %q is not there", p.path, p.as)
		}
		if n := got.Find("[style], style, [onclick], script:not([src])").Length(); n > 0 {
			t.Errorf("%s: %d inline styles or scripts", p.path, n)
		}
		if got.Find("h1").Length() != 1 || !strings.HasSuffix(got.Find("head title").Text(), "T-Minus") {
			t.Errorf("%s: %d first headings, title %q", p.path, got.Find("h1").Length(), got.Find("head title").Text())
		}
		if n := got.Find(".primary").Length(); n > 1 {
			t.Errorf("%s: %d primary buttons", p.path, n)
		}
	}
}
