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
	ana := s.as("ana")
	err := s.db.Write(t.Context(), func(tx *db.Tx) error { return tx.Exec("ALTER TABLE teams RENAME TO elsewhere").Error })
	if err != nil {
		t.Fatal(err)
	}
	p := ana.get("/people/teams").want(t, http.StatusInternalServerError)
	id := p.Header.Get("X-Request-Id")
	if id == "" || !strings.Contains(p.body, id) {
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
	ana := s.as("ana")
	var cookie string
	for _, c := range ana.http.Jar.Cookies(mustURL(t, s.URL)) {
		cookie = c.Value
	}
	link := ana.shown(s.personOf("Petra")+"/link", url.Values{})
	token := link.body[strings.Index(link.body, "/link/")+len("/link/"):][:43]
	feed := s.feedsOf("marek")
	v := s.visitor()
	v.get(feed+"/me.ics").want(t, http.StatusOK)
	v.get(feed+"x/me.ics").want(t, http.StatusNotFound)
	s.as("marek").post("/me/feeds/revoke", url.Values{}).want(t, http.StatusSeeOther)
	v.get(feed+"/me.ics").want(t, http.StatusNotFound)
	v.get("/link/"+token).want(t, http.StatusOK)
	v.post("/link/"+token, url.Values{"password": {"short"}})
	v.post("/link/"+token, url.Values{"password": {"hunter2 hunter3 hunter4"}}).want(t, http.StatusSeeOther)
	v.get("/link/"+token).want(t, http.StatusGone)
	for range 8 {
		s.visitor().post("/login?secretquery=1", url.Values{"email": {"somebody.private@example.com"}, "password": {"hunter2 hunter3 hunter4"}})
	}
	ana.get("/search?q=secretquery")
	ana.get("/nope?q=secretquery")
	ana.get("/launches/%ff?q=secretquery")
	ana.post("/people?x=secretquery", url.Values{"name": {strings.Repeat("a", 3<<20)}})
	ana.raw(http.MethodPost, "/people", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		strings.NewReader("password=hunter2&x=%zz"))
	// An internal error is logged with its statement, but without its values.
	pool, err := s.db.WriterSQL()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec("DROP TABLE sign_in_attempts"); err != nil {
		t.Fatal(err)
	}
	s.visitor().post("/login", url.Values{"email": {"somebody.private@example.com"}, "password": {"hunter2 hunter3 hunter4"}}).want(t,
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
