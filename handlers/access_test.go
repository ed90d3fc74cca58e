package handlers_test

import (
	"net/http"
	"net/url"
	"testing"
)

func TestSignInRedirectsBack(t *testing.T) {
	s := newSite(t)
	p := s.visitor().get("/launches/real-time-notifications?x=1").want(t, http.StatusSeeOther)
	if got, want := p.Header.Get("Location"), "/login?next=%2Flaunches%2Freal-time-notifications%3Fx%3D1"; got != want {
		t.Errorf("sent to %q, want %q", got, want)
	}
}

func TestSetUpWorksOnce(t *testing.T) {
	s := newEmptySite(t)
	v := s.visitor()
	if got := v.get("/").want(t, http.StatusSeeOther).Header.Get("Location"); got != "/setup" {
		t.Fatalf("the first visit leads to %q", got)
	}
	form := url.Values{"name": {"Ada"}, "email": {"ada@example.com"}, "password": {"short"}}
	p := v.post("/setup", form).want(t, http.StatusUnprocessableEntity)
	if got, _ := p.Find("input[name=name]").Attr("value"); got != "Ada" {
		t.Errorf("the name was lost: %q", got)
	}
	form.Set("password", "a long and odd phrase 42")
	v.post("/setup", form).want(t, http.StatusSeeOther)
	v.get("/launches").want(t, http.StatusOK)
	s.visitor().get("/setup").want(t, http.StatusNotFound)
	s.visitor().post("/setup", form).want(t, http.StatusNotFound)
}

func TestCrossSiteWriteIsRefused(t *testing.T) {
	s := newSite(t)
	v := s.as("ana")
	v.headers.Set("Sec-Fetch-Site", "cross-site")
	v.post("/launches", url.Values{"name": {"Planted"}}).want(t, http.StatusForbidden)
}

func TestDeliverableOfOtherLaunchIsNotFound(t *testing.T) {
	s := newSite(t)
	s.as("ana").post("/launches/no-such/deliverables/1/status", url.Values{"status": {"done"}, "version": {"1"}}).want(t, http.StatusNotFound)
}

func TestViewerCannotWrite(t *testing.T) {
	s := newSite(t)
	s.as("vera").post("/launches/real-time-notifications/deliverables/1/status", url.Values{"status": {"done"}, "version": {"1"}}).want(t,
		http.StatusForbidden)
}
