package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// words returns the text of an element on one line.
func (p page) words(selector string) string {
	return strings.Join(strings.Fields(p.Find(selector).Text()), " ")
}

const (
	headShown   = "#launch-states"
	headAlong   = "[data-hx-swap-oob='innerHTML:#launch-states']"
	codeOfPetra = "SELECT CAST(bind_id AS TEXT) FROM criteria WHERE id = ?"
)

// After any change in place, the page header shows what it would show after a reload.
func TestFragmentIncludesPageHeader(t *testing.T) {
	s := newSite(t)
	v := s.as("petra").htmx()
	check, question := s.openAgain("flag"), s.questionOf(launchOfPetra, "rollback")
	code := "/launches/" + launchOfPetra + "/deliverables/" + scan[string](s, codeOfPetra, s.criterionOf(launchOfPetra, "code"))
	version := func() []string {
		return []string{scan[string](s, "SELECT CAST(version AS TEXT) FROM deliverables WHERE id = ?", code[strings.LastIndex(code, "/")+1:])}
	}
	press := func(path string, form url.Values) {
		t.Helper()
		before := s.as("vera").get(readinessOfPetra)
		got := v.post(path, form).want(t, http.StatusOK)
		now := s.as("vera").get(readinessOfPetra)
		if was := now.words(headShown); got.words(headAlong) != was {
			t.Errorf("%s: sent %q along, the page says %q", path, got.words(headAlong), was)
		} else if was == before.words(headShown) && path != searchInterview+"/"+question {
			t.Errorf("%s: nothing changed, so nothing was tried: %q", path, was)
		}
	}
	press(searchCheck(check)+"/state", url.Values{"state": {"done"}, "version": {s.checkVersion(check)}})
	press(searchInterview+"/"+question, url.Values{"answer": {"doubt"}, "version": {s.questionVersion(question)}})
	press(code+"/status", url.Values{"status": {"blocked"}, "blocked_reason": {"The licence"}, "version": version()})
	press(code+"/status", url.Values{"status": {"done"}, "version": version()})
	// A fragment after a redirect includes the header too; a whole page has it only once.
	if p := v.get("/launches/" + launchOfPetra + "/timeline"); p.words(headAlong) == "" {
		t.Error("the timeline came without it")
	}
	if p := v.get(readinessOfPetra); p.words(headAlong) != "" || p.words(headShown) == "" {
		t.Error("a whole page says it twice, or not at all")
	}
	sign := v.post(s.criterion("no_critical_bug")+"/sign", url.Values{"sign": {"met"}, "version": {s.versionOf("no_critical_bug")}}).want(
		t, http.StatusOK)
	if to := sign.Header.Get("HX-Location"); !strings.Contains(to, headShown+":innerHTML") {
		t.Errorf("the page is fetched anew without its head: %s", to)
	}
}

func TestPageHeaderQueryCountIsConstant(t *testing.T) {
	s := newSite(t)
	srv, n := s.counted()
	counts := make([]int64, 2)
	v := s.as("ana").htmx()
	for i, size := range []int{2, 60} {
		slug, _ := s.planned("Of many", many(size)...)
		s.weighed(slug, size, size, 2)
		s.URL = srv.URL
		n.Store(0)
		v.get("/launches/"+slug+"/timeline").want(t, http.StatusOK)
		counts[i] = n.Load()
	}
	if counts[0] != counts[1] {
		t.Errorf("it needs %v queries", counts)
	}
}
