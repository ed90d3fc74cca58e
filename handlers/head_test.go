package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// words returns the text of an element on one line.
func words(p page, selector string) string { return oneLine(p.Find(selector)) }

// oneLine returns the text of elements on one line.
func oneLine(e *goquery.Selection) string { return strings.Join(strings.Fields(e.Text()), " ") }

// After any change in place, the page header shows what it would show after a reload.
func TestFragmentIncludesPageHeader(t *testing.T) {
	s := newSite(t)
	v := s.As("petra").HTMX()
	check, question := s.OpenAgain("flag"), s.QuestionOf(launchOfPetra, "rollback")
	code := "/launches/" + launchOfPetra + "/deliverables/" + scan[string](s, codeOfPetra, s.CriterionOf(launchOfPetra, "code"))
	version := func() []string {
		return []string{scan[string](s, "SELECT CAST(version AS TEXT) FROM deliverables WHERE id = ?", code[strings.LastIndex(code, "/")+1:])}
	}
	press := func(path string, form url.Values) {
		t.Helper()
		before := s.As("vera").Get(readinessOfPetra)
		got := v.Post(path, form).Want(t, http.StatusOK)
		now := s.As("vera").Get(readinessOfPetra)
		if was := words(now, headShown); words(got, headAlong) != was {
			t.Errorf("%s: sent %q along, the page says %q", path, words(got, headAlong), was)
		} else if was == words(before, headShown) {
			t.Errorf("%s: nothing changed, so nothing was tried: %q", path, was)
		}
	}
	press(searchCheck(check)+"/state", url.Values{"state": {"done"}, "version": {s.CheckVersion(check)}})
	press(code+"/status", url.Values{"status": {"blocked"}, "blocked_reason": {"The licence"}, "version": version()})
	press(code+"/status", url.Values{"status": {"done"}, "version": version()})
	press(searchInterview+"/"+question, url.Values{"answer": {"doubt"}, "version": {questionVersion(s, question)}})
	// A fragment after a redirect includes the header too; a whole page has it only once.
	if p := v.Get("/launches/" + launchOfPetra + "/timeline"); words(p, headAlong) == "" {
		t.Error("the timeline came without it")
	}
	if p := v.Get(readinessOfPetra); words(p, headAlong) != "" || words(p, headShown) == "" {
		t.Error("a whole page says it twice, or not at all")
	}
	sign := v.Post(s.Criterion("no_critical_bug")+"/sign", url.Values{"sign": {"met"}, "note": {"Priya asked me to"},
		"version": {versionOf(s, "no_critical_bug")}}).Want(t, http.StatusOK)
	if to := sign.Header.Get("HX-Location"); !strings.Contains(to, headShown+":innerHTML") {
		t.Errorf("the page is fetched anew without its head: %s", to)
	}
}

func TestPageHeaderQueryCountIsConstant(t *testing.T) {
	s := newSite(t)
	srv, n := counted(s)
	counts := make([]int64, 2)
	v := s.As("ana").HTMX()
	for i, size := range []int{2, 60} {
		slug, _ := s.Planned("Of many", many(size)...)
		weighed(s, slug, size, size, 2)
		s.URL = srv.URL
		n.Store(0)
		v.Get("/launches/"+slug+"/timeline").Want(t, http.StatusOK)
		counts[i] = n.Load()
	}
	if counts[0] != counts[1] {
		t.Errorf("it needs %v queries", counts)
	}
}
