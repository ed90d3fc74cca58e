package e2e_test

import (
	"strings"
	"testing"

	"tminus/internal/browser"
)

// record submits the form of a decision.
func record(b *browser.Browser, meeting, outcome, reason, absent string) {
	b.ClickLoad("role=link Record decision")
	b.CheckAxe()
	b.Click("label=~" + outcome)
	b.Fill("[name=reason]", reason)
	if absent != "" {
		b.Fill("[name=absent]", absent)
	}
	b.ClickLoad("main form .primary")
}

// The decision about a launch with all criteria red is no-go, and go on the next day.
func TestNoGoThenGoInBrowser(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "ana")
	const launch = "/launches/real-time-notifications"
	first := s.PlannedOf("real-time-notifications")
	b.Open(s.URL + first)
	// The prepared condition is not needed for either.
	b.ClickLoad("#conditions li .button")
	b.ClickLoad("role=button Remove")
	b.WaitGone("#conditions li")
	record(b, first, "No-go", "", "Support could not come")
	b.WaitURL(launch + "/meetings")
	b.WaitText(".verdict", "No-go")
	b.ClickLoad(".verdict button")
	second := strings.TrimPrefix(b.URL(), s.URL)
	if second == first || !strings.Contains(second, "/meetings/") {
		t.Fatalf("planned the next at %s", second)
	}
	b.Click("#my-vote [value=go]")
	b.ClickLoad("#my-vote button")
	b.WaitText("#participants tbody tr:first-child", "Go")
	// One vote was given in the meeting and is recorded as such.
	b.ClickLoad("#participants tbody tr:nth-child(2) a")
	b.Click("[value=go]")
	b.ClickLoad("role=button Record the vote")
	b.WaitText("#participants tbody tr:nth-child(2)", "recorded by Ana Kern")
	b.ClickLoad("role=button Confirm the run sheet")
	b.WaitText("#run-sheet", "Confirmed by Ana Kern")
	record(b, second, "Go", "All of it was gone through; the rollback takes a minute", "Asked on the phone")
	b.WaitText(".verdict", "Taken by Ana Kern")
	b.WaitText("#snapshot", "Frozen on")
	b.CheckAxe()
	b.Open(s.URL + first)
	b.WaitText(".verdict", "Superseded by meeting 2")
	b.Open(s.URL + launch + "/edit")
	b.WaitText("#state ~ p", "Go")
}

func TestConditionalGoInBrowser(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "hugo")
	meeting := s.PlannedOf("new-plans-and-prices")
	b.Open(s.URL + meeting)
	b.Click("#add-condition summary")
	b.Fill("#add-condition [name=text]", "Prices are translated")
	b.Select("#add-condition [name=owner]", "Petra Lund")
	b.Fill("#add-condition [name=due_on]", "2026-12-01")
	b.Fill("#add-condition [name=due_time]", "12:00")
	b.ClickLoad("#add-condition button")
	b.WaitText("#conditions li", "Prices are translated")
	record(b, meeting, "Conditional go", "", "Asked on the phone")
	b.WaitText(".verdict", "Conditional go")
	owner := window(t, s, "petra")
	owner.Open(s.URL + "/me")
	owner.ClickLoad("#promises a")
	owner.Fill("[name=note]", "In four languages")
	owner.ClickLoad("role=button It is met")
	owner.WaitText("#conditions li", "met by Petra Lund")
}

func TestOverrideInBrowser(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "ana")
	const launch = "/launches/real-time-notifications"
	enter := func(state string) {
		b.Open(s.URL + launch + "/edit")
		b.Click("[name=state][value=" + state + "]")
		b.ClickLoad("role=button Change the state")
	}
	enter("go")
	b.WaitText(".summary", "No go/no-go meeting has decided yet")
	b.CheckAxe()
	b.ClickLoad("role=link Override it")
	b.Fill("[name=reason]", "The regulator wants it today")
	b.ClickLoad("role=button Override in my name")
	enter("go")
	b.WaitURL(launch)
	enter("launching")
	b.WaitURL(launch)
	b.WaitText(".note", "Overridden by Ana Kern: The regulator wants it today")
	b.CheckAxe()
}
