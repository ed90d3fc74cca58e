package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const payByLink = "/launches/pay-by-link"

// notReady matches the state of a launch before its decision on which something is open.
var notReady = regexp.MustCompile(`^(Not ready|No-go) · `)

// standardLaunch plans a launch from the standard template at T-10, led by Ana, and returns her as a visitor.
func standardLaunch(s *site) *visitor {
	s.T.Helper()
	ana := s.As("ana")
	first := firstStep()
	first.Set("launch_on", "2026-11-26")
	second := ana.Post("/launches/new", first).Want(s.T, http.StatusOK)
	ana.Post("/launches", second.Filled("form.new-launch")).Want(s.T, http.StatusSeeOther)
	return ana
}

// idOf returns the id of a person of the sample as a form sends it.
func idOf(s *site, name string) string {
	s.T.Helper()
	return strings.TrimPrefix(s.PersonOf(name), "/people/")
}

// onCall puts people on call in turns for the whole window of the launch.
func onCall(t *testing.T, s *site, v *visitor, names ...string) {
	t.Helper()
	form := v.Get(payByLink+"/roster/rota").Want(t, http.StatusOK).Filled("form.form")
	for i, name := range names {
		form.Set("person"+string(rune('1'+i)), idOf(s, name))
	}
	form.Set("do", "apply")
	v.Post(payByLink+"/roster/rota", form).Want(t, http.StatusSeeOther)
}

// condition raises or clears a NO-GO condition of the launch.
func condition(t *testing.T, s *site, v *visitor, key, sign, note string) {
	t.Helper()
	path := payByLink + "/readiness/criteria/" + s.CriterionOf("pay-by-link", key)
	form := v.Get(path).Want(t, http.StatusOK).Filled("main form.form")
	form.Set("sign", sign)
	form.Set("note", note)
	v.Post(path+"/sign", form).Want(t, http.StatusSeeOther)
}

// closeRisks closes the risks that the template starts with.
func closeRisks(t *testing.T, s *site, v *visitor) {
	t.Helper()
	const open = "SELECT r.id FROM risks r JOIN launches l ON l.id = r.launch_id WHERE l.slug = 'pay-by-link' AND r.closed_at IS NULL"
	for s.Count("SELECT COUNT(*) FROM ("+open+") AS o") > 0 {
		risk := payByLink + "/risks/" + s.IDOf(open+" ORDER BY r.id LIMIT 1")
		version := s.IDOf("SELECT version FROM risks WHERE id = " + risk[strings.LastIndex(risk, "/")+1:])
		v.Post(risk+"/close", url.Values{"reason": {"It cannot happen here"}, "version": {version}}).Want(t, http.StatusSeeOther)
	}
}

// decideGo records a go in the planned meeting, with no risk open.
func decideGo(t *testing.T, s *site, v *visitor) {
	t.Helper()
	closeRisks(t, s, v)
	meeting := s.PlannedOf("pay-by-link")
	if sheet := v.Get(meeting).Want(t, http.StatusOK).Find("form[action$='/sheet']"); sheet.Length() == 1 {
		v.Post(sheet.AttrOr("action", ""), filled(sheet)).Want(t, http.StatusSeeOther)
	}
	v.Post(meeting+"/poll", decision(v.Get(meeting), "go", "Everything was gone through.")).Want(t, http.StatusSeeOther)
}

func TestNewLaunchIsNotReady(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := standardLaunch(s)
	p := ana.Get(payByLink+"/readiness").Want(t, http.StatusOK)
	if got := words(p, headShown); !notReady.MatchString(got) {
		t.Errorf("a new launch is %q", got)
	}
	if n := p.Find("ol.work li:contains('Go/no-go criteria reviewed')").Length(); n != 1 {
		t.Error("the check that is done by hand is not listed")
	}
	if got := words(p, "details.fold summary"); !strings.Contains(got, "0 of 7 met") || !strings.Contains(got, "not checked") {
		t.Errorf("the criteria say %q", got)
	}
}

func TestFailedStagingCheckStopsLaunch(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := standardLaunch(s)
	check := s.CheckOf("pay-by-link", "works")
	ana.Post(payByLink+"/checks/"+check+"/state", url.Values{"state": {"failed"}, "note": {"The link opens a blank page"},
		"version": {s.CheckVersion(check)}}).Want(t, http.StatusSeeOther)
	for _, path := range []string{payByLink, payByLink + "/readiness"} {
		line := ana.Get(path).Want(t, http.StatusOK).Find("ol.work li.is-blocked:contains('Works as expected')")
		if got := oneLine(line); !strings.Contains(got, "Failed. The link opens a blank page") || !strings.Contains(got, "Retest") {
			t.Errorf("%s says %q", path, got)
		}
	}
	if got := stateOf(s, "pay-by-link"); !notReady.MatchString(got) {
		t.Errorf("the head says %q", got)
	}
}

func TestSalesOnCallAreNoSeniorEngineers(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := standardLaunch(s)
	onCall(t, s, ana, "Fatima", "Ben")
	p := ana.Get(payByLink+"/readiness").Want(t, http.StatusOK)
	line := oneLine(p.Find("ol.work li:contains('Senior engineer on call')"))
	if !strings.Contains(line, "Gap. No senior engineer") || !strings.Contains(line, "Fill gap") {
		t.Errorf("the list says %q", line)
	}
	if got := rowOf(p, "At least one senior engineer on call"); strings.HasPrefix(got, "Met") || got == "" {
		t.Errorf("the criterion says %q", got)
	}
}

// One page shows one state, and its count is that of the lines below it.
func TestNewLaunchShowsOneState(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := standardLaunch(s)
	want := stateOf(s, "pay-by-link")
	for place, got := range statesOf(s, "pay-by-link") {
		if got != want {
			t.Errorf("%s says %q, the head %q", place, got, want)
		}
	}
	other := regexp.MustCompile(`\bGO \d+/\d+|NO-GO|Not ready: \d+ things`)
	for _, path := range []string{"", "/readiness", "/timeline", "/checklists", "/meetings", "/risks"} {
		p := ana.Get(payByLink+path).Want(t, http.StatusOK)
		if found := other.FindString(p.Find("body").Text()); found != "" {
			t.Errorf("%s shows a second state: %q", path, found)
		}
		if found := regexp.MustCompile("On track|At risk").FindString(words(p, "section.launch, .say")); found != "" {
			t.Errorf("%s shows the health beside the state: %q", path, found)
		}
		if n := p.Find(headShown + " .tag").Length(); n != 1 || words(p, headShown) != want {
			t.Errorf("%s has %d states in its head: %q", path, n, words(p, headShown))
		}
	}
	lines := ana.Get(payByLink + "/readiness").Find("ol.work li:not(.quiet)").Length()
	if got := words(ana.Get(payByLink), ".work-head h2 span"); got != "· "+strconv.Itoa(lines) {
		t.Errorf("the overview counts %q, Readiness has %d lines", got, lines)
	}
}

// A condition that becomes active after a go is shown before the decision.
func TestActiveConditionOutweighsGo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := standardLaunch(s)
	decideGo(t, s, ana)
	if got := stateOf(s, "pay-by-link"); !strings.HasPrefix(got, "Go · ") {
		t.Fatalf("decided go, it is %q", got)
	}
	condition(t, s, ana, "p0_bug", "met", "Links can be guessed")
	want := "No-go · A P0 bug found"
	if got := stateOf(s, "pay-by-link"); got != want {
		t.Errorf("with an active condition it is %q", got)
	}
	for place, got := range statesOf(s, "pay-by-link") {
		if got != want {
			t.Errorf("%s says %q", place, got)
		}
	}
	line := oneLine(ana.Get(payByLink).Find("ol.work li.is-blocked:contains('A P0 bug found')"))
	if !strings.Contains(line, "Active.") || !strings.Contains(line, "Links can be guessed") || !strings.Contains(line, "Check") {
		t.Errorf("the list says %q", line)
	}
	condition(t, s, ana, "p0_bug", "not_met", "Mended in 1.4.2")
	if got := stateOf(s, "pay-by-link"); !strings.HasPrefix(got, "Go · ") {
		t.Errorf("cleared, it is %q", got)
	}
}

// A go was decided for a T: when T moves, a new decision is needed.
func TestMoveAfterGoNeedsNewDecision(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := standardLaunch(s)
	decideGo(t, s, ana)
	q := url.Values{"launch_on": {"2026-12-03"}, "launch_time": {"10:00"}, "zone": {"Europe/Berlin"}}
	move := ana.Get(payByLink+"/move?"+q.Encode()).Want(t, http.StatusOK).Filled("main form[method=post]:has([name=reason])")
	move.Set("reason", "The partner is not ready")
	ana.Post(payByLink+"/move", move).Want(t, http.StatusSeeOther)
	want := "Go was for 26 Nov · new decision needed"
	if got := stateOf(s, "pay-by-link"); got != want {
		t.Errorf("the head says %q", got)
	}
	for place, got := range statesOf(s, "pay-by-link") {
		if got != want {
			t.Errorf("%s says %q", place, got)
		}
	}
}
