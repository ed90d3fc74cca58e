package handlers_test

import (
	"net/http"
	"net/url"
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

func (s *site) seatAt(meeting, name string) string {
	s.t.Helper()
	id := meeting[strings.LastIndex(meeting, "/")+1:]
	return meeting + "/seats/" + s.idOf(
		"SELECT s.id FROM meeting_seats s JOIN users u ON u.id = s.user_id WHERE s.meeting_id = "+id+" AND u.name LIKE '"+name+"%'")
}

func TestMeetingVotePermissions(t *testing.T) {
	s := newSite(t)
	meeting := s.plannedOf("real-time-notifications")
	vote := s.seatAt(meeting, "Dana") + "/vote"
	s.as("petra").post(vote, url.Values{"vote": {"go"}, "version": {"1"}}).want(t, http.StatusForbidden)
	s.as("petra").get(meeting).want(t, http.StatusOK)
	if n := s.as("petra").get(meeting).Find("#my-vote").Length(); n != 0 {
		t.Error("who does not take part is asked to vote")
	}
	dana := s.as("dana")
	p := dana.get(meeting).want(t, http.StatusOK)
	form := p.filled("#my-vote form")
	form.Set("vote", "abstain")
	if p = dana.post(vote, form).want(t, http.StatusUnprocessableEntity); p.Find("#my-vote .field-error").Length() != 1 {
		t.Error("it is not said at the reason that one is needed")
	}
	form.Set("reason", "Was on holiday")
	dana.post(vote, form).want(t, http.StatusSeeOther)
	form.Set("vote", "go")
	if p = dana.post(vote, form).want(t, http.StatusConflict); p.Find("#my-vote [value=go][checked]").Length() != 1 {
		t.Error("the second vote from an old page was lost")
	}
	s.as("dana").post(strings.Replace(vote, "real-time-notifications", "new-plans-and-prices", 1), form).want(t, http.StatusNotFound)
	ana := s.as("ana")
	seen := ana.get(meeting+"/record").want(t, http.StatusOK).filled("form[action$=record]")
	seen.Set("outcome", "go")
	p = ana.post(meeting+"/record", seen).want(t, http.StatusUnprocessableEntity)
	if p.Find(".field-error").Length() < 2 {
		t.Errorf("go against the readiness and without a vote: %s", p.Find(".summary").Text())
	}
	seen.Set("outcome", "no_go")
	seen.Set("absent", "Nobody else came")
	ana.post(meeting+"/record", seen).want(t, http.StatusSeeOther)
	if p = ana.post(meeting+"/record", seen).want(t, http.StatusConflict); !strings.Contains(p.body, "is recorded: No-go") {
		t.Error("recording twice does not say what was recorded")
	}
	p = dana.post(vote, url.Values{"vote": {"go"}, "version": {"2"}}).want(t, http.StatusConflict)
	if !strings.Contains(p.body, "A recorded decision cannot be changed") {
		t.Error("a late vote is not told why")
	}
	if p = ana.get(meeting).want(t, http.StatusOK); p.Find("#snapshot").Length() != 1 || p.Find("article.meeting form").Length() != 0 {
		t.Error("what is recorded is frozen, and has nothing to change")
	}
}

func TestMeetingRejectsInvalidConditions(t *testing.T) {
	s := newSite(t)
	meeting := s.plannedOf("new-plans-and-prices")
	hugo := s.as("hugo")
	form := hugo.get(meeting).filled("#add-condition form")
	form.Set("text", "Prices are translated")
	form.Set("due_on", "2020-01-01")
	form.Set("due_time", "12:00")
	p := hugo.post(meeting+"/conditions", form).want(t, http.StatusUnprocessableEntity)
	if got := p.Find("#add-condition .field-error").Length(); got != 2 {
		t.Errorf("a deadline in the past and no owner: %d messages", got)
	}
	if p.Find("#add-condition[open]").Length() != 1 || p.Find("#add-condition [name=text]").AttrOr("value", "") != "Prices are translated" {
		t.Error("what was typed is out of sight")
	}
	s.as("petra").post(meeting+"/conditions", form).want(t, http.StatusForbidden)
	record := hugo.get(meeting + "/record").filled("form[action$=record]")
	record.Set("outcome", "conditional")
	record.Set("absent", "x")
	hugo.post(meeting+"/record", record).want(t, http.StatusUnprocessableEntity)
	s.as("hugo").post(meeting+"/seats", url.Values{"function": {"Legal"}, "user": {s.personOf("Hugo")[len("/people/"):]}}).want(t,
		http.StatusUnprocessableEntity)
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
	if n := s.as("marek").get("/me").Find("#votes a[href*='real-time']").Length(); n != 0 {
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
	form := ana.get(meeting+"/record").want(t, http.StatusOK).filled("form[action$='/record']")
	form.Set("outcome", "no_go")
	form.Set("reason", "Not enough")
	form.Set("absent", "On the phone")
	criterion := "/launches/real-time-notifications/readiness/criteria/" + s.criterionOf("real-time-notifications", "no_critical_bug")
	version := scan[string](s, "SELECT CAST(version AS TEXT) FROM criteria WHERE id = ?",
		s.criterionOf("real-time-notifications", "no_critical_bug"))
	state := ana.get(criterion).want(t, http.StatusOK).words("main")
	sign := url.Values{"sign": {"not_met"}, "note": {"Two bugs"}, "version": {version}}
	if strings.Contains(state, "Not met") {
		sign.Set("sign", "met")
	}
	ana.post(criterion+"/sign", sign).want(t, http.StatusSeeOther)
	p := ana.post(meeting+"/record", form).want(t, http.StatusConflict)
	if got := p.words("#changed"); !strings.Contains(got, "No critical bug open from QA") || p.Find("[name=reason]").Text() != "Not enough" {
		t.Errorf("it says %q, and keeps %q", got, p.Find("[name=reason]").Text())
	}
	ana.post(meeting+"/record", p.filled("form[action$='/record']")).want(t, http.StatusSeeOther)
}

// A participant and a condition that were removed are restored unchanged.
func TestMeetingRemovalsCanBeUndone(t *testing.T) {
	s := newSite(t)
	ana := s.as("ana")
	meeting := s.plannedOf("real-time-notifications")
	key := ana.get(meeting).want(t, http.StatusOK).filled("form[action$='/conditions']").Get("key")
	due := s.clock.Now().AddDate(0, 0, 2).Format("2006-01-02")
	owner := s.personOf("Hugo")[len("/people/"):]
	ana.post(meeting+"/conditions",
		url.Values{"key": {key}, "text": {"Load test repeated"}, "owner": {owner}, "due_on": {due}, "due_time": {"12:00"}}).want(t,
		http.StatusSeeOther)
	all := func() string {
		return scan[string](s,
			`SELECT (SELECT COUNT(*) FROM meeting_seats s JOIN meetings m ON m.id = s.meeting_id JOIN launches l ON l.id = m.launch_id
				WHERE l.slug = 'real-time-notifications' AND mandatory)
			|| ' ' || (SELECT COALESCE(MAX(text || owner_id || '-' || due_at), '') FROM meeting_conditions WHERE text = 'Load test repeated')`)
	}
	before := all()
	for _, part := range []string{"/seats/", "/conditions/"} {
		link := ana.get(meeting).Find("main a[href*='"+part+"']").First().AttrOr("href", "")
		remove := ana.get(link).want(t, http.StatusOK).Find("form[action$='/remove']")
		ana.post(remove.AttrOr("action", ""), filled(remove)).want(t, http.StatusSeeOther)
		if all() == before {
			t.Errorf("%s: nothing was removed", link)
		}
		undo := ana.get(meeting).Find("#flash form")
		ana.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
		ana.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther) // pressed twice
		if now := all(); now != before {
			t.Errorf("%s: undone it is %q, before it was %q", link, now, before)
		}
	}
}
