package portfolio

import (
	"context"
	"fmt"
	"testing"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault/faulttest"
	"tminus/models/template"
)

// addLaunches adds n launches with the items of the first one, distributed over years, three
// quarters of them open. It writes with SQL, because creating them through the store would take
// minutes.
func addLaunches(b *fixture, n int) {
	b.T.Helper()
	b.Exec(`INSERT INTO launches (slug, name, launch_on, launch_time, zone, launch_at, lead_id, frame, search_text, state, created_by,
		created_at, updated_at)
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		SELECT 'crowd-' || i, 'Crowd ' || i, date('2025-11-01', (i % 900) || ' days'), '10:00', 'UTC',
		1762000000000 + (i % 900) * 86400000, lead_id, frame,
		'crowd ' || i, CASE WHEN i % 4 = 0 THEN 'closed' ELSE 'planning' END, created_by, 1, 1 FROM n JOIN launches l ON l.id = ?`, n,
		b.Launch.ID)
	b.Exec(`INSERT INTO lanes (launch_id, key, name, team_id, position) SELECT l.id, x.key, x.name, x.team_id, x.position
		FROM launches l JOIN lanes x ON x.launch_id = ? WHERE l.id <> ?`, b.Launch.ID, b.Launch.ID)
	b.Exec(`INSERT INTO deliverables (launch_id, lane_id, kind, title, search_text, description, body_text, owner_id, anchor,
		start_offset, due_offset, starts_on, due_on, due_time, status, position, created_at, updated_at)
		SELECT l.id, y.id, d.kind, d.title, d.search_text, d.description, d.body_text,
		CASE WHEN l.id % 500 = 0 THEN d.owner_id ELSE NULL END, d.anchor, d.start_offset, d.due_offset,
		date(l.launch_on, d.start_offset || ' days'), date(l.launch_on, d.due_offset || ' days'), d.due_time, 'not_started', d.position, 1, 1
		FROM launches l JOIN deliverables d ON d.launch_id = ? JOIN lanes x ON x.id = d.lane_id JOIN lanes y ON y.launch_id = l.id
		AND y.key = x.key
		WHERE l.id <> ?`, b.Launch.ID, b.Launch.ID)
	b.Exec("ANALYZE")
}

// BenchmarkPages measures the cost of each page with few launches and with many.
func BenchmarkPages(tb *testing.B) {
	for _, n := range []int{50, 10_000} {
		b := newFixture(tb)
		addLaunches(b, n)
		ctx := b.as(b.Member)
		calls := []struct {
			name string
			call func(context.Context) error
		}{
			{"list", func(ctx context.Context) error { return faulttest.Err(b.store.List(ctx, Filter{})) }},
			{"list-by-name", func(ctx context.Context) error { return faulttest.Err(b.store.List(ctx, Filter{Sort: "name"})) }},
			{"list-by-lead", func(ctx context.Context) error { return faulttest.Err(b.store.List(ctx, Filter{Sort: "lead"})) }},
			{"list-text", func(ctx context.Context) error { return faulttest.Err(b.store.List(ctx, Filter{Text: "wd 99"})) }},
			{"list-phase", func(ctx context.Context) error {
				return faulttest.Err(b.store.List(ctx, Filter{Phase: template.PhaseVerify}))
			}},
			{"month", func(ctx context.Context) error {
				return faulttest.Err(b.store.Month(ctx, Filter{From: civil.New(2026, 11, 30), To: civil.New(2027, 1, 3)}))
			}},
			{"work", func(ctx context.Context) error { return faulttest.Err(b.store.Work(ctx)) }},
			{"search", func(ctx context.Context) error {
				return faulttest.Err(b.store.Search(ctx, "migration", Limit{8, 8, 8}))
			}},
			{"search-within", func(ctx context.Context) error {
				return faulttest.Err(b.store.Search(ctx, "likelihood", Limit{8, 8, 8}))
			}},
			{"search-nothing", func(ctx context.Context) error { return faulttest.Err(b.store.Search(ctx, "zucchini", Limit{8, 8, 8})) }},
			{"search-letter", func(ctx context.Context) error { return faulttest.Err(b.store.Search(ctx, "e", Limit{8, 8, 8})) }},
			{"overview", func(ctx context.Context) error { return faulttest.Err(b.Launches.Plan(ctx, b.Launch.Slug)) }},
		}
		for _, c := range calls {
			tb.Run(fmt.Sprintf("%s/%d", c.name, n), func(tb *testing.B) {
				for tb.Loop() {
					if err := c.call(db.WithActor(ctx, db.ActorOf(ctx))); err != nil {
						tb.Fatal(err)
					}
				}
			})
		}
	}
}
