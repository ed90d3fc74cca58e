package handlers_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"tminus/handlers"
	"tminus/models/db/dbtest"
	"tminus/models/people"
)

func TestInternalErrorPageHasLoggedID(t *testing.T) {
	s := newSite(t)
	log := logged(t)
	srv := httptest.NewServer(handlers.BrokenForTest(s.DB,
		handlers.Options{BaseURL: "http://127.0.0.1", Demo: true, Secret: []byte(strings.Repeat("s", 32)), BodyLimit: 2 << 20,
			Limits: people.Limits{Idle: 12 * time.Hour, Absolute: 720 * time.Hour}}))
	t.Cleanup(srv.Close)
	broken := &site{Server: srv, T: t, DB: s.DB, Clock: s.Clock}
	v := broken.As("ana")
	for _, path := range []string{"/broken/panic", "/broken/render", "/broken/error"} {
		for _, v := range []*visitor{v, v.HTMX()} {
			p := v.Get(path).Want(t, http.StatusInternalServerError)
			id := p.Header.Get("X-Request-Id")
			if id == "" || !strings.Contains(p.Content, id) || !strings.Contains(log.String(), "id="+id) {
				t.Errorf("%s: the id %q is not both on the page and in the log", path, id)
			}
			if strings.Contains(p.Content, "inside of the house") || strings.Contains(p.Content, "goroutine") ||
				strings.Contains(p.Content, "half of a page") {
				t.Errorf("%s tells what is inside: %s", path, p.Content)
			}
			if p.Header.Get("Content-Security-Policy") == "" {
				t.Errorf("%s: no policy", path)
			}
		}
		v.Get("/launches").Want(t, http.StatusOK)
	}
	for _, path := range []string{"/broken/late", "/broken/unavailable"} {
		if p := v.Get(path).Want(t, http.StatusServiceUnavailable); p.Header.Get("Retry-After") == "" {
			t.Errorf("%s does not say when to try again", path)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+"/broken/wait", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.HTTP.Do(req); err == nil { //nolint:bodyclose // there is none
		t.Error("it answered")
	}
	srv.Close() // waits for the handler
	for _, line := range strings.Split(log.String(), "\n") {
		if strings.Contains(line, "/broken/wait") && strings.Contains(line, "level=ERROR") {
			t.Errorf("somebody who left counts as our error: %s", line)
		}
	}
}

// write tries to change something and returns the response.
func write(s *site, v *visitor) page {
	return v.Post("/me/absences", url.Values{"first_day": {"2027-03-01"}, "note": {"typed with care"}})
}

func TestReadOnlyDatabaseServesPages(t *testing.T) {
	if dbtest.Postgres() {
		t.Skip("a page limit is SQLite's")
	}
	s := newSite(t)
	ana := s.As("ana")
	pool, err := s.DB.WriterSQL()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec("PRAGMA query_only = 1"); err != nil { // like a read-only disk
		t.Fatal(err)
	}
	s.Clock.Advance(5 * time.Minute)
	ana.Get("/launches").Want(t, http.StatusOK)
	p := write(s, ana).Want(t, http.StatusServiceUnavailable)
	if !strings.Contains(p.Text(), "can only be read") || p.Find("h1").Length() != 1 {
		t.Errorf("the page says %q", p.Find("main").Text())
	}
	if p := s.Visitor().Get("/readyz").Want(t, http.StatusServiceUnavailable); !strings.Contains(p.Content, "can only be read") {
		t.Errorf("/readyz says %q", p.Content)
	}
	if _, err := pool.Exec("PRAGMA query_only = 0"); err != nil {
		t.Fatal(err)
	}
	s.Visitor().Get("/readyz").Want(t, http.StatusOK)
	if _, err := pool.Exec("PRAGMA max_page_count = 1"); err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(5 * time.Minute)
	full := false
	for range 200 {
		if p := ana.Post("/me/contacts",
			url.Values{"kind": {"chat"}, "value": {strings.Repeat("x", 100)}}); p.StatusCode == http.StatusServiceUnavailable {
			full = strings.Contains(p.Text(), "no room left")
			break
		}
		if p := ana.Post(notifications+"/deliverables/"+s.ItemOf("real-time-notifications")+"/comments",
			url.Values{"body": {strings.Repeat("words ", 800)}}); p.StatusCode == http.StatusServiceUnavailable {
			full = strings.Contains(p.Text(), "no room left")
			break
		}
	}
	if !full {
		t.Error("a full disk was not said")
	}
	s.Visitor().Get("/readyz").Want(t, http.StatusServiceUnavailable)
	ana.Get("/launches").Want(t, http.StatusOK)
}

func TestReplacedDatabaseIsDetected(t *testing.T) {
	if dbtest.Postgres() {
		t.Skip("the database is a file with SQLite only")
	}
	s := newSite(t)
	ana := s.As("ana")
	file := scan[string](s, "SELECT file FROM pragma_database_list WHERE name = 'main'")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, take := range map[string]func() error{
		"replaced": func() error { _ = os.Remove(file); return os.WriteFile(file, data, 0o600) },
		"removed":  func() error { return os.Remove(file) },
	} {
		s.Visitor().Get("/readyz")
		if err := take(); err != nil {
			t.Fatal(err)
		}
		s.Visitor().Get("/readyz").Want(t, http.StatusServiceUnavailable)
		p := write(s, ana).Want(t, http.StatusServiceUnavailable)
		if !strings.Contains(p.Text(), "removed or replaced") {
			t.Errorf("%s: the page says %q", name, p.Find("main").Text())
		}
	}
}
