package audit

import (
	"context"
	"time"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/people"
)

// Store reads the audit log.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// Row is an entry with what is needed to link to its launch.
type Row struct {
	db.Entry
	LaunchSlug string
	LaunchName string
}

// PageSize is how many entries a page shows.
const PageSize = 50

// List returns a page of the log, newest first, and whether there is more.
// Returns Forbidden to all but administrators.
func (s *Store) List(ctx context.Context, f Filter) (rows []Row, more bool, err error) {
	err = s.each(ctx, f, PageSize+1, func(r Row) error {
		rows = append(rows, r)
		return nil
	})
	if len(rows) > PageSize {
		rows, more = rows[:PageSize], true
	}
	return rows, more, err
}

// exportLimit bounds an export; a longer one is asked for by dates.
const exportLimit = 100_000

// Export calls fn for each entry that the filter lets through, newest first.
// Returns Forbidden to all but administrators.
func (s *Store) Export(ctx context.Context, f Filter, fn func(Row) error) error {
	return s.each(ctx, f, exportLimit, fn)
}

// chunk is how many entries are read at a time, so that an export neither
// holds a connection for long nor the whole log in memory.
const chunk = 1000

func (s *Store) each(ctx context.Context, f Filter, limit int, fn func(Row) error) error {
	if err := people.Allow(db.ActorOf(ctx), people.Administer, 0); err != nil {
		return err
	}
	for limit > 0 {
		var rows []Row
		n := min(limit, chunk)
		if err := s.query(ctx, f).Limit(n).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			if err := fn(r); err != nil {
				return err
			}
		}
		if len(rows) < n {
			return nil
		}
		limit -= n
		f.Before = rows[len(rows)-1].ID
	}
	return nil
}

// RecordDenied records that the actor was denied a request, and why. The same
// within a minute is one row with a count.
func (s *Store) RecordDenied(ctx context.Context, request, reason string) error {
	return s.db.AuditRepeated(ctx, db.Entry{Action: Denied, Entity: "request", Label: request, Reason: reason})
}

func (s *Store) query(ctx context.Context, f Filter) *gorm.DB {
	q := s.db.Read(ctx).Table("audit_log a").
		Select("a.*, COALESCE(l.slug, '') AS launch_slug, COALESCE(l.name, '') AS launch_name").
		Joins("LEFT JOIN launches l ON l.id = a.launch_id").Order("a.id DESC")
	if f.Before != 0 {
		q = q.Where("a.id < ?", f.Before)
	}
	if f.ActorID != 0 {
		q = q.Where("a.actor_id = ?", f.ActorID)
	}
	if f.Entity != "" {
		q = q.Where("a.entity = ?", f.Entity)
	}
	if f.Action != "" {
		q = q.Where("a.action = ?", f.Action)
	}
	if f.LaunchID != 0 {
		q = q.Where("a.launch_id = ?", f.LaunchID)
	}
	if f.Text != "" {
		p := db.Like(f.Text)
		q = q.Where(`(LOWER(a.label) LIKE ? ESCAPE '\' OR LOWER(a.action) LIKE ? ESCAPE '\' OR LOWER(a.reason) LIKE ? ESCAPE '\' OR LOWER(a.actor_name) LIKE ? ESCAPE '\')`, p, p, p, p)
	}
	if !f.From.IsZero() {
		from := f.From
		q = q.Where("a.at >= ?", db.At(time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, time.UTC)))
	}
	if !f.To.IsZero() {
		to := f.To.AddDays(1)
		q = q.Where("a.at < ?", db.At(time.Date(to.Year(), to.Month(), to.Day(), 0, 0, 0, 0, time.UTC)))
	}
	return q
}
