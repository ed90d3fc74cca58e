package feedback

import (
	"context"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/people"
)

// maxClear bounds how many reports are removed by one press.
const maxClear = 5_000

// unseen are reports that nobody here has done anything with: they have no owner, no
// end and no note, say the same as no other, and nothing came of them.
const unseen = `r.archived_at IS NULL AND r.owner_id IS NULL AND r.outcome = '' AND r.note = '' AND r.duplicate_of IS NULL AND r.closed_at IS NULL
	AND NOT EXISTS (SELECT 1 FROM feedback_reports d WHERE d.duplicate_of = r.id AND d.archived_at IS NULL)
	AND NOT EXISTS (SELECT 1 FROM feedback_links k WHERE k.report_id = r.id)`

// Heap is what came by a tester's links and nobody has done anything with.
type Heap struct {
	Count int
	// Last is the newest report among them.
	Last int64
}

// Unseen returns that of a tester.
func (s *Store) Unseen(ctx context.Context, testerID int64) (h Heap, err error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return h, err
	}
	err = s.db.Read(ctx).Raw("SELECT COUNT(*) AS count, COALESCE(MAX(r.id), 0) AS last FROM feedback_reports r WHERE r.tester_id = ? AND "+unseen, testerID).Scan(&h).Error
	return h, err
}

// Clear removes what came by a tester's links and nobody has done anything with, the
// oldest first and at most 5,000 at once: what a link brings that has leaked. last is
// the newest report that the actor was told of: what came since stays. It returns how
// many, and when they were removed, by which Unclear knows them. Returns NotFound for
// a tester of another launch.
func (s *Store) Clear(ctx context.Context, slug string, id, last int64) (n int, at db.Instant, err error) {
	n, err = s.clear(ctx, slug, id, "removed", func(tx *db.Tx) *gorm.DB {
		at = tx.Now
		return tx.Raw("SELECT r.* FROM feedback_reports r WHERE r.tester_id = ? AND r.id <= ? AND "+unseen+" ORDER BY r.id LIMIT ?", id, last, maxClear)
	})
	return n, at, err
}

// Unclear brings back what Clear removed at a moment, and returns how many.
func (s *Store) Unclear(ctx context.Context, slug string, id int64, at db.Instant) (int, error) {
	return s.clear(ctx, slug, id, "restored", func(tx *db.Tx) *gorm.DB {
		return tx.Raw("SELECT r.* FROM feedback_reports r WHERE r.tester_id = ? AND r.archived_at = ? ORDER BY r.id", id, at)
	})
}

func (s *Store) clear(ctx context.Context, slug string, id int64, action string, which func(*db.Tx) *gorm.DB) (n int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := testerToChange(tx, slug, id); err != nil {
			return err
		}
		var rows []row
		if err := which(tx).Scan(&rows).Error; err != nil {
			return err
		}
		n = len(rows)
		for _, r := range rows {
			if err := r.archive(tx, action); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}
