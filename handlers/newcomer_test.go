package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"tminus/handlers"
	"tminus/models/db/dbtest"
	"tminus/models/people"
)

// newReal returns an organisation without sample data and its signed-in administrator.
func newReal(t *testing.T, zone string) (*site, *visitor) {
	t.Helper()
	d, c := dbtest.Open(t)
	srv := httptest.NewServer(handlers.New(d,
		handlers.Options{BaseURL: "http://127.0.0.1", Secret: []byte(strings.Repeat("s", 32)), BodyLimit: 1 << 20,
			Limits: people.Limits{Idle: time.Hour, Absolute: 24 * time.Hour}}))
	t.Cleanup(srv.Close)
	s := &site{Server: srv, T: t, DB: d, Clock: c}
	v := s.Visitor()
	v.Post("/setup", url.Values{"name": {"Ada"}, "email": {"ada@example.com"}, "password": {phrase}, "zone": {zone}}).Want(t,
		http.StatusSeeOther)
	return s, v
}

func TestSetUpUsesZoneOfAdministrator(t *testing.T) {
	t.Parallel()
	_, v := newReal(t, "Asia/Tokyo")
	if zone, _ := v.Get("/launches/new").Want(t, http.StatusOK).Find("[name=zone]").Attr("value"); zone != "Asia/Tokyo" {
		t.Errorf("a new launch is offered in %q", zone)
	}
}

func TestSetUpRejectsUnknownZone(t *testing.T) {
	t.Parallel()
	v := newEmptySite(t).Visitor()
	p := v.Post("/setup", url.Values{"name": {"Ada"}, "email": {"ada@example.com"}, "password": {phrase}, "zone": {"Mars/Olympus"}}).Want(
		t, http.StatusUnprocessableEntity)
	if p.Find("[name=zone][aria-invalid=true]").Length() != 1 {
		t.Error("the zone is not named as what is wrong")
	}
}

// A new person cannot sign in without a link. The page after adding them says so and has a button
// to create it.
func TestNewPersonPageOffersInvitation(t *testing.T) {
	t.Parallel()
	_, v := newReal(t, "UTC")
	to := v.Post("/people", url.Values{"name": {"Ivo Kim"}, "email": {"ivo@example.com"}, "role": {"member"}, "seniority": {"mid"},
		"zone": {"UTC"}}).
		Want(t, http.StatusSeeOther).Header.Get("Location")
	invite := v.Get(to).Want(t, http.StatusOK).Find(".note form[action$='/link']")
	if invite.Length() != 1 {
		t.Fatal("the page of a new person does not offer the invitation")
	}
	v.Shown(invite.AttrOr("action", ""), url.Values{})
	p := v.Get(to).Want(t, http.StatusOK)
	if p.Find(".note form").Length() != 0 || !strings.Contains(p.Find(".note").Text(), "has been invited") {
		t.Errorf("after the invitation the page says %q", p.Find(".note").Text())
	}
	if own := v.Get("/people/1").Want(t, http.StatusOK); own.Find(".note").Length() != 0 {
		t.Error("somebody with a password is said to have none")
	}
}

// A move of T affects every deliverable. The history shows it as one step, with the items folded.
func TestHistoryFoldsMoveOfT(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	l := v.Get(sample+"/move?launch_on=2027-01-12&launch_time=10:00&zone=Europe/Berlin").Want(t, http.StatusOK)
	form := url.Values{"reason": {"The partner asked for it"}}
	l.Find("form.form[method=post] input[type=hidden]").Each(func(_ int, in *goquery.Selection) {
		form.Set(in.AttrOr("name", ""), in.AttrOr("value", ""))
	})
	v.Post(sample+"/move", form).Want(t, http.StatusSeeOther)
	steps := v.Get(sample+"/history").Want(t, http.StatusOK).Find(".history > li:contains('moved T')")
	first := steps.First()
	if got := strings.Join(strings.Fields(first.ChildrenFiltered("p").Text()), " "); !strings.Contains(got,
		"Ana Kern moved T, and with it") || !strings.Contains(got, "deliverables") || !strings.Contains(got, "The partner asked for it") {
		t.Errorf("the history begins with %q", got)
	}
	if n := first.Find("details li a").Length(); n < 10 {
		t.Errorf("%d items are folded into the move", n)
	}
	if got := steps.Eq(1).Text(); !strings.Contains(got, "moved T of") {
		t.Errorf("the next entry reads %q", got)
	}
	if got := first.Find("ins").First().Text(); !strings.Contains(got, " 20") || strings.Contains(got, "-") {
		t.Errorf("a day reads %q", got)
	}
}

func TestDeliverableFormFocusesTitle(t *testing.T) {
	t.Parallel()
	v := newSite(t).As("petra")
	if v.Get(sample+"/deliverables/new").Want(t, http.StatusOK).Find("[name=title][autofocus]").Length() != 1 {
		t.Error("the title has not the focus")
	}
}
