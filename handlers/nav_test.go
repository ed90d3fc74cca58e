package handlers_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// litTabs are the tabs of a launch by the first matching part of an address below the launch.
var litTabs = []struct{ path, tab string }{
	{`$`, "Overview"}, {`(edit|history|roles)`, "Overview"},
	{`(timeline|deliverables|collisions|exceptions|move|import)`, "Plan"},
	{`(readiness|interview|checklists|checks|rituals|runs/|parity|risks|meetings|override)`, "Readiness"},
	{`(roster|stakeholders|services)`, "People"},
	{`(guides|feedback)`, "Support"},
	{`(runsheet|rollout|log)`, "Launch day"},
}

// listPages are the pages in the rows below the tabs. Every other page of a launch has a breadcrumb.
var listPages = regexp.MustCompile(`^/launches/[^/]+(/(timeline|collisions|exceptions|readiness|interview|checklists|rituals|risks|` +
	`meetings|roster|roster/escalation|stakeholders|services|guides|feedback|feedback/playbook|runsheet|rollout|log))?(\?.*)?$`)

// Every page of a launch, forms included, lights its tab; what is not in a row has a breadcrumb.
func TestLaunchPageLightsItsTab(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	visitors := map[string]*visitor{}
	ofLaunch := regexp.MustCompile(`^/launches/([^/?]+)/?([^?]*)`)
	seen := 0
	for _, p := range everyPage {
		m := ofLaunch.FindStringSubmatch(p.Path)
		if m == nil || m[1] == "new" {
			continue
		}
		if visitors[p.As] == nil {
			visitors[p.As] = s.As(p.As)
		}
		got := visitors[p.As].Get(s.FillIn(p.Path))
		if got.StatusCode != http.StatusOK {
			continue
		}
		seen++
		want := ""
		for _, l := range litTabs {
			if want == "" && regexp.MustCompile("^"+l.path).MatchString(m[2]) {
				want = l.tab
			}
		}
		lit := got.Find(".launch-tabs [aria-current]")
		if text := strings.Join(strings.Fields(lit.Text()), " "); lit.Length() != 1 || !strings.HasPrefix(text, want) {
			t.Errorf("%s lights %d tabs %q, not %q", p.Path, lit.Length(), text, want)
		}
		if n := got.Find(".subnav [aria-current]").Length(); n > 1 {
			t.Errorf("%s lights %d pages of the row", p.Path, n)
		}
		if n := got.Find("nav.crumbs").Length(); !listPages.MatchString(p.Path) && n != 1 {
			t.Errorf("%s has %d breadcrumbs", p.Path, n)
		}
	}
	if seen < 60 {
		t.Errorf("only %d pages were read", seen)
	}
}

// Pages that a launch does not use are not in the rows, but in the menu that adds them.
func TestUnusedPagesAreInTheMenu(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	slug, _ := s.Planned("Bare", many(2)...)
	ana := s.As("ana")
	readiness := ana.Get("/launches/"+slug+"/readiness").Want(t, http.StatusOK)
	for _, page := range []string{"rituals", "interview"} {
		if readiness.Find(".subnav a[href$='/"+page+"']").Length() != 0 {
			t.Errorf("the row has %s, which nobody added", page)
		}
		if readiness.Find(".launch-menu a[href$='/"+page+"']").Length() != 1 {
			t.Errorf("nothing offers to add %s", page)
		}
	}
	if got := ana.Get("/launches/"+slug+"/rituals").Want(t, http.StatusOK).Find(".subnav [aria-current]").Length(); got != 1 {
		t.Error("the current page is not in its row")
	}
	if got := s.As("vera").Get("/launches/" + slug + "/readiness").Find(".launch-menu .menu-title").Length(); got != 0 {
		t.Error("a viewer is offered to add something")
	}
}
