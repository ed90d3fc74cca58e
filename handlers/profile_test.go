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
func admin(s *site) *visitor {
	s.T.Helper()
	v := s.Visitor()
	v.Post("/setup", url.Values{"name": {"Ada"}, "email": {"ada@example.com"}, "password": {phrase}}).Want(s.T, http.StatusSeeOther)
	return v
}

func TestSignInRateLimit(t *testing.T) {
	t.Parallel()
	s := newEmptySite(t)
	admin(s)
	v := s.Visitor()
	form := url.Values{"email": {"ada@example.com"}, "password": {"guess"}, "next": {"/people"}}
	for range 5 {
		v.Post("/login", form).Want(t, http.StatusUnprocessableEntity)
	}
	p := v.Post("/login", form).Want(t, http.StatusTooManyRequests)
	if !strings.Contains(p.Find("#f-email-err").Text(), "Wait 1 second") {
		t.Errorf("it says %q", p.Find("#f-email-err").Text())
	}
	if p.Find("input[name=email]").AttrOr("value", "") != "ada@example.com" || p.Find("input[name=password]").AttrOr("value", "") != "" {
		t.Error("the address was lost or the password kept")
	}
	if !strings.HasPrefix(p.Find("title").Text(), "Error:") {
		t.Errorf("the title is %q", p.Find("title").Text())
	}
	s.Clock.Advance(time.Second)
	form.Set("password", phrase)
	if to := v.Post("/login", form).Want(t, http.StatusSeeOther).Header.Get("Location"); to != "/people" {
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
		s := &site{Server: srv, T: t, DB: d}
		p := s.Visitor().Post("/setup", url.Values{"name": {"Ada"}, "email": {"ada@example.com"}, "password": {phrase}}).Want(t,
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
	v := s.As("ana")
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	stolen := v.HTTP.Jar.Cookies(u)
	v.Post("/logout", url.Values{}).Want(t, http.StatusSeeOther)
	thief := s.Visitor()
	thief.HTTP.Jar.SetCookies(u, stolen)
	thief.Get("/launches").Want(t, http.StatusSeeOther)
}

func TestSignInChangesCookie(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	u, _ := url.Parse(s.URL)
	before := v.HTTP.Jar.Cookies(u)
	v.Post("/login/sample", url.Values{"email": {"petra@aurora.example"}}).Want(t, http.StatusSeeOther)
	old := s.Visitor()
	old.HTTP.Jar.SetCookies(u, before)
	old.Get("/launches").Want(t, http.StatusSeeOther)
}

func TestSessionsListAndEnd(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	one, two, three := s.As("ana"), s.As("ana"), s.As("ana")
	p := one.Get("/me/profile").Want(t, http.StatusOK)
	if n := p.Find("#sessions .list > li").Length(); n != 3 {
		t.Fatalf("%d sessions are listed", n)
	}
	for _, f := range p.Find("#sessions form[action$='/end']").EachIter() {
		if a, _ := f.Attr("action"); a != "/me/sessions/end" {
			one.Post(a, url.Values{}).Want(t, http.StatusSeeOther)
			one.Post(a, url.Values{}).Want(t, http.StatusNotFound)
			break
		}
	}
	alive := 0
	for _, v := range []*visitor{two, three} {
		if v.Get("/launches").StatusCode == http.StatusOK {
			alive++
		}
	}
	if alive != 1 {
		t.Errorf("%d of the two others live on", alive)
	}
	one.Post("/me/sessions/end", url.Values{}).Want(t, http.StatusSeeOther)
	for _, v := range []*visitor{one, two, three} {
		v.Get("/launches").Want(t, http.StatusSeeOther)
	}
	if audited(s, "user.signed out everywhere") != 1 {
		t.Error("no audit row")
	}
}

func TestProfileEdit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("vera")
	page := v.Get("/me/profile").Want(t, http.StatusOK)
	form := valuesOf(page, "#you form")
	form.Set("zone", "Nowhere/Else")
	p := v.Post("/me/profile", form).Want(t, http.StatusUnprocessableEntity)
	if p.Find("#f-you-zone-err").Length() != 1 || p.Find("#f-you-zone").AttrOr("value", "") != "Nowhere/Else" {
		t.Error("the zone is not refused in its place")
	}
	form.Set("zone", "Asia/Tokyo")
	v.Post("/me/profile", form).Want(t, http.StatusSeeOther)
	v.Post("/me/profile", form).Want(t, http.StatusSeeOther) // pressed twice

	v.Post("/me/contacts", url.Values{"kind": {"phone"}, "value": {"call me"}}).Want(t, http.StatusUnprocessableEntity)
	v.Post("/me/contacts", url.Values{"kind": {"phone"}, "value": {"+420 123 456 789"}}).Want(t, http.StatusSeeOther)
	if got := v.Get("/me/profile").Find("#contact .list").Text(); !strings.Contains(got, "+420 123 456 789") {
		t.Errorf("the contacts are %q", got)
	}
	v.Post("/me/absences", url.Values{"first_day": {"2026-12-0x"}}).Want(t, http.StatusUnprocessableEntity)
	v.Post("/me/absences", url.Values{"first_day": {"2026-12-01"}, "last_day": {"2026-12-04"}, "note": {"Wedding"}}).Want(t,
		http.StatusSeeOther)
	p = v.Post("/me/absences", url.Values{"first_day": {"2026-12-04"}, "note": {"Again"}}).Want(t, http.StatusUnprocessableEntity)
	if p.Find("#f-absence-note").AttrOr("value", "") != "Again" ||
		!strings.Contains(p.Find("#f-absence-first_day-err").Text(), "away Tue 1 Dec") {
		t.Errorf("the overlap: %q", p.Find("#f-absence-first_day-err").Text())
	}
	if !strings.Contains(s.As("petra").Get(s.PersonOf("Vera")).Content, "Wedding") {
		t.Error("the others do not see it")
	}
	remove, _ := v.Get("/me/profile").Find("#absence form[action$='/remove']").Attr("action")
	s.As("petra").Post(remove, url.Values{}).Want(t, http.StatusNotFound)
	v.Post(remove, url.Values{}).Want(t, http.StatusSeeOther)
	v.Post("/me/absences", valuesOf(v.Get("/me/profile"), ".flash form")).Want(t, http.StatusSeeOther)
}

func TestPasswordChange(t *testing.T) {
	t.Parallel()
	s := newEmptySite(t)
	v := admin(s)
	other := s.Visitor()
	other.Post("/login", url.Values{"email": {"ada@example.com"}, "password": {phrase}}).Want(t, http.StatusSeeOther)
	p := v.Post("/me/password", url.Values{"password": {"wrong"}, "new_password": {"another odd phrase 43"}}).Want(t,
		http.StatusUnprocessableEntity)
	if p.Find("#f-password-password-err").Length() != 1 || strings.Contains(p.Content, "another odd phrase") {
		t.Error("no message in its place, or a password in the page")
	}
	v.Post("/me/password", url.Values{"password": {phrase}, "new_password": {"another odd phrase 43"}}).Want(t, http.StatusSeeOther)
	v.Get("/me/profile").Want(t, http.StatusOK)
	other.Get("/me/profile").Want(t, http.StatusSeeOther)
}

func TestConcurrentSetUp(t *testing.T) {
	t.Parallel()
	s := newEmptySite(t)
	var wg sync.WaitGroup
	status := make(chan int, 6)
	for i := range 6 {
		v := s.Visitor()
		wg.Go(func() {
			p := v.Post("/setup", url.Values{"name": {"A"}, "email": {fmt.Sprintf("a%d@example.com", i)}, "password": {phrase}, "sample": {"on"}})
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
	s.Visitor().Get("/setup").Want(t, http.StatusNotFound)
}

func TestSetUpRejectsSampleAddress(t *testing.T) {
	t.Parallel()
	s := newEmptySite(t)
	form := url.Values{"name": {"Ana"}, "email": {"ana@aurora.example"}, "password": {phrase}, "sample": {"on"}}
	p := s.Visitor().Post("/setup", form).Want(t, http.StatusUnprocessableEntity)
	if p.Find("#f-email-err").Length() != 1 || p.Find("input[name=sample][checked]").Length() != 1 {
		t.Error("it is not refused in its place, or the choice is lost")
	}
	form.Set("email", "ada@example.com")
	v := s.Visitor()
	v.Post("/setup", form).Want(t, http.StatusSeeOther)
	if n := v.Get("/people").Want(t, http.StatusOK).Find("table.people tbody tr").Length(); n != 15 {
		t.Errorf("%d people", n)
	}
}
