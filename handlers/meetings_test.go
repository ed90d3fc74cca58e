package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func seatAt(s *site, meeting, name string) string {
	s.T.Helper()
	id := meeting[strings.LastIndex(meeting, "/")+1:]
	return meeting + "/seats/" + s.IDOf(
		"SELECT s.id FROM meeting_seats s JOIN users u ON u.id = s.user_id WHERE s.meeting_id = "+id+" AND u.name LIKE '"+name+"%'")
}

func TestMeetingVotePermissions(t *testing.T) {
	s := newSite(t)
	meeting := s.PlannedOf("real-time-notifications")
	vote := seatAt(s, meeting, "Dana") + "/vote"
	s.As("petra").Post(vote, url.Values{"vote": {"go"}, "version": {"1"}}).Want(t, http.StatusForbidden)
	s.As("petra").Get(meeting).Want(t, http.StatusOK)
	if n := s.As("petra").Get(meeting).Find("#my-vote").Length(); n != 0 {
		t.Error("who does not take part is asked to vote")
	}
	dana := s.As("dana")
	p := dana.Get(meeting).Want(t, http.StatusOK)
	form := p.Filled("#my-vote form")
	form.Set("vote", "abstain")
	if p = dana.Post(vote, form).Want(t, http.StatusUnprocessableEntity); p.Find("#my-vote .field-error").Length() != 1 {
		t.Error("it is not said at the reason that one is needed")
	}
	form.Set("reason", "Was on holiday")
	dana.Post(vote, form).Want(t, http.StatusSeeOther)
	form.Set("vote", "go")
	if p = dana.Post(vote, form).Want(t, http.StatusConflict); p.Find("#my-vote [value=go][checked]").Length() != 1 {
		t.Error("the second vote from an old page was lost")
	}
	s.As("dana").Post(strings.Replace(vote, "real-time-notifications", "new-plans-and-prices", 1), form).Want(t, http.StatusNotFound)
	ana := s.As("ana")
	seen := ana.Get(meeting+"/record").Want(t, http.StatusOK).Filled("form[action$=record]")
	seen.Set("outcome", "go")
	p = ana.Post(meeting+"/record", seen).Want(t, http.StatusUnprocessableEntity)
	if p.Find(".field-error").Length() < 2 {
		t.Errorf("go against the readiness and without a vote: %s", p.Find(".summary").Text())
	}
	seen.Set("outcome", "no_go")
	seen.Set("absent", "Nobody else came")
	ana.Post(meeting+"/record", seen).Want(t, http.StatusSeeOther)
	if p = ana.Post(meeting+"/record", seen).Want(t, http.StatusConflict); !strings.Contains(p.Content, "is recorded: No-go") {
		t.Error("recording twice does not say what was recorded")
	}
	p = dana.Post(vote, url.Values{"vote": {"go"}, "version": {"2"}}).Want(t, http.StatusConflict)
	if !strings.Contains(p.Content, "A recorded decision cannot be changed") {
		t.Error("a late vote is not told why")
	}
	if p = ana.Get(meeting).Want(t, http.StatusOK); p.Find("#snapshot").Length() != 1 || p.Find("article.meeting form").Length() != 0 {
		t.Error("what is recorded is frozen, and has nothing to change")
	}
}

func TestMeetingRejectsInvalidConditions(t *testing.T) {
	s := newSite(t)
	meeting := s.PlannedOf("new-plans-and-prices")
	hugo := s.As("hugo")
	form := hugo.Get(meeting).Filled("#add-condition form")
	form.Set("text", "Prices are translated")
	form.Set("due_on", "2020-01-01")
	form.Set("due_time", "12:00")
	p := hugo.Post(meeting+"/conditions", form).Want(t, http.StatusUnprocessableEntity)
	if got := p.Find("#add-condition .field-error").Length(); got != 2 {
		t.Errorf("a deadline in the past and no owner: %d messages", got)
	}
	if p.Find("#add-condition[open]").Length() != 1 || p.Find("#add-condition [name=text]").AttrOr("value", "") != "Prices are translated" {
		t.Error("what was typed is out of sight")
	}
	s.As("petra").Post(meeting+"/conditions", form).Want(t, http.StatusForbidden)
	record := hugo.Get(meeting + "/record").Filled("form[action$=record]")
	record.Set("outcome", "conditional")
	record.Set("absent", "x")
	hugo.Post(meeting+"/record", record).Want(t, http.StatusUnprocessableEntity)
	s.As("hugo").Post(meeting+"/seats", url.Values{"function": {"Legal"}, "user": {s.PersonOf("Hugo")[len("/people/"):]}}).Want(t,
		http.StatusUnprocessableEntity)
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
	enter("launching", http.StatusSeeOther)
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
	if n := s.As("marek").Get("/me").Find("#votes a[href*='real-time']").Length(); n != 0 {
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
	form := ana.Get(meeting+"/record").Want(t, http.StatusOK).Filled("form[action$='/record']")
	form.Set("outcome", "no_go")
	form.Set("reason", "Not enough")
	form.Set("absent", "On the phone")
	criterion := "/launches/real-time-notifications/readiness/criteria/" + s.CriterionOf("real-time-notifications", "no_critical_bug")
	version := scan[string](s, "SELECT CAST(version AS TEXT) FROM criteria WHERE id = ?",
		s.CriterionOf("real-time-notifications", "no_critical_bug"))
	state := words(ana.Get(criterion).Want(t, http.StatusOK), "main")
	sign := url.Values{"sign": {"not_met"}, "note": {"Two bugs"}, "version": {version}}
	if strings.Contains(state, "Not met") {
		sign.Set("sign", "met")
	}
	ana.Post(criterion+"/sign", sign).Want(t, http.StatusSeeOther)
	p := ana.Post(meeting+"/record", form).Want(t, http.StatusConflict)
	if got := words(p, "#changed"); !strings.Contains(got, "No critical bug open from QA") || p.Find("[name=reason]").Text() != "Not enough" {
		t.Errorf("it says %q, and keeps %q", got, p.Find("[name=reason]").Text())
	}
	ana.Post(meeting+"/record", p.Filled("form[action$='/record']")).Want(t, http.StatusSeeOther)
}

// A participant and a condition that were removed are restored unchanged.
func TestMeetingRemovalsCanBeUndone(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	meeting := s.PlannedOf("real-time-notifications")
	key := ana.Get(meeting).Want(t, http.StatusOK).Filled("form[action$='/conditions']").Get("key")
	due := s.Clock.Now().AddDate(0, 0, 2).Format("2006-01-02")
	owner := s.PersonOf("Hugo")[len("/people/"):]
	ana.Post(meeting+"/conditions",
		url.Values{"key": {key}, "text": {"Load test repeated"}, "owner": {owner}, "due_on": {due}, "due_time": {"12:00"}}).Want(t,
		http.StatusSeeOther)
	all := func() string {
		return scan[string](s,
			`SELECT (SELECT COUNT(*) FROM meeting_seats s JOIN meetings m ON m.id = s.meeting_id JOIN launches l ON l.id = m.launch_id
				WHERE l.slug = 'real-time-notifications' AND mandatory)
			|| ' ' || (SELECT COALESCE(MAX(text || owner_id || '-' || due_at), '') FROM meeting_conditions WHERE text = 'Load test repeated')`)
	}
	before := all()
	for _, part := range []string{"/seats/", "/conditions/"} {
		link := ana.Get(meeting).Find("main a[href*='"+part+"']").First().AttrOr("href", "")
		remove := ana.Get(link).Want(t, http.StatusOK).Find("form[action$='/remove']")
		ana.Post(remove.AttrOr("action", ""), filled(remove)).Want(t, http.StatusSeeOther)
		if all() == before {
			t.Errorf("%s: nothing was removed", link)
		}
		undo := ana.Get(meeting).Find("#flash form")
		ana.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
		ana.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther) // pressed twice
		if now := all(); now != before {
			t.Errorf("%s: undone it is %q, before it was %q", link, now, before)
		}
	}
}
