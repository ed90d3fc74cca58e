package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const exceptionsPath = notifications + "/exceptions"

func TestExtensionFormShowsErrors(t *testing.T) {
	s := newSite(t)
	marek, ana := s.As("marek"), s.As("ana")
	for name, c := range map[string][2]string{
		"0 days": {"days", "0"}, "no why": {"why", " "}, "no risk with": {"risk_with", ""}, "no risk without": {"risk_without", ""},
		"itself": {"freeze", s.Asking().Get("item")}, "no item": {"item", ""}, "of elsewhere": {"item", s.ItemOf(launchOfPetra)},
	} {
		f := s.Asking()
		f.Set(c[0], c[1])
		p := marek.Post(exceptionsPath, f).Want(t, http.StatusUnprocessableEntity)
		if p.Find("[name="+c[0]+"][aria-invalid=true]").Length() == 0 || p.Find("[name=days]").AttrOr("value", "") != f.Get("days") {
			t.Errorf("%s: nothing said at %s", name, c[0])
		}
	}
	at := marek.Post(exceptionsPath, s.Asking()).Want(t, http.StatusSeeOther).Header.Get("Location")
	second := s.Asking()
	second.Set("key", "another")
	if p := marek.Post(exceptionsPath, second).Want(t, http.StatusUnprocessableEntity); !strings.Contains(p.Find(".field-error").Text(),
		"Marek Solberg asked for 5 days") {
		t.Errorf("asked twice: %s", p.Find(".field-error").Text())
	}
	marek.Post(at+"/decide", url.Values{"decision": {"grant"}, "reason": {"Mine"}, "version": {"1"}}).Want(t, http.StatusForbidden)
	s.As("vera").Post(exceptionsPath, url.Values{}).Want(t, http.StatusForbidden)
	ana.Post(at+"/decide", url.Values{"decision": {"perhaps"}, "reason": {"Hm"}, "version": {"1"}}).Want(t, http.StatusUnprocessableEntity)
	if p := ana.Post(at+"/decide", url.Values{"decision": {"grant"}, "reason": {""}, "version": {"1"}}).Want(t,
		http.StatusUnprocessableEntity); p.Find("[name=reason][aria-invalid=true]").Length() == 0 {
		t.Error("no message at the reason")
	}
	if p := ana.Post(at+"/decide", url.Values{"decision": {"grant"}, "reason": {"My words"}, "version": {"7"}}).Want(t,
		http.StatusConflict); strings.TrimSpace(p.Find("[name=reason]").Text()) != "My words" {
		t.Error("what was typed is lost")
	}
	ana.Post(at+"/decide", url.Values{"decision": {"refuse"}, "reason": {"Train without slides"}, "version": {"1"}}).Want(t,
		http.StatusSeeOther)
	ana.Post(at+"/decide", url.Values{"decision": {"grant"}, "reason": {"After all"}, "version": {"2"}}).Want(t, http.StatusConflict)
	marek.Post(at+"/withdraw", url.Values{"version": {"2"}}).Want(t, http.StatusConflict)
	if p := s.As("dana").Get("/me"); !strings.Contains(p.Find("#exceptions").Text(), "Train without slides") {
		t.Error("the owner of the item is not told")
	}
}
