package handlers_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"tminus/models/db"
	"tminus/models/launch"
	model "tminus/models/timeline"
	"tminus/views/layout"
	"tminus/views/timeline"
)

// quiet disables the log, so that the speed of the terminal is not measured.
func quiet(t testing.TB) {
	t.Helper()
	was := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	t.Cleanup(func() { slog.SetDefault(was) })
}

func fetch(b *testing.B, c *http.Client, url string) {
	b.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil)
	if err != nil {
		b.Error(err)
		return
	}
	res, err := c.Do(req)
	if err != nil {
		b.Error(err)
		return
	}
	defer res.Body.Close()
	if n, err := io.Copy(io.Discard, res.Body); err != nil || n < 10_000 || res.StatusCode != http.StatusOK {
		b.Errorf("%s: %d bytes, %v", res.Status, n, err)
	}
}

// inMemory serves the same page from data in memory.
func inMemory(b *testing.B, s *site, slug string) *httptest.Server {
	b.Helper()
	ctx := db.WithActor(context.Background(), db.System())
	p, err := launch.NewStore(s.DB).Plan(ctx, slug)
	if err != nil {
		b.Fatal(err)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sh := layout.Shell{Nav: "launches", Demo: true, Path: r.URL.Path,
			User: &layout.User{ID: 1, Name: "Ana Kern", Email: "ana@aurora.example", Role: "administrator"}}
		head := layout.LaunchHead{Slug: slug, Name: p.Name, Countdown: "T-15", When: p.When(),
			Lead: p.LeadName, Page: layout.PageTimeline, CanEdit: true}
		vm := timeline.VM{Plan: p, Chart: model.New(p, model.Filter{}), Sort: "due", CanEdit: true, CanLead: true, Back: r.URL.RequestURI()}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = timeline.Page(sh, head, vm).Render(r.Context(), w)
	}))
	b.Cleanup(srv.Close)
	return srv
}

// plain returns a signed-in client that requests no compression, which would dominate the time of
// both sides.
func plain(v *visitor) *http.Client {
	return &http.Client{Jar: v.HTTP.Jar, Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64}}
}

// BenchmarkTimelineAgainstMemory compares the page with 300 deliverables over HTTP with the same
// page rendered from memory. "share" is the rate of the first divided by that of the second, with
// one reader and with 32 at once. Both are measured alternately, so that a busy machine slows both.
func BenchmarkTimelineAgainstMemory(b *testing.B) {
	quiet(b)
	s := newSite(b)
	slug, _ := s.Planned("Big", many(300)...)
	client := plain(s.As("ana"))
	url := s.URL + "/launches/" + slug + "/timeline"
	mem := inMemory(b, s, slug)
	fetch(b, client, url)
	for _, at := range []int{1, 32} {
		b.Run(fmt.Sprintf("readers=%d", at), func(b *testing.B) {
			var whole, bare time.Duration
			for range b.N {
				whole += together(b, client, url, at)
				bare += together(b, client, mem.URL+"/timeline", at)
			}
			b.ReportMetric(float64(bare)/float64(whole), "share")
			b.ReportMetric(float64(whole.Microseconds())/float64(b.N*at), "µs/page")
		})
	}
}

// together fetches a page n times concurrently and returns the total time.
func together(b *testing.B, c *http.Client, url string, n int) time.Duration {
	b.Helper()
	start := time.Now()
	var wait sync.WaitGroup
	for range n {
		wait.Go(func() { fetch(b, c, url) })
	}
	wait.Wait()
	return time.Since(start)
}

// BenchmarkTimelineBesideOthers measures the page with 10,000 other launches in the database and
// without any. "ratio" is the first time divided by the second.
func BenchmarkTimelineBesideOthers(b *testing.B) {
	quiet(b)
	alone, crowded := newSite(b), newSite(b)
	slug, _ := alone.Planned("Big", many(300)...)
	crowded.Planned("Big", many(300)...)
	crowd(b, crowded, 10_000)
	ca, cc := plain(alone.As("ana")), plain(crowded.As("ana"))
	path := "/launches/" + slug + "/timeline"
	fetch(b, ca, alone.URL+path)
	fetch(b, cc, crowded.URL+path)
	b.ResetTimer()
	var a, c time.Duration
	for range b.N {
		start := time.Now()
		fetch(b, ca, alone.URL+path)
		mid := time.Now()
		fetch(b, cc, crowded.URL+path)
		a, c = a+mid.Sub(start), c+time.Since(mid)
	}
	b.ReportMetric(float64(c)/float64(a), "ratio")
}

// crowd inserts n launches with a lane and ten deliverables each directly into the tables.
func crowd(b *testing.B, s *site, n int) {
	b.Helper()
	err := s.DB.Write(db.WithActor(context.Background(), db.System()), func(tx *db.Tx) error {
		for i := range n {
			slug := fmt.Sprintf("other-%d", i)
			if err := tx.Exec(
				`INSERT INTO launches (slug, name, search_text, launch_on, launch_time, zone, launch_at, lead_id, state, created_by,
					created_at, updated_at)
				SELECT ?, ?, ?, launch_on, launch_time, zone, launch_at, lead_id, state, created_by, created_at, updated_at FROM launches
				WHERE slug = 'big'`, slug, slug, slug).Error; err != nil {
				return err
			}
		}
		if err := tx.Exec(
			`INSERT INTO lanes (launch_id, key, name, position) SELECT id, 'all', 'All', 0 FROM launches
				WHERE slug LIKE 'other-%'`).Error; err != nil {
			return err
		}
		return tx.Exec(
			`INSERT INTO deliverables (launch_id, lane_id, kind, title, search_text, owner_id, anchor, start_offset, due_offset, starts_on,
				due_on, status, position, created_at, updated_at)
			SELECT l.launch_id, l.id, d.kind, d.title, d.search_text, d.owner_id, d.anchor, d.start_offset, d.due_offset, d.starts_on,
			d.due_on, d.status, d.position, d.created_at, d.updated_at
			FROM lanes l JOIN deliverables d ON d.launch_id = (SELECT id FROM launches WHERE slug = 'big') AND d.position < 10
			WHERE l.key = 'all'`).Error
	})
	if err != nil {
		b.Fatal(err)
	}
}
