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
func newcomer(s *site, name string) people.User {
	s.T.Helper()
	hash, err := password.Hash(oddPhrase)
	if err != nil {
		s.T.Fatal(err)
	}
	ctx := db.WithActor(context.Background(), db.System())
	u, err := people.NewStore(s.DB).CreateWithPassword(ctx,
		people.Input{Name: name, Email: strings.ToLower(name) + "@example.com", Role: people.Member}, hash)
	if err != nil {
		s.T.Fatal(err)
	}
	return u
}

func signIn(v *visitor, u people.User, plain string) page {
	v.Site.T.Helper()
	return v.Post("/login", url.Values{"email": {u.Email}, "password": {plain}})
}

func TestKnownDeviceIsNotLockedOut(t *testing.T) {
	t.Parallel()
	s := newEmptySite(t)
	nina := newcomer(s, "Nina")
	laptop := s.Visitor()
	signIn(laptop, nina, oddPhrase).Want(t, http.StatusSeeOther)
	laptop.Post("/logout", nil).Want(t, http.StatusSeeOther)
	laptop.Get("/launches").Want(t, http.StatusSeeOther)

	outsider := s.Visitor()
	for range 8 {
		signIn(outsider, nina, "a guess")
	}
	signIn(s.Visitor(), nina, oddPhrase).Want(t, http.StatusTooManyRequests)
	signIn(laptop, nina, oddPhrase).Want(t, http.StatusSeeOther)
	signIn(outsider, nina, "a guess").Want(t, http.StatusTooManyRequests)
}

func TestDeviceIsRememberedPerAccount(t *testing.T) {
	t.Parallel()
	s := newEmptySite(t)
	nina, omar := newcomer(s, "Nina"), newcomer(s, "Omar")
	shared := s.Visitor()
	for _, u := range []people.User{nina, omar} {
		signIn(shared, u, oddPhrase).Want(t, http.StatusSeeOther)
		shared.Post("/logout", nil)
	}
	for range 8 {
		signIn(s.Visitor(), nina, "a guess")
		signIn(s.Visitor(), omar, "a guess")
	}
	signIn(shared, nina, oddPhrase).Want(t, http.StatusSeeOther)
	shared.Post("/logout", nil)
	signIn(shared, omar, oddPhrase).Want(t, http.StatusSeeOther)
}

func TestPasswordChangeKeepsDevice(t *testing.T) {
	t.Parallel()
	s := newEmptySite(t)
	nina := newcomer(s, "Nina")
	laptop, phone := s.Visitor(), s.Visitor()
	signIn(phone, nina, oddPhrase).Want(t, http.StatusSeeOther)
	signIn(laptop, nina, oddPhrase).Want(t, http.StatusSeeOther)
	const next = "another odd phrase 43"
	laptop.Post("/me/password", url.Values{"password": {oddPhrase}, "new_password": {next}}).Want(t, http.StatusSeeOther)
	for range 8 {
		signIn(s.Visitor(), nina, "a guess")
	}
	signIn(phone, nina, next).Want(t, http.StatusTooManyRequests)
	laptop.Post("/logout", nil)
	signIn(laptop, nina, next).Want(t, http.StatusSeeOther)
}

func TestDeviceCookieAttributes(t *testing.T) {
	t.Parallel()
	for base, name := range map[string]string{"http://127.0.0.1": "tminus-device", "https://launch.example.com": "__Host-tminus-device"} {
		d, _ := dbtest.Open(t)
		srv := httptest.NewServer(handlers.New(d, handlers.Options{BaseURL: base, Secret: []byte(strings.Repeat("s", 32)), BodyLimit: 1 << 20,
			Limits: people.Limits{Idle: time.Hour, Absolute: 24 * time.Hour}}))
		t.Cleanup(srv.Close)
		s := &site{Server: srv, T: t, DB: d}
		var found *http.Cookie
		for _, c := range signIn(s.Visitor(), newcomer(s, "Nina"), oddPhrase).Want(t, http.StatusSeeOther).Cookies() {
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
	nina := newcomer(s, "Nina")
	mallory := newcomer(s, "Mallory")
	v := s.Visitor()
	signIn(v, mallory, oddPhrase).Want(t, http.StatusSeeOther)
	for range 8 {
		signIn(s.Visitor(), nina, "a guess")
	}
	// Mallory's own cookie, and one with a changed letter.
	signIn(v, nina, oddPhrase).Want(t, http.StatusTooManyRequests)
	home := mustURL(t, s.URL)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range v.HTTP.Jar.Cookies(home) {
		jar.SetCookies(home, []*http.Cookie{{Name: c.Name, Value: "A" + c.Value[1:], Path: "/"}})
	}
	v.HTTP.Jar = jar
	signIn(v, nina, oddPhrase).Want(t, http.StatusTooManyRequests)
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
	nina := newcomer(s, "Nina")
	log := logged(t)
	for range 6 {
		signIn(s.Visitor(), nina, "hunter2 hunter3")
	}
	s.Visitor().Post("/login", url.Values{"email": {"hunter2 hunter3"}, "password": {"x"}})
	for text, want := range map[string]int{`msg="failed to sign in" address=127.0.0.1`: 6,
		`msg="had to wait to sign in" address=127.0.0.1`: 1, "hunter2": 0, "no such account": 1} {
		if got := log.warnings(text); len(got) != want {
			t.Errorf("%d warnings with %q, want %d:\n%s", len(got), text, want, log)
		}
	}
	p := s.As("ana").Get("/audit?"+url.Values{"action": {"user.failed to sign in"}}.Encode()).Want(t, http.StatusOK)
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
	vera := s.As("vera")
	for range 3 {
		vera.Post("/launches/real-time-notifications/deliverables/1/status", url.Values{"status": {"done"}, "version": {"1"}}).Want(t,
			http.StatusForbidden)
	}
	vera.Get("/audit").Want(t, http.StatusForbidden)
	cross := s.Visitor()
	cross.Headers.Set("Sec-Fetch-Site", "cross-site")
	cross.Post("/link/asecretasecretasecret", url.Values{}).Want(t, http.StatusForbidden)
	if got := log.warnings(`msg="request denied"`); len(got) != 5 || !strings.Contains(got[0], "address=127.0.0.1") ||
		!strings.Contains(got[0], "deliverables/1/status") {
		t.Errorf("%d warnings:\n%s", len(got), strings.Join(got, ""))
	}
	p := s.As("ana").Get("/audit?"+url.Values{"action": {"request.was denied"}}.Encode()).Want(t, http.StatusOK)
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
