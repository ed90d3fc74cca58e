package handlers_test

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"tminus/handlers"
	"tminus/internal/password"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/people"
)

const oddPhrase = "a long and odd phrase 42"

// newcomer adds a person with a password.
func (s *site) newcomer(name string) people.User {
	s.t.Helper()
	hash, err := password.Hash(oddPhrase)
	if err != nil {
		s.t.Fatal(err)
	}
	ctx := db.WithActor(context.Background(), db.System())
	u, err := people.NewStore(s.db).CreateWithPassword(ctx,
		people.Input{Name: name, Email: strings.ToLower(name) + "@example.com", Role: people.Member}, hash)
	if err != nil {
		s.t.Fatal(err)
	}
	return u
}

func (v *visitor) signIn(u people.User, plain string) page {
	v.site.t.Helper()
	return v.post("/login", url.Values{"email": {u.Email}, "password": {plain}})
}

func TestKnownDeviceIsNotLockedOut(t *testing.T) {
	t.Parallel()
	s := newEmptySite(t)
	nina := s.newcomer("Nina")
	laptop := s.visitor()
	laptop.signIn(nina, oddPhrase).want(t, http.StatusSeeOther)
	laptop.post("/logout", nil).want(t, http.StatusSeeOther)
	laptop.get("/launches").want(t, http.StatusSeeOther)

	outsider := s.visitor()
	for range 8 {
		outsider.signIn(nina, "a guess")
	}
	s.visitor().signIn(nina, oddPhrase).want(t, http.StatusTooManyRequests)
	laptop.signIn(nina, oddPhrase).want(t, http.StatusSeeOther)
	outsider.signIn(nina, "a guess").want(t, http.StatusTooManyRequests)
}

func TestDeviceIsRememberedPerAccount(t *testing.T) {
	t.Parallel()
	s := newEmptySite(t)
	nina, omar := s.newcomer("Nina"), s.newcomer("Omar")
	shared := s.visitor()
	for _, u := range []people.User{nina, omar} {
		shared.signIn(u, oddPhrase).want(t, http.StatusSeeOther)
		shared.post("/logout", nil)
	}
	for range 8 {
		s.visitor().signIn(nina, "a guess")
		s.visitor().signIn(omar, "a guess")
	}
	shared.signIn(nina, oddPhrase).want(t, http.StatusSeeOther)
	shared.post("/logout", nil)
	shared.signIn(omar, oddPhrase).want(t, http.StatusSeeOther)
}

func TestPasswordChangeKeepsDevice(t *testing.T) {
	t.Parallel()
	s := newEmptySite(t)
	nina := s.newcomer("Nina")
	laptop, phone := s.visitor(), s.visitor()
	phone.signIn(nina, oddPhrase).want(t, http.StatusSeeOther)
	laptop.signIn(nina, oddPhrase).want(t, http.StatusSeeOther)
	const next = "another odd phrase 43"
	laptop.post("/me/password", url.Values{"password": {oddPhrase}, "new_password": {next}}).want(t, http.StatusSeeOther)
	for range 8 {
		s.visitor().signIn(nina, "a guess")
	}
	phone.signIn(nina, next).want(t, http.StatusTooManyRequests)
	laptop.post("/logout", nil)
	laptop.signIn(nina, next).want(t, http.StatusSeeOther)
}

func TestDeviceCookieAttributes(t *testing.T) {
	t.Parallel()
	for base, name := range map[string]string{"http://127.0.0.1": "tminus-device", "https://launch.example.com": "__Host-tminus-device"} {
		d, _ := dbtest.Open(t)
		srv := httptest.NewServer(handlers.New(d, handlers.Options{BaseURL: base, Secret: []byte(strings.Repeat("s", 32)), BodyLimit: 1 << 20,
			Limits: people.Limits{Idle: time.Hour, Absolute: 24 * time.Hour}}))
		t.Cleanup(srv.Close)
		s := &site{Server: srv, t: t, db: d}
		var found *http.Cookie
		for _, c := range s.visitor().signIn(s.newcomer("Nina"), oddPhrase).want(t, http.StatusSeeOther).Cookies() {
			if c.Name == name {
				found = c
			}
		}
		if found == nil {
			t.Fatalf("%s: there is no cookie %s", base, name)
		}
		if !found.HttpOnly || found.Path != "/" || found.Domain != "" || found.MaxAge < 300*24*3600 ||
			found.SameSite != http.SameSiteLaxMode || found.Secure != strings.HasPrefix(base, "https") {
			t.Errorf("%s: the cookie is %+v", base, found)
		}
	}
}

func TestPlantedDeviceCookieIsInvalid(t *testing.T) {
	t.Parallel()
	s := newEmptySite(t)
	nina := s.newcomer("Nina")
	mallory := s.newcomer("Mallory")
	v := s.visitor()
	v.signIn(mallory, oddPhrase).want(t, http.StatusSeeOther)
	for range 8 {
		s.visitor().signIn(nina, "a guess")
	}
	// Mallory's own cookie, and one with a changed letter.
	v.signIn(nina, oddPhrase).want(t, http.StatusTooManyRequests)
	home := mustURL(t, s.URL)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range v.http.Jar.Cookies(home) {
		jar.SetCookies(home, []*http.Cookie{{Name: c.Name, Value: "A" + c.Value[1:], Path: "/"}})
	}
	v.http.Jar = jar
	v.signIn(nina, oddPhrase).want(t, http.StatusTooManyRequests)
}

// warnings returns the lines of the log at level WARN that contain the text.
func (l *lines) warnings(text string) (out []string) {
	for line := range strings.Lines(l.String()) {
		if strings.Contains(line, "level=WARN") && strings.Contains(line, text) {
			out = append(out, line)
		}
	}
	return out
}

func TestRefusedSignInIsLoggedAndAudited(t *testing.T) {
	s := newSite(t)
	nina := s.newcomer("Nina")
	log := logged(t)
	for range 6 {
		s.visitor().signIn(nina, "hunter2 hunter3")
	}
	s.visitor().post("/login", url.Values{"email": {"hunter2 hunter3"}, "password": {"x"}})
	for text, want := range map[string]int{`msg="failed to sign in" address=127.0.0.1`: 6,
		`msg="had to wait to sign in" address=127.0.0.1`: 1, "hunter2": 0, "no such account": 1} {
		if got := log.warnings(text); len(got) != want {
			t.Errorf("%d warnings with %q, want %d:\n%s", len(got), text, want, log)
		}
	}
	p := s.as("ana").get("/audit?"+url.Values{"action": {"user.failed to sign in"}}.Encode()).want(t, http.StatusOK)
	rows := p.Find("table.audit tbody tr")
	text := rows.Text()
	if rows.Length() != 2 || strings.Contains(text, "hunter2") {
		t.Errorf("%d rows: %s", rows.Length(), text)
	}
	for _, part := range []string{"Not signed in", "failed to sign in", "Nina", "wrong password", "unknown account", "127.0.0.1", "Times"} {
		if !strings.Contains(text, part) {
			t.Errorf("the audit log does not say %q: %s", part, text)
		}
	}
}

func TestDeniedRequestIsLoggedAndAudited(t *testing.T) {
	s := newSite(t)
	log := logged(t)
	vera := s.as("vera")
	for range 3 {
		vera.post("/launches/real-time-notifications/deliverables/1/status", url.Values{"status": {"done"}, "version": {"1"}}).want(t,
			http.StatusForbidden)
	}
	vera.get("/audit").want(t, http.StatusForbidden)
	cross := s.visitor()
	cross.headers.Set("Sec-Fetch-Site", "cross-site")
	cross.post("/link/asecretasecretasecret", url.Values{}).want(t, http.StatusForbidden)
	if got := log.warnings(`msg="request denied"`); len(got) != 5 || !strings.Contains(got[0], "address=127.0.0.1") ||
		!strings.Contains(got[0], "deliverables/1/status") {
		t.Errorf("%d warnings:\n%s", len(got), strings.Join(got, ""))
	}
	p := s.as("ana").get("/audit?"+url.Values{"action": {"request.was denied"}}.Encode()).want(t, http.StatusOK)
	var got []string
	p.Find("table.audit tbody tr").Each(func(_ int, row *goquery.Selection) {
		got = append(got, strings.Join(strings.Fields(row.Text()), " "))
	})
	want := [][]string{
		{"Not signed in", "was denied request “POST /link/:token”", "127.0.0.1"},
		{"Vera", "was denied request “GET /audit”", "127.0.0.1"},
		{"Vera", "was denied request “POST /launches/real-time-notifications/deliverables/1/status”", "Viewers", "Times 3", "127.0.0.1"},
	}
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d: %q", len(got), len(want), got)
	}
	for i, parts := range want {
		for _, part := range parts {
			if !strings.Contains(got[i], part) {
				t.Errorf("row %d does not say %q: %s", i, part, got[i])
			}
		}
	}
}
