package launch

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tminus/models/db"
)

// BenchmarkStatusChange compares a status change through the store, with
// permission, version and audit, with a bare transaction that writes the same
// rows. It reports the store's rate as a share of the bare one's.
func BenchmarkStatusChange(b *testing.B) {
	be := newBench(b)
	item := be.plan().Items[0]
	ctx := be.as(be.member)
	pool, err := be.db.WriterSQL()
	if err != nil {
		b.Fatal(err)
	}
	var store, bare time.Duration
	version := item.Version
	for i := 0; b.Loop(); i++ {
		to := []Status{item.Kind.Statuses()[1], NotStarted}[i%2]
		start := time.Now()
		if _, err := be.store.SetStatus(ctx, be.launch.Slug, item.ID, StatusChange{To: to}, version); err != nil {
			b.Fatal(err)
		}
		store += time.Since(start)
		version++
		start = time.Now()
		if err := bareStatusChange(ctx, pool, be.launch.ID, item, to, version); err != nil {
			b.Fatal(err)
		}
		bare += time.Since(start)
		version++
	}
	b.ReportMetric(bare.Seconds()/store.Seconds(), "of-bare-rate")
}

func bareStatusChange(ctx context.Context, pool *sql.DB, launchID int64, it Item, to Status, version int) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	now := time.Now().UnixMilli()
	_, err = tx.ExecContext(ctx, "UPDATE deliverables SET status = ?, blocked_reason = '', unblocker_id = NULL, skip_reason = '', done_at = NULL, version = ?, updated_at = ? WHERE id = ? AND version = ?",
		string(to), version+1, now, it.ID, version)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO audit_log (at, actor_id, actor_name, action, entity, entity_id, launch_id, label, changes, reason, batch, address)
		VALUES (?, 1, 'Max', 'deliverable.status', 'deliverable', ?, ?, ?, '[{"field":"status","old":"Not started","new":"In progress"}]', '', '0011223344556677', '')`,
		now, it.ID, launchID, it.Title)
	if err != nil {
		return err
	}
	return tx.Commit()
}

// writeFor is how long each side of BenchmarkWritersAtOnce writes.
const writeFor = 30 * time.Second

// BenchmarkWritersAtOnce lets one writer and then 64 change statuses, each for
// half a minute, and reports the total rate of the 64 as a share of the one's
// and how many writes failed. Run it with -benchtime=1x.
func BenchmarkWritersAtOnce(b *testing.B) {
	for b.Loop() {
		one, failedOne := writers(b, 1)
		many, failedMany := writers(b, 64)
		b.ReportMetric(many/one, "of-one-writer's-rate")
		b.ReportMetric(float64(failedOne+failedMany), "failed")
	}
}

// writers returns how many writes a second n writers made, each on an item of
// its own, and how many failed.
func writers(b *testing.B, n int) (rate float64, failed int64) {
	be := newBench(b)
	var items []Item
	for len(items) < n {
		l := be.make("Another", be.launch.LaunchOn)
		p, err := be.store.Plan(be.as(be.admin), l.Slug)
		if err != nil {
			b.Fatal(err)
		}
		items = append(items, p.Items...)
	}
	slugs := be.slugs()
	ctx := be.as(be.member)
	var done, bad atomic.Int64
	until := time.Now().Add(writeFor)
	var wg sync.WaitGroup
	for _, it := range items[:n] {
		wg.Go(func() {
			for v := it.Version; time.Now().Before(until); v++ {
				to := []Status{it.Kind.Statuses()[1], NotStarted}[v%2]
				if _, err := be.store.SetStatus(ctx, slugs[it.LaunchID], it.ID, StatusChange{To: to}, v); err != nil {
					bad.Add(1)
					return
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	return float64(done.Load()) / writeFor.Seconds(), bad.Load()
}

func (b *bench) slugs() map[int64]string {
	b.t.Helper()
	var rows []struct {
		ID   int64
		Slug string
	}
	if err := b.db.Read(db.WithActor(context.Background(), db.System())).Raw("SELECT id, slug FROM launches").Scan(&rows).Error; err != nil {
		b.t.Fatal(err)
	}
	m := make(map[int64]string, len(rows))
	for _, r := range rows {
		m[r.ID] = r.Slug
	}
	return m
}
