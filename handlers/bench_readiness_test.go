package handlers_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"tminus/handlers"
	"tminus/models/calendar"
	"tminus/models/checklist"
	"tminus/models/db"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/readiness"
	"tminus/models/risk"
	"tminus/models/ritual"
	"tminus/views/layout"
	readinessview "tminus/views/readiness"
)

// weighed adds criteria of every kind to a launch, and what they are bound to: checklist items,
// risks and answers.
func weighed(s *site, slug string, checks, risks, answers int) {
	s.T.Helper()
	err := s.DB.Write(db.WithActor(context.Background(), db.System()), func(tx *db.Tx) error {
		var l struct{ ID, LeadID int64 }
		if err := tx.Raw("SELECT id, lead_id FROM launches WHERE slug = ?", slug).Scan(&l).Error; err != nil {
			return err
		}
		w := weighing{tx: tx, launch: l.ID, lead: l.LeadID}
		w.run(`INSERT INTO checklists (launch_id, key, name, mode, created_at, updated_at) VALUES (?, 'all', 'Everything', 'tick', 0, 0)`, l.ID)
		for i := range checks {
			w.run(`INSERT INTO checklist_items (launch_id, checklist_id, title, owner_id, due_offset, state, position, created_at, updated_at)
				SELECT ?, id, ?, ?, -3, 'open', ?, 0, 0 FROM checklists WHERE launch_id = ?`, l.ID, fmt.Sprintf("Item %d", i), l.LeadID, i, l.ID)
		}
		for i := range risks {
			w.run(`INSERT INTO risks (launch_id, title, search_text, category, inherent_likelihood, inherent_impact, current_likelihood,
				current_impact, owner_id,
				response, show_stopper, created_at, updated_at) VALUES (?, ?, '', 'technical', 3, 3, 3, 3, ?, 'mitigate', ?, 0, 0)`, l.ID,
				fmt.Sprintf("Risk %d", i), l.LeadID, i%10 == 0)
		}
		for i := range answers {
			w.run(`INSERT INTO interview_questions (launch_id, key, ask, dated, owner_id, position, created_at, updated_at)
				VALUES (?, ?, ?, ?, ?, ?, 0, 0)`,
				l.ID, fmt.Sprintf("q%d", i), fmt.Sprintf("Question %d?", i), false, l.LeadID, i)
			w.run(`INSERT INTO interview_answers (question_id, option_key, option_label, flagged, by_id, at)
				SELECT id, 'no', 'No', ?, ?, 1 FROM interview_questions WHERE launch_id = ? AND key = ?`, i%2 == 0, l.LeadID, l.ID,
				fmt.Sprintf("q%d", i))
		}
		w.run(`UPDATE interview_questions SET answer_id = (SELECT MAX(a.id) FROM interview_answers a
			WHERE a.question_id = interview_questions.id) WHERE launch_id = ?`, l.ID)
		w.criteria()
		return w.err
	})
	if err != nil {
		s.T.Fatal(err)
	}
}

type weighing struct {
	tx           *db.Tx
	launch, lead int64
	err          error
}

func (w *weighing) run(query string, args ...any) {
	if w.err == nil {
		w.err = w.tx.Exec(query, args...).Error
	}
}

// criteria adds 13 criteria, at least one of each kind.
func (w *weighing) criteria() {
	add := func(kind readiness.Kind, bind, rule, from string) {
		w.run(`INSERT INTO criteria (launch_id, kind, title, owner_id, bind, bind_rule, environment, position, created_at, updated_at, bind_id)
			SELECT ?, ?, ?, ?, ?, ?, 'staging', 0, 0, 0, `+from, w.launch, kind, "By "+bind, w.lead, bind, rule)
	}
	of := func(table string) string {
		return fmt.Sprintf("(SELECT MIN(id) FROM %s WHERE launch_id = %d)", table, w.launch)
	}
	w.run(`INSERT INTO rituals (launch_id, name, from_offset, to_offset, peak, created_at, updated_at) VALUES (?, 'Ritual', -7, 7, 3, 0, 0)`,
		w.launch)
	for _, kind := range []readiness.Kind{readiness.KindGo, readiness.KindNoGo} {
		add(kind, readiness.BindManual, "", "NULL")
		add(kind, launch.BindDeliverable, "", of("deliverables"))
		add(kind, checklist.BindChecklist, "", of("checklists"))
		add(kind, checklist.BindCheck, "", of("checklist_items"))
		add(kind, interview.BindQuestion, "", of("interview_questions"))
		add(kind, ritual.BindRun, "", of("rituals"))
		add(kind, risk.BindRisks, risk.RuleShowStopper, "NULL")
	}
	add(readiness.KindGo, interview.BindInterview, "", "NULL")
}

// counted returns another server for the same site, with a counter of its queries.
func counted(s *site) (*httptest.Server, *atomic.Int64) {
	s.T.Helper()
	n := new(atomic.Int64)
	h := handlers.New(s.DB, handlers.Options{BaseURL: "http://127.0.0.1", Demo: true, Secret: []byte("ssssssssssssssssssssssssssssssss"),
		BodyLimit: 2 << 20,
		Limits:    people.Limits{Idle: 12 * time.Hour, Absolute: 720 * time.Hour}})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(db.WithQueryCount(r.Context(), n)))
	}))
	s.T.Cleanup(srv.Close)
	return srv, n
}

// The number of queries of the readiness page, and of the readiness state on other pages of a
// launch, does not depend on the amount of data.
func TestReadinessQueryCountIsConstant(t *testing.T) {
	s := newSite(t)
	srv, n := counted(s)
	little, _ := s.Planned("Little", many(3)...)
	weighed(s, little, 2, 1, 2)
	lot, _ := s.Planned("Lot", many(300)...)
	weighed(s, lot, 200, 100, 40)
	s.RefreshStates()
	v := s.As("ana")
	s.URL = srv.URL
	for _, page := range []string{"/readiness", "/timeline", ""} {
		counts := make([]int64, 2)
		for i, slug := range []string{little, lot} {
			n.Store(0)
			v.Get("/launches/"+slug+page).Want(t, http.StatusOK)
			counts[i] = n.Load()
		}
		if counts[0] == 0 || counts[0] != counts[1] {
			t.Errorf("%q needs %v queries", page, counts)
		}
		t.Logf("%q: %d queries", page, counts[1])
	}
}

// BenchmarkReadinessAgainstMemory compares the page of a launch with 300 deliverables, 200
// checklist items, 100 risks and 40 answers over HTTP with the same page rendered from memory,
// alternately.
func BenchmarkReadinessAgainstMemory(b *testing.B) {
	quiet(b)
	s := newSite(b)
	slug, _ := s.Planned("Big", many(300)...)
	weighed(s, slug, 200, 100, 40)
	client := plain(s.As("ana"))
	url := s.URL + "/launches/" + slug + "/readiness"
	mem := readinessInMemory(b, s, slug)
	fetch(b, client, url)
	for _, at := range []int{1, 32} {
		b.Run(fmt.Sprintf("readers=%d", at), func(b *testing.B) {
			var whole, bare time.Duration
			for range b.N {
				whole += together(b, client, url, at)
				bare += together(b, client, mem.URL+"/readiness", at)
			}
			b.ReportMetric(float64(bare)/float64(whole), "share")
			b.ReportMetric(float64(whole.Microseconds())/float64(b.N*at), "µs/page")
		})
	}
}

func readinessInMemory(b *testing.B, s *site, slug string) *httptest.Server {
	b.Helper()
	ctx := db.WithActor(context.Background(), db.System())
	p, err := launch.NewStore(s.DB).Plan(ctx, slug)
	if err != nil {
		b.Fatal(err)
	}
	store := readiness.NewStore(s.DB, calendar.NewStore(s.DB))
	v, err := store.Verdict(ctx, slug)
	if err != nil {
		b.Fatal(err)
	}
	list, err := store.Open(ctx, p.Launch)
	if err != nil {
		b.Fatal(err)
	}
	if len(list.Lines) < 10 {
		b.Fatalf("only %d lines are open", len(list.Lines))
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sh := layout.Shell{Nav: "launches", Demo: true, Path: r.URL.Path,
			User: &layout.User{ID: 1, Name: "Ana Kern", Email: "ana@aurora.example", Role: "administrator"}}
		head := layout.LaunchHead{Slug: slug, Name: p.Name, Countdown: "T-15", When: p.When(),
			Lead: p.LeadName, Page: layout.PageReadiness, CanEdit: true}
		head.State = readinessview.StateTag(slug, list.State)
		vm := readinessview.VerdictVM{Plan: p, Verdict: v, Me: 1, CanEdit: true, CanLead: true,
			Open: readinessview.OpenVM{Launch: p.Launch, List: list, Me: 1, CanEdit: true, Back: r.URL.Path}}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = readinessview.Page(sh, head, vm).Render(r.Context(), w)
	}))
	b.Cleanup(srv.Close)
	return srv
}
