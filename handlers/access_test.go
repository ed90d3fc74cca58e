package handlers_test

import (
	"net/http"
	"net/url"
	"testing"
)

func TestSignInRedirectsBack(t *testing.T) {
	s := newSite(t)
	p := s.Visitor().Get("/launches/real-time-notifications?x=1").Want(t, http.StatusSeeOther)
	if got, want := p.Header.Get("Location"), "/login?next=%2Flaunches%2Freal-time-notifications%3Fx%3D1"; got != want {
		t.Errorf("sent to %q, want %q", got, want)
	}
}

func TestSetUpWorksOnce(t *testing.T) {
	s := newEmptySite(t)
	v := s.Visitor()
	if got := v.Get("/").Want(t, http.StatusSeeOther).Header.Get("Location"); got != "/setup" {
		t.Fatalf("the first visit leads to %q", got)
	}
	form := url.Values{"name": {"Ada"}, "email": {"ada@example.com"}, "password": {"short"}}
	p := v.Post("/setup", form).Want(t, http.StatusUnprocessableEntity)
	if got, _ := p.Find("input[name=name]").Attr("value"); got != "Ada" {
		t.Errorf("the name was lost: %q", got)
	}
	form.Set("password", "a long and odd phrase 42")
	v.Post("/setup", form).Want(t, http.StatusSeeOther)
	v.Get("/launches").Want(t, http.StatusOK)
	s.Visitor().Get("/setup").Want(t, http.StatusNotFound)
	s.Visitor().Post("/setup", form).Want(t, http.StatusNotFound)
}

func TestCrossSiteWriteIsRefused(t *testing.T) {
	s := newSite(t)
	v := s.As("ana")
	v.Headers.Set("Sec-Fetch-Site", "cross-site")
	v.Post("/launches", url.Values{"name": {"Planted"}}).Want(t, http.StatusForbidden)
}

func TestDeliverableOfOtherLaunchIsNotFound(t *testing.T) {
	s := newSite(t)
	s.As("ana").Post("/launches/no-such/deliverables/1/status", url.Values{"status": {"done"}, "version": {"1"}}).Want(t, http.StatusNotFound)
}

func TestViewerCannotWrite(t *testing.T) {
	s := newSite(t)
	s.As("vera").Post("/launches/real-time-notifications/deliverables/1/status", url.Values{"status": {"done"}, "version": {"1"}}).Want(t,
		http.StatusForbidden)
}
