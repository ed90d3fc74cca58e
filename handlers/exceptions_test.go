package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const exceptionsPath = notifications + "/exceptions"

// exceptionOf returns the id of an extension in a launch.
func (s *site) exceptionOf(slug string) string {
	return s.idOf("SELECT COALESCE(MIN(e.id), 0) FROM exceptions e JOIN launches l ON l.id = e.launch_id WHERE l.slug = '" + slug + "'")
}

// deliverable returns the id of a launch's item by the beginning of its title.
func (s *site) deliverable(slug, title string) string {
	s.t.Helper()
	return scan[string](s, "SELECT CAST(MIN(d.id) AS TEXT) FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE "+
		"l.slug = ? AND d.title LIKE ?", slug, title+"%")
}

func (s *site) asking() url.Values {
	const slug = "real-time-notifications"
	return url.Values{"item": {s.deliverable(slug, "Support training")}, "freeze": {s.deliverable(slug, "All materials final")}, "days": {"5"},
		"why": {"The trainer is ill"}, "risk_with": {"Less time to learn"}, "risk_without": {"Nobody can answer"}, "key": {"k"}}
}

func TestExtensionFormShowsErrors(t *testing.T) {
	s := newSite(t)
	marek, ana := s.as("marek"), s.as("ana")
	for name, c := range map[string][2]string{
		"0 days": {"days", "0"}, "no why": {"why", " "}, "no risk with": {"risk_with", ""}, "no risk without": {"risk_without", ""},
		"itself": {"freeze", s.asking().Get("item")}, "no item": {"item", ""}, "of elsewhere": {"item", s.itemOf(launchOfPetra)},
	} {
		f := s.asking()
		f.Set(c[0], c[1])
		p := marek.post(exceptionsPath, f).want(t, http.StatusUnprocessableEntity)
		if p.Find("[name="+c[0]+"][aria-invalid=true]").Length() == 0 || p.Find("[name=days]").AttrOr("value", "") != f.Get("days") {
			t.Errorf("%s: nothing said at %s", name, c[0])
		}
	}
	at := marek.post(exceptionsPath, s.asking()).want(t, http.StatusSeeOther).Header.Get("Location")
	second := s.asking()
	second.Set("key", "another")
	if p := marek.post(exceptionsPath, second).want(t, http.StatusUnprocessableEntity); !strings.Contains(p.Find(".field-error").Text(),
		"Marek Solberg asked for 5 days") {
		t.Errorf("asked twice: %s", p.Find(".field-error").Text())
	}
	marek.post(at+"/decide", url.Values{"decision": {"grant"}, "reason": {"Mine"}, "version": {"1"}}).want(t, http.StatusForbidden)
	s.as("vera").post(exceptionsPath, url.Values{}).want(t, http.StatusForbidden)
	ana.post(at+"/decide", url.Values{"decision": {"perhaps"}, "reason": {"Hm"}, "version": {"1"}}).want(t, http.StatusUnprocessableEntity)
	if p := ana.post(at+"/decide", url.Values{"decision": {"grant"}, "reason": {""}, "version": {"1"}}).want(t,
		http.StatusUnprocessableEntity); p.Find("[name=reason][aria-invalid=true]").Length() == 0 {
		t.Error("no message at the reason")
	}
	if p := ana.post(at+"/decide", url.Values{"decision": {"grant"}, "reason": {"My words"}, "version": {"7"}}).want(t,
		http.StatusConflict); strings.TrimSpace(p.Find("[name=reason]").Text()) != "My words" {
		t.Error("what was typed is lost")
	}
	ana.post(at+"/decide", url.Values{"decision": {"refuse"}, "reason": {"Train without slides"}, "version": {"1"}}).want(t,
		http.StatusSeeOther)
	ana.post(at+"/decide", url.Values{"decision": {"grant"}, "reason": {"After all"}, "version": {"2"}}).want(t, http.StatusConflict)
	marek.post(at+"/withdraw", url.Values{"version": {"2"}}).want(t, http.StatusConflict)
	if p := s.as("dana").get("/me"); !strings.Contains(p.Find("#exceptions").Text(), "Train without slides") {
		t.Error("the owner of the item is not told")
	}
}
