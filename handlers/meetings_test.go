package handlers_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// plannedOf returns the address of the future meeting of a launch.
func (s *site) plannedOf(slug string) string {
	s.t.Helper()
	id := s.idOf("SELECT m.id FROM meetings m JOIN launches l ON l.id = m.launch_id WHERE m.state = 'planned' AND l.slug = '" + slug + "'")
	return "/launches/" + slug + "/meetings/" + id
}

// questionAt returns the address of the first question of a person at a meeting.
func (s *site) questionAt(meeting, name string) string {
	s.t.Helper()
	id := meeting[strings.LastIndex(meeting, "/")+1:]
	return meeting + "/questions/" + s.idOf("SELECT MIN(q.id) FROM meeting_questions q JOIN users u ON u.id = q.user_id WHERE q.meeting_id = "+
		id+" AND u.name LIKE '"+name+"%'")
}

// decision returns the form of a meeting's page, filled to record a decision about the launch whose
// reason names the topics without an answer.
func decision(p page, outcome, reason string) url.Values {
	form := p.filled("#hold")
	form.Set("do", "record")
	form.Set("scope", "launch")
	form.Set("outcome", outcome)
	form.Set("reason", reason+" "+p.words(".pair .hint"))
	return form
}

func TestMeetingVotePermissions(t *testing.T) {
	s := newSite(t)
	meeting := s.plannedOf("real-time-notifications")
	question := s.questionAt(meeting, "Dana")
	s.as("vera").post(question+"/answer", url.Values{"answer": {"go"}, "version": {"1"}}).want(t, http.StatusForbidden)
	s.as("hugo").post(question+"/answer", url.Values{"answer": {"go"}, "version": {"1"}}).want(t, http.StatusForbidden)
	if n := s.as("vera").get(meeting).want(t, http.StatusOK).Find("a[href$='/vote'], #hold").Length(); n != 0 {
		t.Error("who is not asked can vote or hold the meeting")
	}
	dana := s.as("dana")
	form := dana.get(meeting+"/vote").want(t, http.StatusOK).filled(".ballot")
	form.Set("answer", "no_go")
	p := dana.post(question+"/answer", form).want(t, http.StatusUnprocessableEntity)
	if p.Find(".ballot .field-error").Length() != 1 {
		t.Error("it is not said at the note that one is needed")
	}
	form.Set("note", "Guide is missing")
	dana.post(question+"/answer", form).want(t, http.StatusSeeOther)
	form.Set("answer", "go")
	if p = dana.post(question+"/answer", form).want(t, http.StatusConflict); p.Find(".ballot [name=note]").AttrOr("value", "") != "Guide is missing" {
		t.Error("the note of a second vote from an old page was lost")
	}
	if got := dana.get(meeting + "/vote").words("main"); !strings.Contains(got, "You answered 1 of 1 topics") {
		t.Errorf("after voting it shows %q", got)
	}
	s.as("dana").post(strings.Replace(question, "real-time-notifications", "new-plans-and-prices", 1)+"/answer", form).want(t, http.StatusNotFound)
	ana := s.as("ana")
	seen := ana.get(meeting).want(t, http.StatusOK).filled("#hold")
	seen.Set("do", "record")
	seen.Set("outcome", "go")
	p = ana.post(meeting+"/poll", seen).want(t, http.StatusUnprocessableEntity)
	if got := p.words(".summary"); !strings.Contains(got, "Name the topics without an answer") || !strings.Contains(got, "No-go from Dana Whitfield") {
		t.Errorf("go against a no-go and without answers: %s", got)
	}
	seen = decision(ana.get(meeting), "no_go", "Nobody else came.")
	ana.post(meeting+"/poll", seen).want(t, http.StatusSeeOther)
	if p = ana.post(meeting+"/poll", seen).want(t, http.StatusConflict); p.Find("#hold").Length() != 1 {
		t.Error("recording twice does not show the meeting")
	}
	p = dana.post(question+"/answer", url.Values{"answer": {"go"}, "version": {"2"}}).want(t, http.StatusConflict)
	if !strings.Contains(p.body, "A recorded decision cannot be changed") {
		t.Error("a late vote is not told why")
	}
	p = ana.get(meeting).want(t, http.StatusOK)
	if p.Find("#snapshot-launch").Length() != 1 || p.Find(".poll input").Length() != 0 {
		t.Error("what is recorded is frozen, and has nothing to change")
	}
	if got := s.as("dana").get("/me").words("#decided"); !strings.Contains(got, "No-go for the launch") {
		t.Errorf("who was asked is told %q", got)
	}
}

// One form holds all answers: each button saves them all, and nothing that others answered is lost.
func TestPollIsOneForm(t *testing.T) {
	s := newSite(t)
	ana, meeting := s.as("ana"), s.plannedOf("real-time-notifications")
	dana := s.questionAt(meeting, "Dana")
	form := ana.get(meeting).filled("#hold")
	var ids []string
	for name := range form {
		if id, ok := strings.CutPrefix(name, "base-"); ok {
			ids = append(ids, id)
			form.Set("answer-"+id, "not_needed")
		}
	}
	vote := s.as("dana").get(meeting + "/vote").filled(".ballot")
	vote.Set("answer", "go")
	s.as("dana").post(dana+"/answer", vote).want(t, http.StatusSeeOther)
	form.Set("do", "save")
	p := ana.post(meeting+"/poll", form).want(t, http.StatusConflict)
	if got := p.words("#hold .field-error"); !strings.Contains(got, "Dana Whitfield changed this to Go") {
		t.Errorf("it says %q", got)
	}
	count := func(answer string) string {
		return s.idOf("SELECT COUNT(*) FROM meeting_questions q JOIN meetings m ON m.id = q.meeting_id WHERE m.id = " +
			meeting[strings.LastIndex(meeting, "/")+1:] + " AND q.answer = '" + answer + "'")
	}
	if n := count("not_needed"); n != strconv.Itoa(len(ids)-1) || count("go") != "1" {
		t.Errorf("%s of %d answers were saved", n, len(ids))
	}
	// The page that was shown can be sent again, and then replaces the vote as recorded by the chair.
	again := p.filled("#hold")
	again.Set("do", "save")
	ana.post(meeting+"/poll", again).want(t, http.StatusSeeOther)
	if got := ana.get(meeting).words("#poll"); !strings.Contains(got, "Recorded by Ana Kern") {
		t.Errorf("the poll shows %q", got)
	}
	// A script gets the parts that change, and no page.
	live := ana.htmx().get(meeting+"/poll").want(t, http.StatusOK)
	if live.Find("#poll-list > li").Length() != len(ids) || live.Find("main, form").Length() != 0 {
		t.Error("the fragment is not the poll")
	}
}

func TestMeetingRejectsInvalidConditions(t *testing.T) {
	s := newSite(t)
	meeting := s.plannedOf("new-plans-and-prices")
	hugo := s.as("hugo")
	form := hugo.get(meeting).filled("#hold")
	form.Set("text-new1", "Prices are translated")
	form.Set("due_on-new1", "2020-01-01")
	form.Set("do", "condition")
	p := hugo.post(meeting+"/poll", form).want(t, http.StatusUnprocessableEntity)
	if got := p.Find(".summary li").Length(); got != 2 {
		t.Errorf("a deadline in the past and no owner: %d messages", got)
	}
	if p.Find("[name='text-new1']").AttrOr("value", "") != "Prices are translated" {
		t.Error("what was entered is lost")
	}
	s.as("petra").post(meeting+"/poll", form).want(t, http.StatusForbidden)
	hugo.post(meeting+"/poll", decision(hugo.get(meeting), "conditional", "x")).want(t, http.StatusUnprocessableEntity)
	form = hugo.get(meeting).filled("#hold")
	form.Set("reason", "Half a reason")
	form.Set("text-new1", "Prices are translated")
	form.Set("owner-new1", s.personOf("Hugo")[len("/people/"):])
	form.Set("do", "condition")
	p = hugo.post(meeting+"/poll", form).want(t, http.StatusOK)
	if p.Find(".conditions li").Length() != 3 || p.Find("[name=reason]").AttrOr("value", "") != "Half a reason" {
		t.Errorf("%d rows for conditions, reason %q", p.Find(".conditions li").Length(), p.Find("[name=reason]").AttrOr("value", ""))
	}
	remove := p.filled("#hold")
	remove.Set("remove", p.Find("[name=remove]").First().AttrOr("value", ""))
	hugo.post(meeting+"/poll", remove).want(t, http.StatusSeeOther)
	if n := hugo.get(meeting).Find(".conditions li").Length(); n != 1 {
		t.Errorf("%d rows are left", n)
	}
}

func TestDecisionLogShowsAndAddsDecisions(t *testing.T) {
	s := newSite(t)
	const path = "/launches/two-step-sign-in-for-everybody/decisions"
	ana := s.as("ana")
	p := ana.get(path).want(t, http.StatusOK)
	if got := p.words(".log"); !strings.Contains(got, "Conditional go for the launch") {
		t.Errorf("it shows %q", got)
	}
	form := p.filled("#add-decision form")
	ana.post(path, form).want(t, http.StatusUnprocessableEntity)
	form.Set("text", "No email digest in 1.0")
	form.Set("by_name", "Steering board")
	ana.post(path, form).want(t, http.StatusSeeOther)
	ana.post(path, form).want(t, http.StatusSeeOther) // pressed twice
	if p = ana.get(path); p.Find(".log tbody tr").Length() != 2 || !strings.Contains(p.words(".log"), "Steering board") {
		t.Errorf("it shows %q", p.words(".log"))
	}
	if s.as("vera").get(path).want(t, http.StatusOK).Find("form[action$='/decisions']").Length() != 0 {
		t.Error("a viewer can add a decision")
	}
}

// Moving T after a go asks what happens to it.
func TestMoveAsksAboutDecision(t *testing.T) {
	s := newSite(t)
	const path = "/launches/real-time-notifications"
	ana, meeting := s.as("ana"), s.plannedOf("real-time-notifications")
	p := ana.get(meeting)
	form := decision(p, "conditional", "At 10 % it carries the load.")
	form.Set("override", p.Find("#outcome [name=override]").AttrOr("value", ""))
	ana.post(meeting+"/poll", form).want(t, http.StatusSeeOther)
	if got := ana.get(meeting).words(".verdict"); !strings.Contains(got, "Ana Kern overrode the no-go from Quality, Łukasz Wójcik") {
		t.Errorf("the decision shows %q", got)
	}
	day, err := time.Parse("2006-01-02", scan[string](s, "SELECT launch_on FROM launches WHERE slug = 'real-time-notifications'"))
	if err != nil {
		t.Fatal(err)
	}
	to := "?launch_on=" + day.AddDate(0, 0, 7).Format("2006-01-02") + "&launch_time=10:00&zone=Europe/Berlin"
	form = ana.get(path+"/move"+to).want(t, http.StatusOK).filled("main form[method=post]")
	if form.Get("decision") != "again" {
		t.Fatalf("the choice begins with %q", form.Get("decision"))
	}
	form.Set("reason", "Later")
	form.Set("decision", "confirm")
	ana.post(path+"/move", form).want(t, http.StatusUnprocessableEntity)
	form.Set("confirm_reason", "Only the day changes")
	ana.post(path+"/move", form).want(t, http.StatusSeeOther)
	if n := s.idOf("SELECT COUNT(*) FROM decision_confirmations WHERE reason = 'Only the day changes'"); n != "1" {
		t.Errorf("%s confirmations", n)
	}
}

func TestRolloutNeedsGoOrOverride(t *testing.T) {
	s := newSite(t)
	ana := s.as("ana")
	const path = "/launches/real-time-notifications"
	enter := func(state string, want int) page {
		t.Helper()
		form := ana.get(path + "/edit").filled("form[action$=state]")
		form.Set("state", state)
		return ana.post(path+"/state", form).want(t, want)
	}
	p := enter("go", http.StatusUnprocessableEntity)
	if !strings.Contains(p.Find(".summary").Text(), "No go/no-go meeting has decided yet") || p.Find("a[href$='/override']").Length() == 0 {
		t.Errorf("it is not said what is missing and what to do: %s", p.Find(".summary").Text())
	}
	s.as("petra").post(path+"/override", url.Values{"reason": {"x"}}).want(t, http.StatusForbidden)
	ana.post(path+"/override", url.Values{"reason": {" "}}).want(t, http.StatusUnprocessableEntity)
	form := ana.get(path + "/override").filled("form[action$=override]")
	form.Set("reason", "The regulator wants it today")
	ana.post(path+"/override", form).want(t, http.StatusSeeOther)
	enter("go", http.StatusSeeOther)
	enter("launching", http.StatusSeeOther)
	for _, at := range []string{"", "/readiness", "/meetings", "/timeline"} {
		if !strings.Contains(s.as("vera").get(path+at).Find("main").Text(), "Overridden by Ana Kern: The regulator wants it today") {
			t.Errorf("%s does not show the override", at)
		}
	}
	if n := s.idOf("SELECT COUNT(*) FROM audit_log WHERE action = 'override.taken'"); n != "1" {
		t.Errorf("%s rows in the audit log", n)
	}
}

func TestMyWorkShowsVotes(t *testing.T) {
	s := newSite(t)
	if n := s.as("dana").get("/me").Find("#votes a[href*='real-time']").Length(); n != 0 {
		t.Error("more than a week before the meeting is too early")
	}
	s.clock.Advance(72 * time.Hour)
	if n := s.as("dana").get("/me").Find("#votes a[href*='real-time']").Length(); n != 1 {
		t.Errorf("the support lead is asked for %d votes", n)
	}
	if n := s.as("lukasz").get("/me").Find("#votes a[href*='real-time']").Length(); n != 0 {
		t.Error("who has voted is asked again")
	}
}

// The link to record a decision leads to the planned meeting, or to a new one with the data of the
// plan.
func TestRecordDecisionLeadsToMeeting(t *testing.T) {
	s := newSite(t)
	ana, slug := s.as("ana"), "/launches/real-time-notifications"
	record := func() string {
		t.Helper()
		to, _ := ana.get(slug+"/readiness").want(t, http.StatusOK).Find(".verdict a:contains('Record decision')").Attr("href")
		return to
	}
	meeting := s.plannedOf("real-time-notifications")
	if got := record(); got != meeting {
		t.Errorf("it leads to %q, not to %q", got, meeting)
	}
	// Setting go by hand is refused, and the page shows what is missing and where to get it.
	form := valuesOf(ana.get(slug+"/edit"), "form[action$='/state']")
	form.Set("state", "go")
	p := ana.post(slug+"/state", form).want(t, http.StatusUnprocessableEntity)
	if !strings.Contains(p.words(".summary"), "No go/no-go meeting has decided yet") || p.Find(".note a[href='"+meeting+"']").Length() != 1 {
		t.Errorf("it says %q, %q", p.words(".summary"), p.words(".note"))
	}
	cancel := ana.get(meeting).filled("form[action$='/cancel']")
	ana.post(meeting+"/cancel", cancel).want(t, http.StatusSeeOther)
	if got := record(); got != slug+"/meetings/new" {
		t.Fatalf("without a meeting it leads to %q", got)
	}
	p = ana.get(slug+"/meetings/new").want(t, http.StatusOK)
	values := p.filled("main form.form")
	if title := p.words("#f-item option[selected]"); !strings.Contains(title, "Go/no-go meeting") || values.Get("chair") == "" {
		t.Errorf("the form begins with %q, %v", title, values)
	}
	ana.post(slug+"/meetings", values).want(t, http.StatusSeeOther)
}

// Recording a decision on outdated facts shows what changed, line by line.
func TestRecordDecisionShowsChangedFacts(t *testing.T) {
	s := newSite(t)
	ana := s.as("ana")
	meeting := s.plannedOf("real-time-notifications")
	form := decision(ana.get(meeting).want(t, http.StatusOK), "no_go", "Not enough.")
	criterion := "/launches/real-time-notifications/readiness/criteria/" + s.criterionOf("real-time-notifications", "no_critical_bug")
	version := scan[string](s, "SELECT CAST(version AS TEXT) FROM criteria WHERE id = ?",
		s.criterionOf("real-time-notifications", "no_critical_bug"))
	state := ana.get(criterion).want(t, http.StatusOK).words("main")
	sign := url.Values{"sign": {"not_met"}, "note": {"Two bugs"}, "version": {version}}
	if strings.Contains(state, "Not met") {
		sign.Set("sign", "met")
	}
	ana.post(criterion+"/sign", sign).want(t, http.StatusSeeOther)
	p := ana.post(meeting+"/poll", form).want(t, http.StatusConflict)
	reason := p.Find("[name=reason]").AttrOr("value", "")
	if got := p.words("#changed"); !strings.Contains(got, "No critical bug open from QA") || !strings.HasPrefix(reason, "Not enough.") {
		t.Errorf("it says %q, and keeps %q", got, reason)
	}
	again := p.filled("#hold")
	again.Set("do", "record")
	ana.post(meeting+"/poll", again).want(t, http.StatusSeeOther)
}

// A topic that was removed is restored in its place.
func TestRemovedTopicCanBeRestored(t *testing.T) {
	s := newSite(t)
	ana := s.as("ana")
	meeting := s.plannedOf("real-time-notifications")
	topics := func() string { return ana.get(meeting).words("#poll-list h3") }
	before := topics()
	link := ana.get(meeting).Find("#poll-list a[href*='/questions/']").Eq(1).AttrOr("href", "")
	remove := ana.get(link).want(t, http.StatusOK).Find("form[action$='/remove']")
	ana.post(remove.AttrOr("action", ""), filled(remove)).want(t, http.StatusSeeOther)
	p := ana.get(meeting)
	if p.words("#poll-list h3") == before {
		t.Fatal("nothing was removed")
	}
	undo := p.Find("#flash form")
	ana.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
	ana.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther) // pressed twice
	if now := topics(); now != before {
		t.Errorf("undone it is %q, before it was %q", now, before)
	}
}
