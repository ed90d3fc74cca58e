package launch

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkStatusChange compares a status change through the store, with permission, version and
// audit, with a bare transaction that writes the same rows. It reports the store's rate as a share
// of the bare one's.
func BenchmarkStatusChange(b *testing.B) {
	be := newFixture(b)
	item := be.plan().Items[0]
	ctx := be.as(be.member)
	pool, err := be.db.WriterSQL()
	if err != nil {
		b.Fatal(err)
	}
	var store, bare time.Duration
	version := item.Version
	for i := 0; b.Loop(); i++ {
		to := []Status{Statuses(item.Kind)[1], NotStarted}[i%2]
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
	_, err = tx.ExecContext(ctx, "UPDATE deliverables SET status = ?, blocked_reason = '', unblocker_id = NULL, skip_reason = "+
		"'', done_at = NULL, version = ?, updated_at = ? WHERE id = ? AND version = ?",
		string(to), version+1, now, it.ID, version)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx,
		`INSERT INTO audit_log (at, actor_id, actor_name, action, entity, entity_id, launch_id, label, changes, reason, batch, address)
		VALUES (?, 1, 'Max', 'deliverable.status', 'deliverable', ?, ?, ?,
		'[{"field":"status","old":"Not started","new":"In progress"}]', '', '0011223344556677', '')`,
		now, it.ID, launchID, it.Title)
	if err != nil {
		return err
	}
	return tx.Commit()
}

// Each side of BenchmarkConcurrentWriters writes for half a minute, in alternating turns, so that
// other load on the machine slows both.
const (
	turns  = 6
	turn   = 5 * time.Second
	atOnce = 64
)

// BenchmarkConcurrentWriters lets one writer and 64 writers change statuses alternately, and
// reports the total rate of the 64 relative to the one and the number of failed writes. Run it with
// -benchtime=1x.
func BenchmarkConcurrentWriters(b *testing.B) {
	be := newFixture(b)
	var writers []*writer
	for len(writers) < atOnce {
		l := be.make("Another", be.launch.LaunchOn)
		p, err := be.store.Plan(be.as(be.admin), l.Slug)
		if err != nil {
			b.Fatal(err)
		}
		for _, it := range p.Items {
			writers = append(writers, &writer{slug: l.Slug, item: it})
		}
	}
	for b.Loop() {
		var one, many, failed int64
		for range turns {
			n, bad := be.write(writers[:1])
			one, failed = one+n, failed+bad
			n, bad = be.write(writers[:atOnce])
			many, failed = many+n, failed+bad
		}
		b.ReportMetric(float64(many)/float64(one), "of-one-writer's-rate")
		b.ReportMetric(float64(failed), "failed")
	}
}

// writer changes the status of its own item repeatedly.
type writer struct {
	slug    string
	item    Item
	written int
}

// write runs writers for one turn and returns the numbers of successful and failed writes.
func (b *fixture) write(ws []*writer) (done, failed int64) {
	ctx := b.as(b.member)
	var good, bad atomic.Int64
	until := time.Now().Add(turn)
	var wg sync.WaitGroup
	for _, w := range ws {
		wg.Go(func() {
			for time.Now().Before(until) {
				// Setting the present status writes nothing, so alternate between two.
				to := []Status{Statuses(w.item.Kind)[1], NotStarted}[w.written%2]
				if _, err := b.store.SetStatus(ctx, w.slug, w.item.ID, StatusChange{To: to}, w.item.Version+w.written); err != nil {
					bad.Add(1)
					return
				}
				w.written++
				good.Add(1)
			}
		})
	}
	wg.Wait()
	return good.Load(), bad.Load()
}
