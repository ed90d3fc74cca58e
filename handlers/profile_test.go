package handlers_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"tminus/handlers"
	"tminus/models/db/dbtest"
	"tminus/models/people"
)

const phrase = "a long and odd phrase 42"

// admin sets up an empty site and returns its first administrator.
func (s *site) admin() *visitor {
	s.t.Helper()
	v := s.visitor()
	v.post("/setup", url.Values{"name": {"Ada"}, "email": {"ada@example.com"}, "password": {phrase}}).want(s.t, http.StatusSeeOther)
	return v
}

func TestSignInRateLimit(t *testing.T) {
	t.Parallel()
	s := newEmptySite(t)
	s.admin()
	v := s.visitor()
	form := url.Values{"email": {"ada@example.com"}, "password": {"guess"}, "next": {"/people"}}
	for range 5 {
		v.post("/login", form).want(t, http.StatusUnprocessableEntity)
	}
	p := v.post("/login", form).want(t, http.StatusTooManyRequests)
	if !strings.Contains(p.Find("#f-email-err").Text(), "Wait 1 second") {
		t.Errorf("it says %q", p.Find("#f-email-err").Text())
	}
	if p.Find("input[name=email]").AttrOr("value", "") != "ada@example.com" || p.Find("input[name=password]").AttrOr("value", "") != "" {
		t.Error("the address was lost or the password kept")
	}
	if !strings.HasPrefix(p.Find("title").Text(), "Error:") {
		t.Errorf("the title is %q", p.Find("title").Text())
	}
	s.clock.Advance(time.Second)
	form.Set("password", phrase)
	if to := v.post("/login", form).want(t, http.StatusSeeOther).Header.Get("Location"); to != "/people" {
		t.Errorf("leads to %s", to)
	}
}

func TestSessionCookieIsSecure(t *testing.T) {
	t.Parallel()
	for base, name := range map[string]string{"http://127.0.0.1": "tminus", "https://t.example.com": "__Host-tminus"} {
		d, _ := dbtest.Open(t)
		srv := httptest.NewServer(handlers.New(d, handlers.Options{BaseURL: base, Secret: []byte(strings.Repeat("s", 32)), BodyLimit: 1 << 20,
			Limits: people.Limits{Idle: time.Hour, Absolute: 24 * time.Hour}}))
		t.Cleanup(srv.Close)
		s := &site{Server: srv, t: t, db: d}
		p := s.visitor().post("/setup", url.Values{"name": {"Ada"}, "email": {"ada@example.com"}, "password": {phrase}}).want(t,
			http.StatusSeeOther)
		c := p.Cookies()[0]
		secure := strings.HasPrefix(base, "https")
		if c.Name != name || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure || c.Path != "/" || c.Domain != "" ||
			c.MaxAge != 24*3600 {
			t.Errorf("%s: the cookie is %v", base, c)
		}
	}
}

func TestSignedOutCookieIsInvalid(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("ana")
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	stolen := v.http.Jar.Cookies(u)
	v.post("/logout", url.Values{}).want(t, http.StatusSeeOther)
	thief := s.visitor()
	thief.http.Jar.SetCookies(u, stolen)
	thief.get("/launches").want(t, http.StatusSeeOther)
}

func TestSignInChangesCookie(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("ana")
	u, _ := url.Parse(s.URL)
	before := v.http.Jar.Cookies(u)
	v.post("/login/sample", url.Values{"email": {"petra@aurora.example"}}).want(t, http.StatusSeeOther)
	old := s.visitor()
	old.http.Jar.SetCookies(u, before)
	old.get("/launches").want(t, http.StatusSeeOther)
}

func TestSessionsListAndEnd(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	one, two, three := s.as("ana"), s.as("ana"), s.as("ana")
	p := one.get("/me/profile").want(t, http.StatusOK)
	if n := p.Find("#sessions .list > li").Length(); n != 3 {
		t.Fatalf("%d sessions are listed", n)
	}
	for _, f := range p.Find("#sessions form[action$='/end']").EachIter() {
		if a, _ := f.Attr("action"); a != "/me/sessions/end" {
			one.post(a, url.Values{}).want(t, http.StatusSeeOther)
			one.post(a, url.Values{}).want(t, http.StatusNotFound)
			break
		}
	}
	alive := 0
	for _, v := range []*visitor{two, three} {
		if v.get("/launches").StatusCode == http.StatusOK {
			alive++
		}
	}
	if alive != 1 {
		t.Errorf("%d of the two others live on", alive)
	}
	one.post("/me/sessions/end", url.Values{}).want(t, http.StatusSeeOther)
	for _, v := range []*visitor{one, two, three} {
		v.get("/launches").want(t, http.StatusSeeOther)
	}
	if s.audited("user.signed out everywhere") != 1 {
		t.Error("no audit row")
	}
}

func TestProfileEdit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("vera")
	page := v.get("/me/profile").want(t, http.StatusOK)
	form := valuesOf(page, "#you form")
	form.Set("zone", "Nowhere/Else")
	p := v.post("/me/profile", form).want(t, http.StatusUnprocessableEntity)
	if p.Find("#f-you-zone-err").Length() != 1 || p.Find("#f-you-zone").AttrOr("value", "") != "Nowhere/Else" {
		t.Error("the zone is not refused in its place")
	}
	form.Set("zone", "Asia/Tokyo")
	v.post("/me/profile", form).want(t, http.StatusSeeOther)
	v.post("/me/profile", form).want(t, http.StatusSeeOther) // pressed twice

	v.post("/me/contacts", url.Values{"kind": {"phone"}, "value": {"call me"}}).want(t, http.StatusUnprocessableEntity)
	v.post("/me/contacts", url.Values{"kind": {"phone"}, "value": {"+420 123 456 789"}}).want(t, http.StatusSeeOther)
	if got := v.get("/me/profile").Find("#contact .list").Text(); !strings.Contains(got, "+420 123 456 789") {
		t.Errorf("the contacts are %q", got)
	}
	v.post("/me/absences", url.Values{"first_day": {"2026-12-0x"}}).want(t, http.StatusUnprocessableEntity)
	v.post("/me/absences", url.Values{"first_day": {"2026-12-01"}, "last_day": {"2026-12-04"}, "note": {"Wedding"}}).want(t,
		http.StatusSeeOther)
	p = v.post("/me/absences", url.Values{"first_day": {"2026-12-04"}, "note": {"Again"}}).want(t, http.StatusUnprocessableEntity)
	if p.Find("#f-absence-note").AttrOr("value", "") != "Again" ||
		!strings.Contains(p.Find("#f-absence-first_day-err").Text(), "away Tue 1 Dec") {
		t.Errorf("the overlap: %q", p.Find("#f-absence-first_day-err").Text())
	}
	if !strings.Contains(s.as("petra").get(s.personOf("Vera")).body, "Wedding") {
		t.Error("the others do not see it")
	}
	remove, _ := v.get("/me/profile").Find("#absence form[action$='/remove']").Attr("action")
	s.as("petra").post(remove, url.Values{}).want(t, http.StatusNotFound)
	v.post(remove, url.Values{}).want(t, http.StatusSeeOther)
	v.post("/me/absences", valuesOf(v.get("/me/profile"), ".flash form")).want(t, http.StatusSeeOther)
}

func TestPasswordChange(t *testing.T) {
	t.Parallel()
	s := newEmptySite(t)
	v := s.admin()
	other := s.visitor()
	other.post("/login", url.Values{"email": {"ada@example.com"}, "password": {phrase}}).want(t, http.StatusSeeOther)
	p := v.post("/me/password", url.Values{"password": {"wrong"}, "new_password": {"another odd phrase 43"}}).want(t,
		http.StatusUnprocessableEntity)
	if p.Find("#f-password-password-err").Length() != 1 || strings.Contains(p.body, "another odd phrase") {
		t.Error("no message in its place, or a password in the page")
	}
	v.post("/me/password", url.Values{"password": {phrase}, "new_password": {"another odd phrase 43"}}).want(t, http.StatusSeeOther)
	v.get("/me/profile").want(t, http.StatusOK)
	other.get("/me/profile").want(t, http.StatusSeeOther)
}

func TestConcurrentSetUp(t *testing.T) {
	t.Parallel()
	s := newEmptySite(t)
	var wg sync.WaitGroup
	status := make(chan int, 6)
	for i := range 6 {
		v := s.visitor()
		wg.Go(func() {
			p := v.post("/setup", url.Values{"name": {"A"}, "email": {fmt.Sprintf("a%d@example.com", i)}, "password": {phrase}, "sample": {"on"}})
			status <- p.StatusCode
		})
	}
	wg.Wait()
	close(status)
	won := 0
	for st := range status {
		switch st {
		case http.StatusSeeOther:
			won++
		case http.StatusForbidden, http.StatusNotFound:
		default:
			t.Errorf("a loser gets %d", st)
		}
	}
	if won != 1 {
		t.Errorf("%d set it up", won)
	}
	s.visitor().get("/setup").want(t, http.StatusNotFound)
}

func TestSetUpRejectsSampleAddress(t *testing.T) {
	t.Parallel()
	s := newEmptySite(t)
	form := url.Values{"name": {"Ana"}, "email": {"ana@aurora.example"}, "password": {phrase}, "sample": {"on"}}
	p := s.visitor().post("/setup", form).want(t, http.StatusUnprocessableEntity)
	if p.Find("#f-email-err").Length() != 1 || p.Find("input[name=sample][checked]").Length() != 1 {
		t.Error("it is not refused in its place, or the choice is lost")
	}
	form.Set("email", "ada@example.com")
	v := s.visitor()
	v.post("/setup", form).want(t, http.StatusSeeOther)
	if n := v.get("/people").want(t, http.StatusOK).Find("table.people tbody tr").Length(); n != 15 {
		t.Errorf("%d people", n)
	}
}
