package layout

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"tminus/views/ui"
)

func doc(t *testing.T, c templ.Component) *goquery.Document {
	t.Helper()
	var out bytes.Buffer
	if err := c.Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	d, err := goquery.NewDocumentFromReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTitleSaysWhatAndWhetherItIsWrong(t *testing.T) {
	t.Parallel()
	title := func(s Shell, h LaunchHead) string { return doc(t, Launch(s, h)).Find("title").Text() }
	h := LaunchHead{Name: "Pay v2", Page: PageTimeline}
	if got := title(Shell{}, h); got != "Timeline · Pay v2 · T-Minus" {
		t.Errorf("title %q", got)
	}
	if got := title(Shell{Title: "Move T · Pay v2", Invalid: true}, h); got != "Error: Move T · Pay v2 · T-Minus" {
		t.Errorf("title %q", got)
	}
	if got := doc(t, Bare(Shell{})).Find("title").Text(); got != "T-Minus" {
		t.Errorf("title %q", got)
	}
}

func TestNavigationFollowsTheRole(t *testing.T) {
	t.Parallel()
	links := func(role string) string {
		var all []string
		doc(t, Page(Shell{Nav: "me", User: &User{Name: "Ana Kern", Role: role}})).Find(".main-nav a, .user-menu a").
			Each(func(_ int, s *goquery.Selection) { all = append(all, s.AttrOr("href", "")) })
		return strings.Join(all, " ")
	}
	if got := links("member"); got != "/launches /me /oncall /guides /calendar /calendar /services /risks /people /templates /search "+
		"/me/profile /calendar /services /risks /people /templates" {
		t.Errorf("member sees %s", got)
	}
	if got := links(RoleAdmin); got != "/launches /me /oncall /guides /calendar /calendar /services /risks /people /templates "+
		"/settings/connections /audit /search /me/profile /calendar /services /risks /people /templates /settings/connections /audit" {
		t.Errorf("administrator sees %s", got)
	}
	d := doc(t, Page(Shell{Nav: "me", User: &User{Name: "Ana"}}))
	if got := d.Find(`.main-nav [aria-current="page"]`).AttrOr("href", ""); got != "/me" {
		t.Errorf("current is %q", got)
	}
}

func TestStrangersSeeNoNavigation(t *testing.T) {
	t.Parallel()
	d := doc(t, Page(Shell{}))
	if n := d.Find("nav, form, dialog").Length(); n != 0 {
		t.Errorf("%d parts that need somebody signed in", n)
	}
	if d.Find(`a[href="/login"]`).Length() != 1 {
		t.Error("no way to sign in")
	}
}

func TestFlashStandsOutsideOfTheContentAndKeepsItsUndo(t *testing.T) {
	t.Parallel()
	d := doc(t, Page(Shell{Flash: &Flash{Kind: "ok", Text: "Moved", UndoAction: "/undo", UndoFields: [][2]string{{"id", "7"}}}}))
	if d.Find("main #flash").Length() != 0 || d.Find("#flash[aria-live]").Length() != 1 {
		t.Error("the live region is not outside of main")
	}
	if got := d.Find(`#flash form[action="/undo"] input[name="id"]`).AttrOr("value", ""); got != "7" {
		t.Errorf("undo carries %q", got)
	}
	if d.Find("#flash .stays").Length() != 1 {
		t.Error("a message with an undo would vanish")
	}
	if doc(t, Page(Shell{})).Find("#flash").Length() != 1 {
		t.Error("without a message there is no region for a later one")
	}
}

func TestLaunchHeadShowsAMissingLead(t *testing.T) {
	t.Parallel()
	d := doc(t, Launch(Shell{}, LaunchHead{Name: "Pay v2", State: ui.StateTag{Tone: ui.ToneRed, Mark: ui.MarkBlocked, Label: "Blocked"},
		When: "Tue 12 May 2026, 09:00 CEST"}))
	if !strings.Contains(d.Find(".launch-facts").Text(), "No owner") {
		t.Error("a launch without a lead looks right")
	}
	if got := d.Find("h1").Length(); got != 1 {
		t.Errorf("%d headings of the first level", got)
	}
}
