package e2e_test

import (
	"fmt"
	"strings"
	"testing"

	"tminus/internal/browser"
)

// recordDecision fills and sends the decision on the page of a meeting. outcome is its value; the reason
// also names the topics without an answer.
func recordDecision(b *browser.Browser, outcome, reason string) {
	b.Click("#outcome [name=outcome][value=" + outcome + "]")
	b.Fill("[name=reason]", reason+" "+b.Text("#outcome .pair .hint"))
	b.ClickLoad("role=button Record decision")
}

// The decision about a launch with all criteria red is no-go, and go on the next day.
func TestNoGoThenGoInBrowser(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "ana")
	const launch = "/launches/real-time-notifications"
	first := s.PlannedOf("real-time-notifications")
	b.Open(s.URL + first)
	b.CheckAxe()
	// The prepared condition is not needed for either.
	b.ClickLoad("role=button Remove condition 1")
	recordDecision(b, "no_go", "Support could not come.")
	b.WaitURL(launch + "/meetings")
	b.WaitText(".verdict", "No-go")
	b.ClickLoad(".verdict button")
	second := strings.TrimPrefix(b.URL(), s.URL)
	if second == first || !strings.Contains(second, "/meetings/") {
		t.Fatalf("planned the next at %s", second)
	}
	b.WaitText("#poll", "No-go")
	b.Click("#poll-list > li:nth-child(5) [value=go]")
	b.WaitText("#poll-list > li:nth-child(5)", "Go")
	b.Click(".say a[data-ask]")
	b.WaitText("#poll-count", "1 of 8 answered")
	b.ClickLoad("role=button Confirm run sheet")
	b.WaitText("#run-sheet", "Confirmed by Ana Kern")
	recordDecision(b, "go", "All of it was gone through; the rollback takes a minute.")
	b.WaitText(".verdict", "Decided by Ana Kern")
	b.WaitText("#snapshot-launch", "Frozen on")
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
	b.Fill("[name='text-new1']", "Prices are translated")
	b.Select("[name='owner-new1']", "Petra Lund")
	b.Fill("[name='due_on-new1']", "2026-12-01")
	b.Fill("[name='due_time-new1']", "12:00")
	recordDecision(b, "conditional", "Asked by phone.")
	b.WaitText(".verdict", "Conditional go")
	owner := window(t, s, "petra")
	owner.Open(s.URL + "/me")
	owner.ClickLoad("#promises a")
	owner.Fill("[name=note]", "In four languages")
	owner.ClickLoad("role=button Mark as met")
	owner.WaitText("#conditions li", "met by Petra Lund")
}

// A chair holds a meeting of 14 topics with the keyboard while two members vote on their phones.
func TestChairHoldsMeetingByKeyboard(t *testing.T) {
	s := newSite(t)
	const slug = "real-time-notifications"
	meeting := s.PlannedOf(slug)
	ana := s.As("ana")
	for n := len(ana.Get(meeting).Find("#poll-list > li").Nodes); n < 14; n++ {
		form := ana.Get(meeting + "/questions/new").Filled("main form.form")
		form.Set("topic", fmt.Sprintf("Topic %d", n+1))
		form.Set("guest_name", "Tom Baker")
		form.Set("guest_title", "Pushline")
		ana.Post(meeting+"/questions", form).Want(t, 303)
	}
	chair := window(t, s, "ana")
	chair.Viewport(1440, 1000)
	chair.Open(s.URL + meeting)
	phones := map[string]*browser.Browser{"dana": window(t, s, "dana"), "lukasz": window(t, s, "lukasz")}
	for who, phone := range phones {
		phone.Viewport(390, 844)
		phone.Open(s.URL + meeting + "/vote")
		if who == "lukasz" {
			phone.ClickLoad("role=link ~Change") // the sample has his no-go
		}
		for _, button := range []string{"no_go", "go"} {
			if _, y, _, height := phone.Box(".ballot .stops [value=" + button + "]"); height < 52 || y+height > 844 {
				t.Errorf("%s: %s is %v px high and ends at %v", who, button, height, y+height)
			}
		}
		phone.CheckAxe()
		phone.ClickLoad("role=button Go")
		phone.WaitText("main", "You answered 1 of 1 topics")
	}
	// The votes appear on the chair's page.
	chair.WaitText("#poll-count", "3 of 14 answered")
	presses := 0
	press := func(key string) {
		presses++
		chair.Press(key)
	}
	chair.Click(".say a[data-ask]")
	for i := range 14 {
		row := fmt.Sprintf("#poll-list > li:nth-child(%d)", i+1)
		if chair.Count(row+" :checked") > 0 {
			press("Enter")
			continue
		}
		switch i {
		case 3:
			press("n")
			chair.Type("Tested to 60,000 pushes a minute")
		case 7:
			press("x")
		default:
			press("g")
		}
		press("Enter")
	}
	chair.WaitText("#poll-count", "14 of 14 answered")
	if presses >= 60 {
		t.Errorf("%d presses", presses)
	}
	t.Logf("%d key presses and one click for 14 topics", presses)
	got := func(answer string) string {
		return s.IDOf("SELECT COUNT(*) FROM meeting_questions WHERE answer = '" + answer + "' AND meeting_id = " +
			meeting[strings.LastIndex(meeting, "/")+1:])
	}
	if got("go") != "12" || got("no_go") != "1" || got("not_needed") != "1" {
		t.Errorf("%s go, %s no-go, %s not needed", got("go"), got("no_go"), got("not_needed"))
	}
	if n := s.IDOf("SELECT COUNT(*) FROM meeting_questions WHERE recorded_by IS NULL AND answer = 'go'"); n == "0" {
		t.Error("the votes of the phones were replaced")
	}
	chair.CheckAxe()
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
	b.Open(s.URL + launch + "/rollout")
	b.ClickLoad("role=button Start rollout")
	b.Fill("[name=reason]", "The regulator wants it today")
	b.ClickLoad("role=button Start rollout")
	b.Open(s.URL + launch)
	b.WaitText(".note", "Overridden by Ana Kern: The regulator wants it today")
	b.CheckAxe()
}
