package handlers_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestNewInstallationSaysInOneLineThatNothingIsSent(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.As("ana").Get("/settings/connections").Want(t, http.StatusOK)
	if text := p.Find("main").Text(); !strings.Contains(text, "Nothing is sent") || !strings.Contains(text, "sends no messages at all") {
		t.Error(text)
	}
	if n := p.Find("main tbody tr").Length(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

func TestConnectionIsAddedTestedEditedAndRemoved(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var body string
	status := http.StatusBadRequest
	r := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		body = string(b)
		w.WriteHeader(status)
		_, _ = w.Write([]byte("invalid_payload"))
	}))
	defer r.Close()
	ana := s.As("ana")
	refused := ana.Post("/settings/connections", url.Values{"kind": {"chat"}, "name": {"#launches"}, "target": {"ftp://x"}}).
		Want(t, http.StatusUnprocessableEntity)
	if refused.Find("#f-target-err").Length() != 1 || refused.Find("#f-name").AttrOr("value", "") != "#launches" {
		t.Error("the refused form lost something")
	}
	to := ana.Post("/settings/connections", url.Values{"kind": {"chat"}, "name": {"#launches"}, "target": {r.URL + "/services/T0/secret99"},
		"key": {"k"}}).Want(t, http.StatusSeeOther).Header.Get("Location")
	page := ana.Get(to).Want(t, http.StatusOK)
	if strings.Contains(page.Content, "secret99") || !strings.Contains(page.Find("main").Text(), "…et99") {
		t.Error("the secret address is shown")
	}
	failed := ana.Post(to+"/test", url.Values{}).Want(t, http.StatusUnprocessableEntity)
	if text := failed.Find("main").Text(); !strings.Contains(text, "(400)") || !strings.Contains(text, "invalid_payload") {
		t.Error(text)
	}
	status = http.StatusOK
	ana.Post(to+"/test", url.Values{"from": {"list"}}).Want(t, http.StatusSeeOther)
	text := ana.Get("/settings/connections").Find("main").Text()
	if !strings.Contains(body, "Test from T-Minus") || !strings.Contains(text, "Working") {
		t.Errorf("%s, %s", body, text)
	}
	ana.Post(to+"/edit", url.Values{"name": {"#go"}, "version": {"1"}}).Want(t, http.StatusSeeOther)
	stale := ana.Post(to+"/edit", url.Values{"name": {"#stop"}, "version": {"1"}}).Want(t, http.StatusConflict)
	if stale.Find("#f-name").AttrOr("value", "") != "#stop" {
		t.Error("the form lost what was typed")
	}
	ana.Post(to+"/remove", url.Values{"version": {"2"}}).Want(t, http.StatusSeeOther)
	undo := ana.Get("/settings/connections").Find("form[action$='/restore']")
	ana.Get(to).Want(t, http.StatusNotFound)
	ana.Post(to+"/restore", url.Values{"version": {undo.Find("[name=version]").AttrOr("value", "")}}).Want(t, http.StatusSeeOther)
	ana.Get(to).Want(t, http.StatusOK)
}

func TestSigningSecretIsShownOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := s.As("ana")
	p := ana.Shown("/settings/connections", url.Values{"kind": {"webhook"}, "name": {"Hook"}, "target": {"https://hook.example.com/x"}})
	first := p.Find("#secret").AttrOr("value", "")
	page := p.Request.URL.Path
	if !strings.HasPrefix(first, "whsec_") {
		t.Errorf("%q", first)
	}
	ana.Get(page).Want(t, http.StatusSeeOther)
	second := ana.Shown(strings.TrimSuffix(page, "secret")+"rotate", url.Values{"version": {"1"}}).Find("#secret").AttrOr("value", "")
	if !strings.HasPrefix(second, "whsec_") || second == first {
		t.Errorf("%q after %q", second, first)
	}
}
