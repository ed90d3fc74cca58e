package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const rolloutPath = payByLink + "/rollout"

// press presses the button with a label on the page of the rollout, with other values if given.
func pressRollout(t *testing.T, v *visitor, label string, more ...string) page {
	t.Helper()
	p := v.Get(rolloutPath).Want(t, http.StatusOK)
	form := p.Find("main form:has(button:contains('" + label + "'))").First()
	if form.Length() == 0 {
		t.Fatalf("there is no button %q: %s", label, strings.Join(strings.Fields(p.Find("main").Text()), " "))
	}
	return v.Post(form.AttrOr("action", ""), with(filled(form), more...))
}

// A launch is planned in one stage, started, confirmed and live in four presses; the head says where it is.
func TestRolloutFromPlanToLive(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := standardLaunch(s)
	decideGo(t, s, ana)
	pressRollout(t, ana, "Plan the rollout", "strategy", "all at once").Want(t, http.StatusSeeOther)
	// Before T it asks for a reason, and keeps nothing else open.
	early := pressRollout(t, ana, "Start rollout").Want(t, http.StatusUnprocessableEntity)
	if early.Find("#main textarea[name=reason]").Length() != 1 || early.Find("button.primary").Length() != 1 {
		t.Error("it does not ask why it starts before T")
	}
	form := early.Filled("main form:has([name=reason])")
	form.Set("reason", "The partner is ready earlier")
	ana.Post(rolloutPath+"/start", form).Want(t, http.StatusSeeOther)
	if got := stateOf(s, "pay-by-link"); got != "100 % · confirming" {
		t.Errorf("started, the head says %q", got)
	}
	if got := ana.Get(payByLink).Find("main a.primary").AttrOr("href", ""); got != rolloutPath {
		t.Errorf("started, the primary action of the overview leads to %q", got)
	}
	pressRollout(t, ana, "Confirm it is on").Want(t, http.StatusSeeOther)
	want := "100 % · holding"
	for place, got := range statesOf(s, "pay-by-link") {
		if got != want {
			t.Errorf("%s says %q, want %q", place, got, want)
		}
	}
	s.Clock.Advance(29 * time.Minute)
	pressRollout(t, ana, "It is live").Want(t, http.StatusUnprocessableEntity)
	s.Clock.Advance(time.Minute)
	pressRollout(t, ana, "It is live").Want(t, http.StatusSeeOther)
	if got := stateOf(s, "pay-by-link"); got != "Live" {
		t.Errorf("at the end the head says %q", got)
	}
	p := ana.Get(rolloutPath).Want(t, http.StatusOK)
	if !strings.Contains(p.Find("#main").Text(), "Live for everyone since") || p.Find("#decisions ~ ul li").Length() != 3 {
		t.Errorf("the page says %s", strings.Join(strings.Fields(p.Find("#main").Text()), " "))
	}
}

// A member who is not the lead pauses in one press and rolls back in two. A second press changes nothing.
func TestMemberStopsRollout(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := standardLaunch(s)
	decideGo(t, s, ana)
	pressRollout(t, ana, "Plan the rollout").Want(t, http.StatusSeeOther)
	ana.Post(rolloutPath+"/start", url.Values{"reason": {"The partner is ready earlier"}, "version": {"1"}}).Want(t, http.StatusSeeOther)
	marek := s.As("marek")
	pressRollout(t, marek, "Pause").Want(t, http.StatusSeeOther)
	if got := stateOf(s, "pay-by-link"); got != "Paused at 0 %" {
		t.Errorf("paused, the head says %q", got)
	}
	if p := marek.Get(rolloutPath); p.Find("main form[action$='/resume'], main form[action$='/advance']").Length() != 0 {
		t.Error("a member can resume")
	}
	back := marek.Get(rolloutPath+"/roll-back").Want(t, http.StatusOK).Filled("main form")
	for range 2 {
		marek.Post(rolloutPath+"/roll-back", with(back, "reason", "Error rate 1.2 %")).Want(t, http.StatusSeeOther)
	}
	if got := stateOf(s, "pay-by-link"); got != "Rolled back" {
		t.Errorf("rolled back, the head says %q", got)
	}
	pressRollout(t, marek, "Confirm it is off").Want(t, http.StatusSeeOther)
	p := s.As("vera").Get(rolloutPath).Want(t, http.StatusOK)
	if p.Find("main form").Length() != 0 || !strings.Contains(p.Find("main").Text(), "Off for everyone, confirmed") {
		t.Errorf("a viewer sees %s", strings.Join(strings.Fields(p.Find("main").Text()), " "))
	}
}
