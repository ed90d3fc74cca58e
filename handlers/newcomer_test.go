package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tminus/handlers"
	"tminus/models/db/dbtest"
	"tminus/models/people"
)

// newReal is an organisation of its own, without a sample: its administrator
// is signed in.
func newReal(t *testing.T, zone string) (*site, *visitor) {
	t.Helper()
	d, c := dbtest.Open(t)
	srv := httptest.NewServer(handlers.New(d, handlers.Options{BaseURL: "http://127.0.0.1", Secret: []byte(strings.Repeat("s", 32)), BodyLimit: 1 << 20,
		Limits: people.Limits{Idle: time.Hour, Absolute: 24 * time.Hour}}))
	t.Cleanup(srv.Close)
	s := &site{Server: srv, t: t, db: d, clock: c}
	v := s.visitor()
	v.post("/setup", url.Values{"name": {"Ada"}, "email": {"ada@example.com"}, "password": {phrase}, "zone": {zone}}).want(t, http.StatusSeeOther)
	return s, v
}

func TestTheFirstAdministratorPlansInTheirOwnZone(t *testing.T) {
	t.Parallel()
	_, v := newReal(t, "Asia/Tokyo")
	if zone, _ := v.get("/launches/new").want(t, http.StatusOK).Find("[name=zone]").Attr("value"); zone != "Asia/Tokyo" {
		t.Errorf("a new launch is offered in %q", zone)
	}
}

func TestSetUpRefusesAZoneThatIsNone(t *testing.T) {
	t.Parallel()
	v := newEmptySite(t).visitor()
	p := v.post("/setup", url.Values{"name": {"Ada"}, "email": {"ada@example.com"}, "password": {phrase}, "zone": {"Mars/Olympus"}}).want(t, http.StatusUnprocessableEntity)
	if p.Find("[name=zone][aria-invalid=true]").Length() != 1 {
		t.Error("the zone is not named as what is wrong")
	}
}

// Whoever has been added cannot come in before they have a link; the page that
// the administrator lands on says so and makes it in one press.
func TestAPersonWhoCannotSignInYetIsOneInvitationAway(t *testing.T) {
	t.Parallel()
	_, v := newReal(t, "UTC")
	to := v.post("/people", url.Values{"name": {"Ivo Kim"}, "email": {"ivo@example.com"}, "role": {"member"}, "seniority": {"mid"}, "zone": {"UTC"}}).
		want(t, http.StatusSeeOther).Header.Get("Location")
	invite := v.get(to).want(t, http.StatusOK).Find(".note form[action$='/link']")
	if invite.Length() != 1 {
		t.Fatal("the page of a new person does not offer the invitation")
	}
	v.post(invite.AttrOr("action", ""), url.Values{}).want(t, http.StatusOK)
	p := v.get(to).want(t, http.StatusOK)
	if p.Find(".note form").Length() != 0 || !strings.Contains(p.Find(".note").Text(), "has been invited") {
		t.Errorf("after the invitation the page says %q", p.Find(".note").Text())
	}
	if own := v.get("/people/1").want(t, http.StatusOK); own.Find(".note").Length() != 0 {
		t.Error("somebody with a password is said to have none")
	}
}
