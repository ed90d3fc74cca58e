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

// Row is an audit entry with the slug and name of its launch.
type Row struct {
	db.Entry
	LaunchSlug string
	LaunchName string
}

// PageSize is the number of entries on a page.
const PageSize = 50

// List returns one page of the log, newest first, and whether older entries follow. It returns
// Forbidden unless the actor is an administrator.
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

// exportLimit is the maximum number of exported entries. A longer log is exported in date ranges.
const exportLimit = 100_000

// Export calls fn for each entry that matches f, newest first. It returns Forbidden unless the
// actor is an administrator.
func (s *Store) Export(ctx context.Context, f Filter, fn func(Row) error) error {
	return s.each(ctx, f, exportLimit, fn)
}

// chunk is the number of entries read by one query, so that an export neither holds a connection
// for long nor keeps the whole log in memory.
const chunk = 1000

// each calls fn for at most limit entries that match f, newest first.
func (s *Store) each(ctx context.Context, f Filter, limit int, fn func(Row) error) error {
	if err := people.Require(db.ActorOf(ctx), people.Administer, people.Organisation); err != nil {
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

// RecordDenied records that a request of the actor was refused, and why. Equal refusals within a
// minute are one entry with a count.
func (s *Store) RecordDenied(ctx context.Context, request, reason string) error {
	return s.db.AuditRepeated(ctx, db.Entry{Action: Denied, Entity: "request", Label: request, Reason: reason})
}

// query returns the query for the entries that match f and are older than f.Before.
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
		q = q.Where(
			`(LOWER(a.label) LIKE ? ESCAPE '\' OR LOWER(a.action) LIKE ? ESCAPE '\' OR LOWER(a.reason) LIKE ? ESCAPE '\'
				OR LOWER(a.actor_name) LIKE ? ESCAPE '\')`, p, p, p, p)
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
