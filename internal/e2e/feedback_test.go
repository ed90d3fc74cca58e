package e2e_test

import (
	"strings"
	"testing"
	"time"

	"tminus/internal/browser"
)

// The whole life of a report: from a browser without a session to a guide that was fixed, reviewed
// and published, and back to the sender.
func TestBetaReportToPublishedGuideInBrowser(t *testing.T) {
	s := newSite(t)
	ana, dana, greta := window(t, s, "ana"), window(t, s, "dana"), browser.New(t)
	open := func(b *browser.Browser, path string) { t.Helper(); b.Open(s.URL + path) }

	// The invitation shows the link once.
	open(ana, notifications+"/feedback/beta")
	ana.Fill("#f-name", "Greta of Nordwind")
	ana.ClickLoad("role=button Add and make a link")
	_, secret, _ := strings.Cut(ana.Value("#secret"), "/beta/")
	ana.CheckAxe()

	// On a phone, without an account.
	greta.Viewport(390, 844)
	open(greta, "/beta/"+secret)
	greta.CheckAxe()
	if x, _, width, _ := greta.Box("#f-website"); x+width > 0 {
		t.Error("the trap is seen")
	}
	s.Clock.Advance(time.Second)
	greta.Fill("#f-wrong", "The bell rings twice")
	greta.ClickLoad("role=button Send")
	greta.WaitText(".summary", "very quick")
	greta.Fill("#f-doing", "Reading a message in two tabs")
	s.Clock.Advance(5 * time.Second)
	greta.ClickLoad("role=button Send")
	greta.WaitText(".note", "Thank you. We have it.")
	greta.WaitText("main", "Received")
	greta.CheckAxe()

	// Support takes the report and finds a workaround.
	open(dana, notifications+"/feedback?owner=none")
	dana.CheckAxe()
	dana.ClickLoad("tbody tr:first-child form button")
	dana.WaitText("#report .side", "Dana")
	dana.Check("#f-triage-outcome-4", true)
	dana.ClickLoad("role=button Save the decision")
	dana.WaitText(".summary", "Say how one gets around it")
	dana.CheckAxe()
	dana.Fill("#f-triage-note", "Close one of the two tabs.")
	dana.ClickLoad("role=button Save the decision")
	dana.WaitText(".section-head .tag", "Documented workaround")
	report := dana.URL()
	dana.Select("main [name=guide]", "Real-time notifications")
	dana.ClickLoad("role=button Make a guide’s issue")
	dana.WaitText("#flash", "Added the issue")
	if got := dana.Value("#f-issue-4-fix"); got != "Close one of the two tabs." {
		t.Errorf("the issue's fix is %q", got)
	}
	dana.Fill("#f-issue-4-say", "Please close one of the two tabs; we are mending it.")
	dana.ClickLoad("role=button Save new version")
	dana.Select("main [name=reviewer]", "Ben Carter")
	dana.ClickLoad("role=button Ask for a review")

	ben := window(t, s, "ben")
	open(ben, "/me")
	ben.ClickLoad("role=link Real-time notifications")
	ben.ClickLoad("role=button Approve")
	ben.ClickLoad("role=button Publish version 3")
	ben.WaitText(".guide-issue:last-of-type .facts", "The bell rings twice")
	ben.CheckAxe()

	open(dana, "/me")
	dana.WaitText("#feedback", "All done, to close")
	dana.ClickLoad("role=link The bell rings twice")
	if dana.URL() != report {
		t.Errorf("my work leads to %s", dana.URL())
	}
	dana.WaitText("#led", "Published")
	dana.ClickLoad("role=button Close")
	dana.WaitText("#flash", "Closed.")
	dana.CheckAxe()

	open(greta, "/beta/"+secret)
	greta.WaitText("main", "The help explains it now")
	open(greta, "/help/real-time-notifications")
	greta.WaitText("main", "The bell rings twice")
	greta.WaitText("main", "Close one of the two tabs.")

	// She leaves the beta and comes back.
	open(greta, "/beta/"+secret)
	greta.ClickLoad("role=link Leave the beta")
	greta.CheckAxe()
	s.Clock.Advance(5 * time.Second)
	greta.ClickLoad("role=button Leave the beta")
	greta.WaitText("main", "you have left the beta")
	open(ana, notifications+"/feedback/beta")
	ana.WaitText("main .note", "Greta of Nordwind")
	greta.ClickLoad("role=button Take part again")
	greta.Wait("#f-wrong")
}

func TestFeedbackWithoutScriptAndByKeyboard(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "dana")
	b.JavaScript(false)
	b.Open(s.URL + "/launches/two-step-sign-in-for-everybody/feedback")
	b.Select("main [name=channel]", "Social networks")
	b.ClickLoad("role=button Filter")
	if n := b.Count("table.reports tbody tr"); n != 1 {
		t.Errorf("%d reports of social networks", n)
	}
	b.JavaScript(true)
	b.Open(s.URL + "/launches/two-step-sign-in-for-everybody/feedback")
	b.Select("main [name=channel]", "Social networks")
	b.WaitFor(`document.querySelectorAll("table.reports tbody tr").length === 1`)
	if !strings.Contains(b.URL(), "channel=social") || !b.Focused("main [name=channel]") {
		t.Errorf("filtered at %s, the focus is elsewhere", b.URL())
	}
	b.Open(s.URL + "/launches/two-step-sign-in-for-everybody/feedback")
	b.PressLoad("c") // the main button
	b.WaitURL("/launches/two-step-sign-in-for-everybody/feedback/new")
}

func TestFeedbackPrintHidesControls(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "vera")
	b.PrintMedia(true)
	for _, path := range []string{"/feedback", "/feedback/playbook"} {
		b.Open(s.URL + "/launches/two-step-sign-in-for-everybody" + path)
		seen := browser.Eval[int](b,
			`[...document.querySelectorAll("nav, .bar-tools, form, .switch, .pager")].filter((e) => e.checkVisibility()).length`)
		if seen > 0 {
			t.Errorf("%s: %d parts for the screen are printed", path, seen)
		}
	}
	b.Open(s.URL + "/launches/two-step-sign-in-for-everybody/feedback")
	if !browser.Eval[bool](b,
		`[...document.querySelectorAll("table.reports thead")].every((e) => e.checkVisibility()) && `+
			`document.querySelector("#by-hour svg").checkVisibility()`) {
		t.Error("the chart or the head of the table is missing on paper")
	}
}
