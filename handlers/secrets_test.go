package handlers_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"tminus/models/db"
)

// lines collects the log.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// logged enables logging at all levels for one test, which must not run in parallel.
func logged(t *testing.T) *lines {
	t.Helper()
	before, l := slog.Default(), &lines{}
	slog.SetDefault(slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
	return l
}

func TestErrorIDOfPageIsInLog(t *testing.T) {
	s := newSite(t)
	log := logged(t)
	ana := s.As("ana")
	err := s.DB.Write(t.Context(), func(tx *db.Tx) error { return tx.Exec("ALTER TABLE teams RENAME TO elsewhere").Error })
	if err != nil {
		t.Fatal(err)
	}
	p := ana.Get("/people/teams").Want(t, http.StatusInternalServerError)
	id := p.Header.Get("X-Request-Id")
	if id == "" || !strings.Contains(p.Content, id) {
		t.Errorf("the page does not name %q", id)
	}
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, "level=ERROR") && strings.Contains(line, "request failed") && strings.Contains(line, id) &&
			strings.Contains(line, "teams") {
			return
		}
	}
	t.Errorf("the cause is not logged:\n%s", log.String())
}

func TestLogHasNoSecrets(t *testing.T) {
	s := newSite(t)
	log := logged(t)
	ana := s.As("ana")
	var cookie string
	for _, c := range ana.HTTP.Jar.Cookies(mustURL(t, s.URL)) {
		cookie = c.Value
	}
	link := ana.Shown(s.PersonOf("Petra")+"/link", url.Values{})
	token := link.Content[strings.Index(link.Content, "/link/")+len("/link/"):][:43]
	feed := feedsOf(s, "marek")
	v := s.Visitor()
	v.Get(feed+"/me.ics").Want(t, http.StatusOK)
	v.Get(feed+"x/me.ics").Want(t, http.StatusNotFound)
	s.As("marek").Post("/me/feeds/revoke", url.Values{}).Want(t, http.StatusSeeOther)
	v.Get(feed+"/me.ics").Want(t, http.StatusNotFound)
	v.Get("/link/"+token).Want(t, http.StatusOK)
	v.Post("/link/"+token, url.Values{"password": {"short"}})
	v.Post("/link/"+token, url.Values{"password": {"hunter2 hunter3 hunter4"}}).Want(t, http.StatusSeeOther)
	v.Get("/link/"+token).Want(t, http.StatusGone)
	for range 8 {
		s.Visitor().Post("/login?secretquery=1", url.Values{"email": {"somebody.private@example.com"}, "password": {"hunter2 hunter3 hunter4"}})
	}
	ana.Get("/search?q=secretquery")
	ana.Get("/nope?q=secretquery")
	ana.Get("/launches/%ff?q=secretquery")
	ana.Post("/people?x=secretquery", url.Values{"name": {strings.Repeat("a", 3<<20)}})
	raw(ana, http.MethodPost, "/people", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		strings.NewReader("password=hunter2&x=%zz"))
	// An internal error is logged with its statement, but without its values.
	pool, err := s.DB.WriterSQL()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec("DROP TABLE sign_in_attempts"); err != nil {
		t.Fatal(err)
	}
	s.Visitor().Post("/login", url.Values{"email": {"somebody.private@example.com"}, "password": {"hunter2 hunter3 hunter4"}}).Want(t,
		http.StatusInternalServerError)
	all := log.String()
	if !strings.Contains(all, "sign_in_attempts") || !strings.Contains(all, "/link/:token") {
		t.Fatalf("the log is not what the test thinks:\n%s", all)
	}
	for name, secret := range map[string]string{"a password": "hunter", "a cookie": cookie, "a link": token,
		"a calendar's address": strings.TrimPrefix(feed, "/feeds/"), "a query": "secretquery",
		"an address that failed to sign in": "somebody.private"} {
		if i := strings.Index(all, secret); i >= 0 {
			t.Errorf("%s is in the log: …%s…", name, all[max(0, i-200):min(len(all), i+100)])
		}
	}
}

func mustURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
