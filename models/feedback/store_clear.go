package feedback

import (
	"context"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/people"
)

// maxClear is the maximum number of reports that Clear removes at once.
const maxClear = 5_000

// untouched is a condition for reports that nobody has handled: without owner, outcome, note,
// duplicates and links.
const untouched = `r.archived_at IS NULL AND r.owner_id IS NULL AND r.outcome = '' AND r.note = '' AND r.duplicate_of IS NULL
	AND r.closed_at IS NULL
	AND NOT EXISTS (SELECT 1 FROM feedback_reports d WHERE d.duplicate_of = r.id AND d.archived_at IS NULL)
	AND NOT EXISTS (SELECT 1 FROM feedback_links k WHERE k.report_id = r.id)`

// Heap describes the untouched reports of a tester.
type Heap struct {
	Count int
	// Last is the id of the newest one.
	Last int64
}

// Unseen returns the untouched reports of a tester.
func (s *Store) Unseen(ctx context.Context, testerID int64) (h Heap, err error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return h, err
	}
	err = s.db.Read(ctx).Raw("SELECT COUNT(*) AS count, COALESCE(MAX(r.id), 0) AS last FROM feedback_reports r WHERE r.tester_id = ? AND "+
		untouched, testerID).Scan(&h).Error
	return h, err
}

// Clear removes untouched reports of a tester, oldest first and at most 5,000 at once, for the case
// that a link has leaked. last is the newest report that the actor saw; later ones stay. It returns
// the number of removed reports and the time of the removal, which identifies them for Unclear. It
// returns NotFound for a tester of another launch.
func (s *Store) Clear(ctx context.Context, slug string, id, last int64) (n int, at db.Instant, err error) {
	n, err = s.archiveMany(ctx, slug, id, "removed", func(tx *db.Tx) *gorm.DB {
		at = tx.Now
		return tx.Raw("SELECT r.* FROM feedback_reports r WHERE r.tester_id = ? AND r.id <= ? AND "+untouched+" ORDER BY r.id LIMIT ?", id,
			last, maxClear)
	})
	return n, at, err
}

// Unclear restores the reports that Clear removed at a time, and returns their number.
func (s *Store) Unclear(ctx context.Context, slug string, id int64, at db.Instant) (int, error) {
	return s.archiveMany(ctx, slug, id, "restored", func(tx *db.Tx) *gorm.DB {
		return tx.Raw("SELECT r.* FROM feedback_reports r WHERE r.tester_id = ? AND r.archived_at = ? ORDER BY r.id", id, at)
	})
}

func (s *Store) archiveMany(ctx context.Context, slug string, id int64, action string, which func(*db.Tx) *gorm.DB) (n int, err error) {
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
			if err := r.setArchived(tx, action); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}
