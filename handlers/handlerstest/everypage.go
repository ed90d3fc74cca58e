package handlerstest

import (
	"strconv"
	"strings"
)

// LookedAt is a page of the sample organisation and the person who views it.
type LookedAt struct {
	Path string
	As   string // "" if not signed in
}

// EveryPage has at least one address of each page. A test fails if a GET route has none. {item},
// {person} and {team} are replaced by ids from the database.
var EveryPage = []LookedAt{
	{"/login", ""}, {"/link/no-such-link", ""}, {"/no-such-page", "ana"},
	{Notifications + "/readiness", "ana"}, {Notifications + "/readiness", "vera"}, {Notifications + "/readiness?owner=999999", "ana"},
	{Notifications + "/readiness/criteria/new", "ana"}, {Notifications + "/readiness/criteria/{criterion}", "ana"},
	{Notifications + "/readiness/criteria/{criterion}?do=waive", "ana"}, {Notifications + "/readiness/criteria/{criterion}/edit", "ana"},
	{"/launches", "ana"}, {"/launches?view=timeline", "ana"}, {"/launches?view=month", "ana"}, {"/launches?q=nothing+like+this", "vera"},
	{Notifications, "ana"}, {Notifications, "vera"},
	{Notifications + "/checklists", "ana"}, {Notifications + "/checklists", "vera"},
	{Notifications + "/checklists?show=overdue&who=me", "ana"},
	{Notifications + "/checklists/new", "ana"}, {Notifications + "/checklists/{checklist}/edit", "ana"},
	{Notifications + "/checklists/{checklist}/add", "ana"}, {Notifications + "/checklists/{checklist}/rounds/1", "vera"},
	{Notifications + "/checks/{check}/edit", "ana"}, {Notifications + "/checks/{check}/state?to=na", "ana"},
	{Notifications + "/timeline", "ana"}, {Notifications + "/timeline?view=list", "ana"},
	{Notifications + "/timeline?q=nothing+like+this", "vera"},
	{Notifications + "/history", "ana"}, {Notifications + "/import", "ana"},
	{Notifications + "/meetings", "ana"}, {Notifications + "/meetings", "vera"}, {Notifications + "/meetings/new", "ana"},
	{Notifications + "/meetings/{meeting}", "ana"}, {Notifications + "/meetings/{meeting}", "petra"},
	{Notifications + "/meetings/{meeting}", "vera"},
	{Notifications + "/meetings/{meeting}/vote", "dana"}, {Notifications + "/meetings/{meeting}/questions/new", "ana"},
	{"/launches/two-step-sign-in-for-everybody/meetings/{decided}/conditions/{condition}", "dana"},
	{Notifications + "/decisions", "ana"}, {Notifications + "/decisions", "vera"},
	{Notifications + "/override", "ana"}, {Notifications + "/override", "vera"},
	{"/launches/two-step-sign-in-for-everybody/meetings/{decided}", "ana"},
	{"/launches/two-step-sign-in-for-everybody/meetings/{decided}", "vera"},
	{Notifications + "/meetings/{meeting}/edit", "ana"}, {Notifications + "/meetings/{meeting}/questions/{topic}", "ana"},
	{Notifications + "/deliverables/new", "ana"}, {Notifications + "/deliverables/{item}", "ana"},
	{Notifications + "/deliverables/{item}", "vera"},
	{Notifications + "/deliverables/{item}/edit", "ana"}, {Notifications + "/deliverables/{item}/status?to=blocked", "ana"},
	{Notifications + "/deliverables/{item}/dates", "ana"}, {Notifications + "/deliverables/{item}/owner", "ana"},
	{Notifications + "/edit", "ana"}, {Notifications + "/roles/support_lead", "ana"}, {Notifications + "/move", "ana"},
	{Notifications + "/move?launch_on=2027-01-16&launch_time=10:00&zone=Europe/Berlin", "ana"},
	{"/risks", "ana"}, {"/risks?q=nothing+like+this", "vera"}, {Notifications + "/risks", "ana"}, {Notifications + "/risks", "vera"},
	{Notifications + "/risks?cell=3-4", "ana"}, {Notifications + "/risks/new", "ana"},
	{Notifications + "/risks/{risk}", "ana"}, {Notifications + "/risks/{risk}", "vera"}, {Notifications + "/risks/{risk}/edit", "ana"},
	{Notifications + "/rituals", "ana"}, {Notifications + "/rituals", "vera"}, {Notifications + "/rituals/new", "ana"},
	{Notifications + "/rituals/{ritual}", "ana"},
	{Notifications + "/rituals/{ritual}", "vera"}, {Notifications + "/rituals/{ritual}/edit", "ana"},
	{Notifications + "/rituals/{ritual}/compare", "ana"},
	{Notifications + "/runs/{run}", "ana"}, {Notifications + "/runs/{planned}", "ana"}, {Notifications + "/runs/{planned}", "vera"},
	{"/launches/two-step-sign-in-for-everybody/rituals/{ritual-now}/compare", "vera"},
	{Notifications + "/parity", "ana"}, {Notifications + "/parity", "vera"}, {Notifications + "/parity?edit={parity}", "ana"},
	{Notifications + "/interview", "ana"}, {Notifications + "/interview", "vera"}, {Notifications + "/interview/new", "ana"},
	{Notifications + "/interview/{question}/edit", "ana"}, {Notifications + "/interview/{question}/owner", "ana"},
	{Notifications + "/exceptions", "ana"}, {Notifications + "/exceptions", "vera"}, {Notifications + "/exceptions/new", "ana"},
	{Notifications + "/exceptions/{exception}", "ana"}, {Notifications + "/exceptions/{exception}", "vera"},
	{Notifications + "/runsheet", "ana"}, {Notifications + "/runsheet", "vera"}, {Notifications + "/runsheet/new", "ana"},
	{Notifications + "/rollout", "ana"}, {Notifications + "/rollout", "vera"}, {Notifications + "/rollout/stages/new", "ana"},
	{Notifications + "/rollout/stages/{stage}", "ana"}, {Notifications + "/rollout/roll-back", "ana"},
	{"/launches/{launching}/rollout", "ana"}, {"/launches/{launching}/rollout", "vera"},
	{"/launches/{launching}/rollout/stages/{runningStage}/lower", "ana"},
	{Notifications + "/runsheet/paste", "ana"}, {Notifications + "/runsheet/paste?from=search-that-forgives-typos", "ana"},
	{Notifications + "/runsheet/backup", "ana"}, {Notifications + "/runsheet/block?block=The+day+before", "ana"},
	{Notifications + "/runsheet/{groupTask}", "ana"},
	{Notifications + "/runsheet/{task}", "ana"}, {Notifications + "/runsheet/{task}/shift", "ana"},
	{Notifications + "/log", "ana"}, {Notifications + "/log", "vera"}, {Notifications + "/log?q=nothing+like+this", "ana"},
	{Notifications + "/log/{line}/correct", "ana"},
	{Notifications + "/stakeholders", "ana"}, {Notifications + "/stakeholders", "vera"},
	{Notifications + "/stakeholders?q=nothing+like+this", "vera"},
	{Notifications + "/stakeholders/new", "ana"}, {Notifications + "/stakeholders/paste", "ana"},
	{Notifications + "/stakeholders/{stakeholder}", "ana"},
	{Notifications + "/stakeholders/{stakeholder}", "vera"}, {Notifications + "/stakeholders/{stakeholder}/edit", "ana"},
	{"/ack/no-such-link", ""},
	{"/guides", "ana"}, {"/guides?q=notifcation", "vera"}, {"/guides?title=nothing+like+this", "ana"}, {"/guides/misses", "ana"},
	{"/guides/misses", "vera"}, {"/guides/real-time-notifications?missed=guide", "vera"}, {"/guides", "vera"},
	{"/guides?q=nothing+like+this", "ana"}, {"/guides/real-time-notifications", "ana"}, {"/guides/real-time-notifications", "vera"},
	{"/services", "ana"}, {"/services", "vera"}, {"/services?q=nothing+like+this", "vera"}, {"/services/new", "ana"},
	{"/services/{service}", "petra"},
	{"/services/{service}", "vera"}, {"/services/{service}/edit", "ana"}, {Notifications + "/services", "petra"},
	{Notifications + "/services", "vera"},
	{Notifications + "/services/new", "ana"}, {Notifications + "/services/{use}/edit", "ana"},
	{"/guides/new-plans-and-prices", "hugo"}, {"/guides/how-search-forgives-typos", "ana"}, {"/guides/new", "ana"},
	{"/guides/two-step-sign-in?version=2", "ana"}, {"/guides/two-step-sign-in/edit", "ana"}, {"/guides/two-step-sign-in/history", "ana"},
	{"/guides/two-step-sign-in/history", "vera"},
	{"/guides/two-step-sign-in/compare", "ana"}, {"/guides/two-step-sign-in/settings", "ana"}, {"/help/no-such-page", ""},
	{"/help/real-time-notifications", ""}, {"/guides/offline-mode-in-the-mobile-app", "ana"}, {Notifications + "/guides", "ana"},
	{"/launches/invoices-by-bank-transfer/guides", "vera"},
	{"/oncall", "ana"}, {Notifications + "/roster", "ana"}, {Notifications + "/roster", "petra"}, {Notifications + "/roster", "vera"},
	{"/launches/new-plans-and-prices/roster", "ana"},
	{Notifications + "/roster/new", "ana"}, {Notifications + "/roster/new?kind=replace", "ana"}, {Notifications + "/roster/rota", "ana"},
	{Notifications + "/roster/rota?hours=same", "ana"}, {Notifications + "/roster/periods/new", "ana"},
	{Notifications + "/roster/periods/{period}", "ana"}, {Notifications + "/roster/topics/new", "ana"},
	{Notifications + "/roster/topics/{onCallTopic}", "ana"},
	{Notifications + "/roster/window", "ana"}, {Notifications + "/roster/escalation", "ana"}, {Notifications + "/roster/escalation", "vera"},
	{Notifications + "/roster/handover", "ana"}, {"/launches/two-step-sign-in-for-everybody/roster/handover", "vera"},
	{Notifications + "/roster/{shift}", "ana"}, {Notifications + "/roster/{shiftOfPetra}/swap", "petra"},
	{Notifications + "/collisions", "ana"}, {Notifications + "/collisions", "vera"}, {"/launches/new-plans-and-prices/collisions", "ana"},
	{Notifications + "/collisions?show=accepted&part=shifts", "ana"},
	{"/calendar", "ana"}, {"/calendar", "vera"}, {"/calendar?view=list", "ana"}, {"/calendar?month=2026-12", "vera"},
	{"/calendar?month=2031-05&kind=freeze", "ana"}, {"/calendar?kind=oncall", "ana"},
	{"/calendar/events/{freeze}", "ana"}, {"/calendar/events/{freeze}", "vera"}, {"/calendar/events/{freeze}/edit", "ana"},
	{"/calendar/events/new", "ana"},
	{"/calendar/events/new", "marek"}, {"/calendar/import", "ana"},
	{Notifications + "/feedback", "ana"}, {Notifications + "/feedback", "vera"},
	{Notifications + "/feedback?q=nothing+like+this", "vera"}, {"/launches/new-plans-and-prices/feedback", "ana"},
	{"/launches/two-step-sign-in-for-everybody/feedback?hours=24", "ana"}, {Notifications + "/feedback/new", "ana"},
	{Notifications + "/feedback/{report}", "ana"},
	{Notifications + "/feedback/{report}", "vera"}, {Notifications + "/feedback/{closed}", "ana"},
	{"/launches/two-step-sign-in-for-everybody/feedback/{duplicate}", "ana"}, {Notifications + "/feedback/{report}/edit", "ana"},
	{Notifications + "/feedback?tester={tester}&state=any", "ana"}, {Notifications + "/feedback/beta", "ana"},
	{Notifications + "/feedback/beta", "vera"}, {Notifications + "/feedback/beta/{tester}", "ana"},
	{Notifications + "/feedback/beta/{tester}", "vera"},
	{"/launches/two-step-sign-in-for-everybody/feedback/playbook", "ana"}, {Notifications + "/feedback/playbook", "vera"},
	{Notifications + "/feedback/playbook/tickets_spike", "ana"}, {Notifications + "/feedback/playbook/new", "ana"},
	{"/beta/no-such-link", ""}, {"/beta/no-such-link/leave", ""}, {"/beta/{person}", ""}, {"/beta/{group}", ""},
	{"/beta/{group}?sent=1", ""}, {"/beta/{group}/leave", ""}, {"/beta/{person}/leave", ""}, {"/beta/{gone}", ""},
	{"/launches/new", "ana"}, {"/me", "petra"}, {"/me", "ana"}, {"/me", "vera"}, {"/me/profile", "petra"},
	{"/search", "ana"}, {"/search?q=notif", "ana"}, {"/search?q=nothing+like+this", "ana"},
	{"/people", "ana"}, {"/people", "vera"}, {"/people/new", "ana"}, {"/people/invite", "ana"}, {"/people/teams", "ana"},
	{"/people/{person}", "ana"}, {"/people/{person}/edit", "ana"}, {"/people/{person}/reach", "ana"}, {"/people/{person}/deactivate", "ana"},
	{"/audit", "ana"}, {"/settings/connections", "ana"}, {"/paged/no-such-page", ""}, {"/paged/{paged}", ""},
	{"/settings/connections/new", "ana"},
	{"/settings/connections/new?kind=page", "ana"}, {"/settings/connections/new?kind=email", "ana"},
	{"/settings/connections/{connection}", "ana"}, {"/settings/connections/{connection}/edit", "ana"}, {"/settings/connections/1", "ana"},
	{"/templates", "ana"}, {"/templates?archived=1", "ana"}, {"/templates", "vera"}, {"/templates/major", "vera"},
	{"/templates/mobile-release", "ana"},
	{"/templates/mobile-release/edit", "ana"}, {"/templates/mobile-release/source", "ana"}, {"/templates/new", "ana"},
}

// NoPages are GET routes that return something other than a page, or need an empty database.
var NoPages = map[string]bool{
	"/oncall.json": true, "/launches/:slug/oncall.json": true,
	"/feeds/:token/oncall.json": true, "/feeds/:token/launches/:slug/oncall.json": true,
	"/": true, "/healthz": true, "/readyz": true, "/static/*": true, "/setup": true, "/audit.csv": true,
	"/templates/:key/file":                true,
	"/launches/:slug/runsheet/export.txt": true,
	"/launches/:slug/log/export.csv":      true, "/launches/:slug/log/export.md": true,
	"/launches/:slug/export.csv": true, "/launches/:slug/export.json": true, "/launches/:slug/feedback/export.csv": true,
	"/launches/:slug/feedback/several": true,
	"/feeds/:token/me.ics":             true, "/feeds/:token/calendar.ics": true, "/feeds/:token/launches/:file": true,
	// The page of a decision moved to that of its meeting; a script reads the poll.
	"/launches/:slug/meetings/:id/record": true, "/launches/:slug/meetings/:id/poll": true,
	// They show a new secret once and otherwise redirect.
	"/settings/connections/:id/secret": true,
	"/people/:id/link":                 true, "/me/feeds": true, "/launches/:slug/stakeholders/:id/link": true,
	"/launches/:slug/feedback/beta/:id/link": true,
	// A fragment: the menu of a row of the timeline.
	"/launches/:slug/deliverables/:id/menu": true,
}

// FillIn replaces the placeholders of an address by ids of this site.
func (s *Site) FillIn(path string) string {
	const slug = "real-time-notifications"
	if strings.HasPrefix(path, "/beta/") {
		return strings.NewReplacer("{person}", s.BetaLink("Greta Lindqvist"), "{group}", s.BetaLink("Design partners"), "{gone}",
			s.Departed()).Replace(path)
	}
	if strings.Contains(path, "{connection}") {
		return strings.ReplaceAll(path, "{connection}", s.Connection())
	}
	if strings.Contains(path, "{paged}") {
		return strings.ReplaceAll(path, "{paged}", s.Paged(slug))
	}
	path = strings.ReplaceAll(path, "{criterion}", s.CriterionOf(slug, "no_critical_bug"))
	return strings.NewReplacer("{checklist}", s.listOf(slug, "staging"), "{check}", s.CheckOf(slug, "migration"), "{item}",
		s.ItemOf(slug), "/people/{person}", s.PersonOf("Petra"),
		"{risk}", s.RiskOf(slug), "{freeze}", s.IDOf("SELECT MIN(id) FROM calendar_events WHERE kind = 'freeze'"),
		"{service}", s.ServiceOf("Message queue"), "{use}", s.UseOf(slug, "Message queue"),
		"{shift}", s.ShiftOf(slug, "Marek"), "{shiftOfPetra}", s.ShiftOf(slug, "Petra"),
		"{onCallTopic}", s.IDOf("SELECT MIN(id) FROM roster_topics"), "{period}", s.IDOf("SELECT MIN(id) FROM roster_periods"),
		"{launching}", Scan[string](s, "SELECT MIN(slug) FROM launches WHERE state = 'launching'"),
		"{stage}", s.IDOf("SELECT MIN(s.id) FROM rollout_stages s JOIN rollouts r ON r.id = s.rollout_id JOIN launches l ON l.id = r.launch_id "+
			"WHERE l.slug = '"+slug+"'"),
		"{runningStage}", s.IDOf("SELECT MAX(id) FROM rollout_stages WHERE state IN ('running', 'holding')"),
		"{line}", s.IDOf("SELECT MIN(j.id) FROM journal_lines j JOIN launches l ON l.id = j.launch_id WHERE l.slug = '"+slug+"'"),
		"{groupTask}", s.IDOf("SELECT MIN(task_id) FROM run_task_members"),
		"{task}", s.TaskOf(slug), "{exception}", s.exceptionOf(slug),
		"{risk}", s.RiskOf(slug), "{stakeholder}", s.StakeholderOf(slug, "Greta"),
		"{task}", s.TaskOf(slug), "{exception}", s.exceptionOf(slug),
		"{meeting}", s.IDOf("SELECT m.id FROM meetings m JOIN launches l ON l.id = m.launch_id WHERE m.state = 'planned' AND l.slug = '"+
			slug+"'"),
		"{decided}", s.IDOf("SELECT m.id FROM meetings m JOIN launches l ON l.id = m.launch_id WHERE m.state = 'recorded' AND "+
			"l.slug = 'two-step-sign-in-for-everybody'"),
		"{topic}", s.IDOf("SELECT MIN(s.id) FROM meeting_questions s JOIN meetings m ON m.id = s.meeting_id JOIN launches l ON l.id = "+
			"m.launch_id WHERE l.slug = '"+slug+"'"),
		"{condition}", s.IDOf("SELECT MIN(id) FROM meeting_conditions WHERE scope = 'launch'"),
		"{question}", s.QuestionOf(slug, "code_ready"),
		"{ritual}", s.RitualOf(slug), "{ritual-now}", s.RitualOf("two-step-sign-in-for-everybody"), "{parity}", s.ParityOf(slug),
		"{report}", s.ReportOf(slug, "outcome = 'quick_fix'"), "{closed}", s.ReportOf(slug, "closed_at IS NOT NULL"), "{duplicate}",
		s.ReportOf("two-step-sign-in-for-everybody", "duplicate_of IS NOT NULL"),
		"{tester}", s.IDOf("SELECT MIN(t.id) FROM beta_testers t JOIN launches l ON l.id = t.launch_id WHERE l.slug = '"+slug+"'"),
		"{run}", s.RunOf(slug, "finished"), "{planned}", s.RunOf(slug, "planned"),
	).Replace(path)
}

// IDOf returns the id that a query selects, or 0.
func (s *Site) IDOf(query string) string {
	s.T.Helper()
	var id int64
	if err := s.DB.Read(s.T.Context()).Raw(query).Scan(&id).Error; err != nil {
		s.T.Fatal(err)
	}
	return strconv.FormatInt(id, 10)
}
