package handlers_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"tminus/handlers"
)

func TestEveryPageRouteIsCovered(t *testing.T) {
	for _, r := range handlers.RouteTable() {
		path, isGet := strings.CutPrefix(r, "GET ")
		if !isGet || noPages[path] {
			continue
		}
		// The most specific route is used, as in the router: /launches/new is not a launch.
		pattern := regexp.MustCompile("^" + regexp.MustCompile(`:[a-z]+`).ReplaceAllString(regexp.QuoteMeta(path), `[^/?]+`) + `(\?|$)`)
		found := false
		for _, p := range everyPage {
			found = found || pattern.MatchString(p.Path)
		}
		if !found {
			t.Errorf("no test looks at %s: add an address to everyPage", r)
		}
	}
}

func TestEveryPageIsComplete(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	visitors := map[string]*visitor{"": s.Visitor()}
	for _, p := range everyPage {
		if visitors[p.As] == nil {
			visitors[p.As] = s.As(p.As)
		}
		got := visitors[p.As].Get(s.FillIn(p.Path))
		if got.StatusCode >= http.StatusInternalServerError {
			t.Errorf("%s as %q: %s", p.Path, p.As, got.Status)
			continue
		}
		if got.StatusCode == http.StatusNotFound && !strings.Contains(p.Path, "no-such") {
			t.Errorf("%s as %q is not there", p.Path, p.As)
		}
		if n := got.Find("[style], style, [onclick], script:not([src])").Length(); n > 0 {
			t.Errorf("%s: %d inline styles or scripts", p.Path, n)
		}
		if got.Find("h1").Length() != 1 || !strings.HasSuffix(got.Find("head title").Text(), "T-Minus") {
			t.Errorf("%s: %d first headings, title %q", p.Path, got.Find("h1").Length(), got.Find("head title").Text())
		}
		if n := got.Find(".primary").Length(); n > 1 {
			t.Errorf("%s: %d primary buttons", p.Path, n)
		}
	}
}
