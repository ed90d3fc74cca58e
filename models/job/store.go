package job

import (
	"context"
	"math/rand/v2"
	"time"

	"tminus/internal/jobs"
	"tminus/models/db"
)

// Topic is the hub topic for new jobs.
const Topic = "jobs"

// Store implements jobs.Store on the database's clock.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// Enqueue adds a job that is due at an instant. There is one job for a kind and ref: if it is
// waiting, it becomes due at the earlier of both instants; if it is running, it runs once more.
// Runners are woken after the commit.
func Enqueue(tx *db.Tx, kind, ref string, due time.Time) error {
	tx.Publish(Topic, nil)
	at := db.At(due)
	return tx.Exec(`INSERT INTO jobs (kind, ref, due_at) VALUES (?, ?, ?)
		ON CONFLICT (kind, ref) DO UPDATE SET
			due_at = CASE WHEN jobs.lease_token = 0 AND excluded.due_at < jobs.due_at THEN excluded.due_at ELSE jobs.due_at END,
			again_at = CASE WHEN jobs.lease_token <> 0 AND (jobs.again_at = 0 OR excluded.due_at < jobs.again_at) THEN excluded.due_at
				ELSE jobs.again_at END`,
		kind, ref, at).Error
}

// Now implements jobs.Store.
func (s *Store) Now() time.Time { return s.db.Now() }

// Ensure implements jobs.Store.
func (s *Store) Ensure(ctx context.Context, kind, ref string, first, latest time.Time) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Exec(`INSERT INTO jobs (kind, ref, due_at) VALUES (?, ?, ?)
			ON CONFLICT (kind, ref) DO UPDATE SET due_at = ? WHERE jobs.lease_token = 0 AND jobs.due_at > ?`,
			kind, ref, db.At(first), db.At(latest), db.At(latest)).Error
	})
}

// Next implements jobs.Store.
func (s *Store) Next(ctx context.Context, kinds []string) (time.Time, bool, error) {
	var at db.Instant
	err := s.db.Read(ctx).Raw("SELECT MIN(due_at) FROM jobs WHERE lease_token = 0 AND kind IN ?", kinds).Row().Scan(&at)
	return at.Time, !at.IsZero(), err
}

// claimed is a row that Claim returns.
type claimed struct {
	ID        int64
	Kind, Ref string
	DueAt     db.Instant
	Attempts  int
}

// Claim implements jobs.Store. Concurrent processes get different rows: on SQLite only one writes
// at a time, on PostgreSQL locked rows are skipped.
func (s *Store) Claim(ctx context.Context, c jobs.Claim) ([]jobs.Job, error) {
	token := 1 + rand.Int64N(1<<62)
	var rows []claimed
	err := s.db.WriteReadCommitted(ctx, func(tx *db.Tx) error {
		rows = nil
		var ids []int64
		err := tx.Raw(`SELECT id FROM jobs
			WHERE lease_token = 0 AND due_at <= ? AND kind IN ? AND id NOT IN ?
			ORDER BY due_at, id LIMIT ?`+tx.SkipLocked(),
			tx.Now, c.Kinds, append([]int64{0}, c.Except...), c.Limit).Scan(&ids).Error
		if err != nil || len(ids) == 0 {
			return err
		}
		return tx.Raw(`UPDATE jobs SET lease_until = ?, lease_token = ?, attempts = attempts + 1,
				again_at = CASE WHEN again_at <= ? THEN 0 ELSE again_at END
			WHERE id IN ? RETURNING id, kind, ref, due_at, attempts`,
			db.At(tx.Now.Add(c.Lease)), token, tx.Now, ids).Scan(&rows).Error
	})
	if err != nil {
		return nil, err
	}
	out := make([]jobs.Job, len(rows))
	for i, r := range rows {
		out[i] = jobs.Job{ID: r.ID, Kind: r.Kind, Ref: r.Ref, Due: r.DueAt.Time, Attempts: r.Attempts, Token: token}
	}
	return out, nil
}

// Renew implements jobs.Store.
func (s *Store) Renew(ctx context.Context, j jobs.Job, lease time.Duration) error {
	return s.withLease(ctx, func(tx *db.Tx) (int64, error) {
		res := tx.Exec("UPDATE jobs SET lease_until = ? WHERE id = ? AND lease_token = ?", db.At(tx.Now.Add(lease)), j.ID, j.Token)
		return res.RowsAffected, res.Error
	})
}

// Done implements jobs.Store.
func (s *Store) Done(ctx context.Context, j jobs.Job, next time.Time) error {
	return s.withLease(ctx, func(tx *db.Tx) (int64, error) {
		if next.IsZero() {
			res := tx.Exec("DELETE FROM jobs WHERE id = ? AND lease_token = ? AND again_at = 0", j.ID, j.Token)
			if res.Error != nil || res.RowsAffected > 0 {
				return res.RowsAffected, res.Error
			}
			res = tx.Exec(giveBack+", due_at = again_at, attempts = 0 WHERE id = ? AND lease_token = ?", j.ID, j.Token)
			return res.RowsAffected, res.Error
		}
		return due(tx, j, next, 0)
	})
}

// Retry implements jobs.Store.
func (s *Store) Retry(ctx context.Context, j jobs.Job, at time.Time) error {
	return s.withLease(ctx, func(tx *db.Tx) (int64, error) { return due(tx, j, at, j.Attempts) })
}

const giveBack = "UPDATE jobs SET lease_token = 0, lease_until = 0, again_at = 0"

// due ends a lease and makes the job due at an instant, or earlier if it was enqueued for an
// earlier one in the meantime.
func due(tx *db.Tx, j jobs.Job, at time.Time, attempts int) (int64, error) {
	res := tx.Exec(giveBack+`, attempts = ?, due_at = CASE WHEN again_at <> 0 AND again_at < ? THEN again_at ELSE ? END
		WHERE id = ? AND lease_token = ?`, attempts, db.At(at), db.At(at), j.ID, j.Token)
	return res.RowsAffected, res.Error
}

// withLease runs fn, which changes the row of a lease, and returns ErrLost if it changed none.
func (s *Store) withLease(ctx context.Context, fn func(tx *db.Tx) (int64, error)) error {
	return s.db.WriteReadCommitted(ctx, func(tx *db.Tx) error {
		n, err := fn(tx)
		if err == nil && n == 0 {
			return jobs.ErrLost
		}
		return err
	})
}

// lease is a row that Leases returns.
type lease struct {
	ID, LeaseToken int64
	LeaseUntil     db.Instant
}

// Leases implements jobs.Store.
func (s *Store) Leases(ctx context.Context) ([]jobs.Lease, error) {
	var rows []lease
	err := s.db.Read(ctx).Raw("SELECT id, lease_token, lease_until FROM jobs WHERE lease_token <> 0").Scan(&rows).Error
	out := make([]jobs.Lease, len(rows))
	for i, r := range rows {
		out[i] = jobs.Lease{ID: r.ID, Token: r.LeaseToken, Until: r.LeaseUntil.Time}
	}
	return out, err
}

// Free implements jobs.Store.
func (s *Store) Free(ctx context.Context, leases []jobs.Lease) error {
	return s.db.WriteReadCommitted(ctx, func(tx *db.Tx) error {
		for _, l := range leases {
			err := tx.Exec(`UPDATE jobs SET lease_token = 0, lease_until = 0, due_at = CASE WHEN due_at > ? THEN ? ELSE due_at END
				WHERE id = ? AND lease_token = ? AND lease_until = ?`, tx.Now, tx.Now, l.ID, l.Token, db.At(l.Until)).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// PullIn implements jobs.Store.
func (s *Store) PullIn(ctx context.Context, after time.Time) error {
	return s.db.WriteReadCommitted(ctx, func(tx *db.Tx) error {
		return tx.Exec("UPDATE jobs SET due_at = ? WHERE lease_token = 0 AND attempts > 0 AND due_at > ?", tx.Now, db.At(after)).Error
	})
}
