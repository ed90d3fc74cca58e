package handlers_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"tminus/handlers/handlerstest"
)

// questionAt returns the address of the first question of a person at a meeting.
func questionAt(s *site, meeting, name string) string {
	s.T.Helper()
	id := meeting[strings.LastIndex(meeting, "/")+1:]
	return meeting + "/questions/" + s.IDOf("SELECT MIN(q.id) FROM meeting_questions q JOIN users u ON u.id = q.user_id WHERE q.meeting_id = "+
		id+" AND u.name LIKE '"+name+"%'")
}

// decision returns the form of a meeting's page, filled to record a decision about the launch whose
// reason names the topics without an answer.
func decision(p page, outcome, reason string) url.Values {
	form := p.Filled("#hold")
	form.Set("do", "record")
	form.Set("scope", "launch")
	form.Set("outcome", outcome)
	form.Set("reason", reason+" "+words(p, ".pair .hint"))
	return form
}

func TestMeetingVotePermissions(t *testing.T) {
	s := newSite(t)
	meeting := s.PlannedOf("real-time-notifications")
	question := questionAt(s, meeting, "Dana")
	s.As("vera").Post(question+"/answer", url.Values{"answer": {"go"}, "version": {"1"}}).Want(t, http.StatusForbidden)
	s.As("hugo").Post(question+"/answer", url.Values{"answer": {"go"}, "version": {"1"}}).Want(t, http.StatusForbidden)
	if n := s.As("vera").Get(meeting).Want(t, http.StatusOK).Find("a[href$='/vote'], #hold").Length(); n != 0 {
		t.Error("who is not asked can vote or hold the meeting")
	}
	dana := s.As("dana")
	form := dana.Get(meeting+"/vote").Want(t, http.StatusOK).Filled(".ballot")
	form.Set("answer", "no_go")
	p := dana.Post(question+"/answer", form).Want(t, http.StatusUnprocessableEntity)
	if p.Find(".ballot .field-error").Length() != 1 {
		t.Error("it is not said at the note that one is needed")
	}
	form.Set("note", "Guide is missing")
	dana.Post(question+"/answer", form).Want(t, http.StatusSeeOther)
	form.Set("answer", "go")
	if p = dana.Post(question+"/answer", form).Want(t, http.StatusConflict); p.Find(".ballot [name=note]").AttrOr("value",
		"") != "Guide is missing" {
		t.Error("the note of a second vote from an old page was lost")
	}
	if got := words(dana.Get(meeting+"/vote"), "main"); !strings.Contains(got, "You answered 1 of 1 topics") {
		t.Errorf("after voting it shows %q", got)
	}
	s.As("dana").Post(strings.Replace(question, "real-time-notifications", "new-plans-and-prices", 1)+"/answer", form).Want(t,
		http.StatusNotFound)
	ana := s.As("ana")
	seen := ana.Get(meeting).Want(t, http.StatusOK).Filled("#hold")
	seen.Set("do", "record")
	seen.Set("outcome", "go")
	p = ana.Post(meeting+"/poll", seen).Want(t, http.StatusUnprocessableEntity)
	if got := words(p, ".summary"); !strings.Contains(got, "Name the topics without an answer") || !strings.Contains(got,
		"No-go from Dana Whitfield") {
		t.Errorf("go against a no-go and without answers: %s", got)
	}
	seen = decision(ana.Get(meeting), "no_go", "Nobody else came.")
	ana.Post(meeting+"/poll", seen).Want(t, http.StatusSeeOther)
	if p = ana.Post(meeting+"/poll", seen).Want(t, http.StatusConflict); p.Find("#hold").Length() != 1 {
		t.Error("recording twice does not show the meeting")
	}
	p = dana.Post(question+"/answer", url.Values{"answer": {"go"}, "version": {"2"}}).Want(t, http.StatusConflict)
	if !strings.Contains(p.Content, "A recorded decision cannot be changed") {
		t.Error("a late vote is not told why")
	}
	p = ana.Get(meeting).Want(t, http.StatusOK)
	if p.Find("#snapshot-launch").Length() != 1 || p.Find(".poll input").Length() != 0 {
		t.Error("what is recorded is frozen, and has nothing to change")
	}
	if got := words(s.As("dana").Get("/me"), "#decided"); !strings.Contains(got, "No-go for the launch") {
		t.Errorf("who was asked is told %q", got)
	}
}

// One form holds all answers: each button saves them all, and nothing that others answered is lost.
func TestPollIsOneForm(t *testing.T) {
	s := newSite(t)
	ana, meeting := s.As("ana"), s.PlannedOf("real-time-notifications")
	dana := questionAt(s, meeting, "Dana")
	form := ana.Get(meeting).Filled("#hold")
	var ids []string
	for name := range form {
		if id, ok := strings.CutPrefix(name, "base-"); ok {
			ids = append(ids, id)
			form.Set("answer-"+id, "not_needed")
		}
	}
	vote := s.As("dana").Get(meeting + "/vote").Filled(".ballot")
	vote.Set("answer", "go")
	s.As("dana").Post(dana+"/answer", vote).Want(t, http.StatusSeeOther)
	form.Set("do", "save")
	p := ana.Post(meeting+"/poll", form).Want(t, http.StatusConflict)
	if got := words(p, "#hold .field-error"); !strings.Contains(got, "Dana Whitfield changed this to Go") {
		t.Errorf("it says %q", got)
	}
	count := func(answer string) string {
		return s.IDOf("SELECT COUNT(*) FROM meeting_questions q JOIN meetings m ON m.id = q.meeting_id WHERE m.id = " +
			meeting[strings.LastIndex(meeting, "/")+1:] + " AND q.answer = '" + answer + "'")
	}
	if n := count("not_needed"); n != strconv.Itoa(len(ids)-1) || count("go") != "1" {
		t.Errorf("%s of %d answers were saved", n, len(ids))
	}
	// The page that was shown can be sent again, and then replaces the vote as recorded by the chair.
	again := p.Filled("#hold")
	again.Set("do", "save")
	ana.Post(meeting+"/poll", again).Want(t, http.StatusSeeOther)
	if got := words(ana.Get(meeting), "#poll"); !strings.Contains(got, "Recorded by Ana Kern") {
		t.Errorf("the poll shows %q", got)
	}
	// A script gets the parts that change, and no page.
	live := ana.HTMX().Get(meeting+"/poll").Want(t, http.StatusOK)
	if live.Find("#poll-list > li").Length() != len(ids) || live.Find("main, form").Length() != 0 {
		t.Error("the fragment is not the poll")
	}
}

func TestMeetingRejectsInvalidConditions(t *testing.T) {
	s := newSite(t)
	meeting := s.PlannedOf("new-plans-and-prices")
	hugo := s.As("hugo")
	form := hugo.Get(meeting).Filled("#hold")
	form.Set("text-new1", "Prices are translated")
	form.Set("due_on-new1", "2020-01-01")
	form.Set("do", "condition")
	p := hugo.Post(meeting+"/poll", form).Want(t, http.StatusUnprocessableEntity)
	if got := p.Find(".summary li").Length(); got != 2 {
		t.Errorf("a deadline in the past and no owner: %d messages", got)
	}
	if p.Find("[name='text-new1']").AttrOr("value", "") != "Prices are translated" {
		t.Error("what was entered is lost")
	}
	s.As("petra").Post(meeting+"/poll", form).Want(t, http.StatusForbidden)
	hugo.Post(meeting+"/poll", decision(hugo.Get(meeting), "conditional", "x")).Want(t, http.StatusUnprocessableEntity)
	form = hugo.Get(meeting).Filled("#hold")
	form.Set("reason", "Half a reason")
	form.Set("text-new1", "Prices are translated")
	form.Set("owner-new1", s.PersonOf("Hugo")[len("/people/"):])
	form.Set("do", "condition")
	p = hugo.Post(meeting+"/poll", form).Want(t, http.StatusOK)
	if p.Find(".conditions li").Length() != 3 || p.Find("[name=reason]").AttrOr("value", "") != "Half a reason" {
		t.Errorf("%d rows for conditions, reason %q", p.Find(".conditions li").Length(), p.Find("[name=reason]").AttrOr("value", ""))
	}
	remove := p.Filled("#hold")
	remove.Set("remove", p.Find("[name=remove]").First().AttrOr("value", ""))
	hugo.Post(meeting+"/poll", remove).Want(t, http.StatusSeeOther)
	if n := hugo.Get(meeting).Find(".conditions li").Length(); n != 1 {
		t.Errorf("%d rows are left", n)
	}
}

func TestDecisionLogShowsAndAddsDecisions(t *testing.T) {
	s := newSite(t)
	const path = "/launches/two-step-sign-in-for-everybody/decisions"
	ana := s.As("ana")
	p := ana.Get(path).Want(t, http.StatusOK)
	if got := words(p, ".log"); !strings.Contains(got, "Conditional go for the launch") {
		t.Errorf("it shows %q", got)
	}
	form := p.Filled("#add-decision form")
	ana.Post(path, form).Want(t, http.StatusUnprocessableEntity)
	form.Set("text", "No email digest in 1.0")
	form.Set("by_name", "Steering board")
	ana.Post(path, form).Want(t, http.StatusSeeOther)
	ana.Post(path, form).Want(t, http.StatusSeeOther) // pressed twice
	if p = ana.Get(path); p.Find(".log tbody tr").Length() != 2 || !strings.Contains(words(p, ".log"), "Steering board") {
		t.Errorf("it shows %q", words(p, ".log"))
	}
	if s.As("vera").Get(path).Want(t, http.StatusOK).Find("form[action$='/decisions']").Length() != 0 {
		t.Error("a viewer can add a decision")
	}
}

// Moving T after a go asks what happens to it.
func TestMoveAsksAboutDecision(t *testing.T) {
	s := newSite(t)
	const path = "/launches/real-time-notifications"
	ana, meeting := s.As("ana"), s.PlannedOf("real-time-notifications")
	p := ana.Get(meeting)
	form := decision(p, "conditional", "At 10 % it carries the load.")
	form.Set("override", p.Find("#outcome [name=override]").AttrOr("value", ""))
	ana.Post(meeting+"/poll", form).Want(t, http.StatusSeeOther)
	if got := words(ana.Get(meeting), ".verdict"); !strings.Contains(got, "Ana Kern overrode the no-go from Quality, Łukasz Wójcik") {
		t.Errorf("the decision shows %q", got)
	}
	day, err := time.Parse("2006-01-02", scan[string](s, "SELECT launch_on FROM launches WHERE slug = 'real-time-notifications'"))
	if err != nil {
		t.Fatal(err)
	}
	to := "?launch_on=" + day.AddDate(0, 0, 7).Format("2006-01-02") + "&launch_time=10:00&zone=Europe/Berlin"
	form = ana.Get(path+"/move"+to).Want(t, http.StatusOK).Filled("main form[method=post]")
	if form.Get("decision") != "again" {
		t.Fatalf("the choice begins with %q", form.Get("decision"))
	}
	form.Set("reason", "Later")
	form.Set("decision", "confirm")
	ana.Post(path+"/move", form).Want(t, http.StatusUnprocessableEntity)
	form.Set("confirm_reason", "Only the day changes")
	ana.Post(path+"/move", form).Want(t, http.StatusSeeOther)
	if n := s.IDOf("SELECT COUNT(*) FROM decision_confirmations WHERE reason = 'Only the day changes'"); n != "1" {
		t.Errorf("%s confirmations", n)
	}
}

func TestRolloutNeedsGoOrOverride(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	const path = "/launches/real-time-notifications"
	enter := func(state string, want int) page {
		t.Helper()
		form := ana.Get(path + "/edit").Filled("form[action$=state]")
		form.Set("state", state)
		return ana.Post(path+"/state", form).Want(t, want)
	}
	p := enter("go", http.StatusUnprocessableEntity)
	if !strings.Contains(p.Find(".summary").Text(), "No go/no-go meeting has decided yet") || p.Find("a[href$='/override']").Length() == 0 {
		t.Errorf("it is not said what is missing and what to do: %s", p.Find(".summary").Text())
	}
	s.As("petra").Post(path+"/override", url.Values{"reason": {"x"}}).Want(t, http.StatusForbidden)
	ana.Post(path+"/override", url.Values{"reason": {" "}}).Want(t, http.StatusUnprocessableEntity)
	form := ana.Get(path + "/override").Filled("form[action$=override]")
	form.Set("reason", "The regulator wants it today")
	ana.Post(path+"/override", form).Want(t, http.StatusSeeOther)
	enter("go", http.StatusSeeOther)
	p = enter("launching", http.StatusUnprocessableEntity)
	if !strings.Contains(p.Find(".summary").Text(), "This launch has a rollout. Start it on its page.") {
		t.Errorf("it is not said where the rollout starts: %s", p.Find(".summary").Text())
	}
	start := url.Values{"reason": {"The regulator wants it today"}, "version": {"1"}}
	ana.Post(path+"/rollout/start", start).Want(t, http.StatusSeeOther)
	for _, at := range []string{"", "/readiness", "/meetings", "/timeline"} {
		if !strings.Contains(s.As("vera").Get(path+at).Find("main").Text(), "Overridden by Ana Kern: The regulator wants it today") {
			t.Errorf("%s does not show the override", at)
		}
	}
	if n := s.IDOf("SELECT COUNT(*) FROM audit_log WHERE action = 'override.taken'"); n != "1" {
		t.Errorf("%s rows in the audit log", n)
	}
}

func TestMyWorkShowsVotes(t *testing.T) {
	s := newSite(t)
	if n := s.As("dana").Get("/me").Find("#votes a[href*='real-time']").Length(); n != 0 {
		t.Error("more than a week before the meeting is too early")
	}
	s.Clock.Advance(72 * time.Hour)
	if n := s.As("dana").Get("/me").Find("#votes a[href*='real-time']").Length(); n != 1 {
		t.Errorf("the support lead is asked for %d votes", n)
	}
	if n := s.As("lukasz").Get("/me").Find("#votes a[href*='real-time']").Length(); n != 0 {
		t.Error("who has voted is asked again")
	}
}

// The primary action of Readiness leads to the planned meeting, or to a new one with the data of the
// plan.
func TestReadinessLeadsToMeeting(t *testing.T) {
	s := newSite(t)
	ana, slug := s.As("ana"), "/launches/real-time-notifications"
	primary := func() string {
		t.Helper()
		a := ana.Get(slug+"/readiness").Want(t, http.StatusOK).Find("main a.button.primary")
		return oneLine(a) + ": " + a.AttrOr("href", "")
	}
	meeting := s.PlannedOf("real-time-notifications")
	if got := primary(); got != "Open the meeting: "+meeting {
		t.Errorf("it leads to %q, not to %q", got, meeting)
	}
	// Setting go by hand is refused, and the page shows what is missing and where to get it.
	form := valuesOf(ana.Get(slug+"/edit"), "form[action$='/state']")
	form.Set("state", "go")
	p := ana.Post(slug+"/state", form).Want(t, http.StatusUnprocessableEntity)
	if !strings.Contains(words(p, ".summary"), "No go/no-go meeting has decided yet") || p.Find(".note a[href='"+meeting+"']").Length() != 1 {
		t.Errorf("it says %q, %q", words(p, ".summary"), words(p, ".note"))
	}
	cancel := ana.Get(meeting).Filled("form[action$='/cancel']")
	ana.Post(meeting+"/cancel", cancel).Want(t, http.StatusSeeOther)
	if got := primary(); got != "Plan the meeting: "+slug+"/meetings/new" {
		t.Fatalf("without a meeting it leads to %q", got)
	}
	p = ana.Get(slug+"/meetings/new").Want(t, http.StatusOK)
	values := p.Filled("main form.form")
	if title := words(p, "#f-item option[selected]"); !strings.Contains(title, "Go/no-go meeting") || values.Get("chair") == "" {
		t.Errorf("the form begins with %q, %v", title, values)
	}
	ana.Post(slug+"/meetings", values).Want(t, http.StatusSeeOther)
}

// Recording a decision on outdated facts shows what changed, line by line.
func TestRecordDecisionShowsChangedFacts(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	meeting := s.PlannedOf("real-time-notifications")
	form := decision(ana.Get(meeting).Want(t, http.StatusOK), "no_go", "Not enough.")
	criterion := "/launches/real-time-notifications/readiness/criteria/" + s.CriterionOf("real-time-notifications", "no_critical_bug")
	version := scan[string](s, "SELECT CAST(version AS TEXT) FROM criteria WHERE id = ?",
		s.CriterionOf("real-time-notifications", "no_critical_bug"))
	state := words(ana.Get(criterion).Want(t, http.StatusOK), "main")
	sign := url.Values{"sign": {"not_met"}, "note": {"Two bugs"}, "version": {version}}
	if strings.Contains(state, "Not met") {
		sign.Set("sign", "met")
	}
	ana.Post(criterion+"/sign", sign).Want(t, http.StatusSeeOther)
	p := ana.Post(meeting+"/poll", form).Want(t, http.StatusConflict)
	reason := p.Find("[name=reason]").AttrOr("value", "")
	if got := words(p, "#changed"); !strings.Contains(got, "No critical bug open from QA") || !strings.HasPrefix(reason, "Not enough.") {
		t.Errorf("it says %q, and keeps %q", got, reason)
	}
	again := p.Filled("#hold")
	again.Set("do", "record")
	ana.Post(meeting+"/poll", again).Want(t, http.StatusSeeOther)
}

// A topic that was removed is restored in its place.
func TestRemovedTopicCanBeRestored(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	meeting := s.PlannedOf("real-time-notifications")
	topics := func() string { return words(ana.Get(meeting), "#poll-list h3") }
	before := topics()
	link := ana.Get(meeting).Find("#poll-list a[href*='/questions/']").Eq(1).AttrOr("href", "")
	remove := ana.Get(link).Want(t, http.StatusOK).Find("form[action$='/remove']")
	ana.Post(remove.AttrOr("action", ""), handlerstest.Filled(remove)).Want(t, http.StatusSeeOther)
	p := ana.Get(meeting)
	if words(p, "#poll-list h3") == before {
		t.Fatal("nothing was removed")
	}
	undo := p.Find("#flash form")
	ana.Post(undo.AttrOr("action", ""), handlerstest.Filled(undo)).Want(t, http.StatusSeeOther)
	ana.Post(undo.AttrOr("action", ""), handlerstest.Filled(undo)).Want(t, http.StatusSeeOther) // pressed twice
	if now := topics(); now != before {
		t.Errorf("undone it is %q, before it was %q", now, before)
	}
}
