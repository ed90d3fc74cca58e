package e2e_test

import (
	"context"
	"strconv"
	"testing"

	"tminus/internal/browser"
	"tminus/models/db"
	"tminus/models/launch"
)

// setUp completes the set-up in a browser.
func setUp(s *site, b *browser.Browser) {
	b.Open(s.URL)
	b.WaitURL("/setup")
	b.Fill("label=Your name", "Ada Lovelace")
	b.Fill("label=Email", "ada@example.com")
	b.Fill("label=~Password", "an odd and long phrase 42")
	b.ClickLoad("role=button Set up")
	b.WaitURL("/launches")
}

// makeLaunch creates a launch from the small template and ends on its timeline.
func makeLaunch(b *browser.Browser) {
	b.ClickLoad("main >> role=link New launch")
	b.Fill("label=Name", "Pay v2")
	b.Fill("label=~Launch date", "2026-12-17")
	b.Check("label=~Small", true)
	b.ClickLoad("role=button ~Next")
	b.WaitText("main", "Go/no-go")
	b.ClickLoad("role=button Make the launch")
	b.WaitURL("/launches/pay-v2/timeline")
}

// moveT moves T on its pages.
func moveT(s *site, b *browser.Browser, on string) {
	b.Open(s.URL + "/launches/pay-v2/move")
	b.Fill("label=New date", on)
	b.ClickLoad("role=button Preview the move")
	b.Fill("label=~Why", "The partner asked for a week")
	b.ClickLoad("role=button ~Move T and")
	b.WaitText("#flash", "T moved to")
}

// theLaunch returns the plan from the store.
func theLaunch(s *site) *launch.Plan {
	s.T.Helper()
	p, err := launch.NewStore(s.DB).Plan(db.WithActor(context.Background(), db.System()), "pay-v2")
	if err != nil {
		s.T.Fatal(err)
	}
	return p
}

func wantT(s *site, on string) {
	s.T.Helper()
	if got := theLaunch(s).LaunchOn.String(); got != on {
		s.T.Errorf("T is on %s, want %s", got, on)
	}
}

// signOut signs out in the menu and checks that pages require signing in.
func signOut(s *site, b *browser.Browser) {
	b.Click(".user-menu > summary")
	b.ClickLoad("role=button Sign out")
	b.Open(s.URL + "/launches/pay-v2")
	b.WaitURL("/login?next=%2Flaunches%2Fpay-v2")
}

// signIn signs in and returns to the requested page.
func signIn(b *browser.Browser) {
	b.Fill("label=Email", "ada@example.com")
	b.Fill("label=Password", "an odd and long phrase 42")
	b.ClickLoad("role=button Sign in")
	b.WaitURL("/launches/pay-v2")
}

func TestWholeJob(t *testing.T) {
	s := newEmptySite(t)
	b := browser.New(t)
	b.Viewport(1440, 900)
	b.Open(s.URL)
	b.CheckAxe()
	setUp(s, b)
	b.CheckAxe()
	makeLaunch(b)
	b.CheckAxe()

	// Drag a bar by two days, undo it, and move it by keyboard instead.
	item := theLaunch(s).Items[0]
	bar := "#b" + strconv.FormatInt(item.ID, 10)
	_, _, width, _ := b.Box(bar)
	b.Drag(bar, 2*width/float64(item.Days()), 0)
	b.WaitText("#flash", "is now")
	wantDue(s, item, 2)
	b.Click("#flash >> role=button Undo")
	b.WaitText("#flash", "Undone")
	wantDue(s, item, 0)
	b.Focus(bar)
	b.Press("Alt+ArrowRight")
	b.Press("Enter")
	b.WaitFor(`document.querySelector("` + bar + `").dataset.to === "` + item.DueOn.AddDays(1).String() + `"`)
	wantDue(s, item, 1)

	moveT(s, b, "2026-12-24")
	wantT(s, "2026-12-24")
	b.ClickLoad("#flash >> role=button Undo")
	wantT(s, "2026-12-17")
	wantDue(s, item, 1)

	signOut(s, b)
	signIn(b)
	b.CheckAxe()
}

// wantDue checks by how many days an item is due later than before.
func wantDue(s *site, was launch.Item, days int) {
	s.T.Helper()
	now, ok := theLaunch(s).Item(was.ID)
	if got := now.DueOn.Sub(was.DueOn); !ok || got != days {
		s.T.Errorf("“%s” is due %d days later, want %d", was.Title, got, days)
	}
}

func TestWholeJobWithoutScript(t *testing.T) {
	s := newEmptySite(t)
	b := browser.New(t)
	b.JavaScript(false)
	setUp(s, b)
	makeLaunch(b)
	moveT(s, b, "2026-12-24")
	wantT(s, "2026-12-24")
	b.ClickLoad("#flash >> role=button Undo")
	wantT(s, "2026-12-17")

	// Pages do what script does by dragging.
	item := theLaunch(s).Items[0]
	b.Open(s.URL + "/launches/pay-v2/deliverables/" + strconv.FormatInt(item.ID, 10) + "/dates")
	b.Fill("label=~Due on", item.DueOn.AddDays(3).String())
	b.ClickLoad("role=button Save dates")
	b.ClickLoad("#flash >> role=button Undo")
	wantDue(s, item, 0)
	signOut(s, b)
	signIn(b)
}
