package calendar

import (
	"context"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/fold"
	"tminus/models/db"
	"tminus/models/people"
	"tminus/models/service"
)

// Between returns the events on the days from first to last in the zone loc, in two queries.
func (s *Store) Between(ctx context.Context, first, last civil.Date, loc *time.Location) ([]Event, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	all, err := EventsBetween(s.db.Read(ctx), first, last)
	var out []Event
	for _, e := range all {
		if a, b := e.Days(loc); !a.After(last) && !b.Before(first) {
			out = append(out, e)
		}
	}
	return out, err
}

// Detail is an event with the data of its page.
type Detail struct {
	Event
	// ImportName is the file that the event comes from, or "".
	ImportName string
	History    []Past // newest first
}

// Past is an entry of an event's history.
type Past struct {
	At      time.Time
	Who     string
	What    string // "added", "updated"
	Changes []Edit
}

// Edit is a changed field.
type Edit struct{ Field, Old, New string }

// maxHistory is the maximum number of history entries on the page of an event.
const maxHistory = 50

// Event returns an event, including deleted ones. It returns NotFound.
func (s *Store) Event(ctx context.Context, id int64) (Detail, error) {
	var d Detail
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return d, err
	}
	g := s.db.Read(ctx)
	var err error
	if d.Event, err = findEvent(g, id); err != nil {
		return d, err
	}
	if d.ImportID != nil {
		if err := g.Raw("SELECT name FROM calendar_imports WHERE id = ?", *d.ImportID).Scan(&d.ImportName).Error; err != nil {
			return d, err
		}
	}
	var log []db.Entry
	err = g.Where("entity = 'event' AND entity_id = ?", id).Order("id DESC").Limit(maxHistory).Find(&log).Error
	for _, l := range log {
		p := Past{At: l.At.Time, Who: l.ActorName, What: strings.TrimPrefix(l.Action, "event.")}
		for _, c := range l.Changes {
			p.Changes = append(p.Changes, Edit(c))
		}
		d.History = append(d.History, p)
	}
	return d, err
}

// Search returns up to n events whose titles contain all of the words: first those that are not
// over, by date. more reports whether there are others.
func (s *Store) Search(ctx context.Context, text string, n int) (out []Event, more bool, err error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, false, err
	}
	words := fold.Words(text)
	if len(words) == 0 || n <= 0 {
		return nil, false, nil
	}
	g := s.db.Read(ctx)
	now := s.db.Now()
	query, args := "SELECT * FROM calendar_events WHERE cancelled_at IS NULL", []any{}
	for _, w := range words {
		query += ` AND search_text LIKE ? ESCAPE '\'`
		args = append(args, db.Like(w))
	}
	query += ` ORDER BY CASE WHEN last_day >= ? OR end_at > ? THEN 0 ELSE 1 END, COALESCE(first_day, ''), COALESCE(start_at, 0), id LIMIT ?`
	err = g.Raw(query, append(args, civil.Of(now, time.UTC), db.At(now), n+1)...).Scan(&out).Error
	return out[:min(n, len(out))], len(out) > n, err
}

// Services returns the services in use, by name.
func (s *Store) Services(ctx context.Context) ([]Touched, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	var out []Touched
	err := s.db.Read(ctx).Raw("SELECT id, name FROM services WHERE archived_at IS NULL ORDER BY lower(name), id").Scan(&out).Error
	return out, err
}

// LaunchesOn returns the ids of the launches that depend on a service, or nil for the service 0.
func (s *Store) LaunchesOn(ctx context.Context, serviceID int64) (map[int64]bool, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil || serviceID == 0 {
		return nil, err
	}
	touches, err := service.Touching(s.db.Read(ctx))
	out := map[int64]bool{}
	for _, t := range touches {
		if t.ServiceID == serviceID {
			out[t.LaunchID] = true
		}
	}
	return out, err
}

// tombstoneAge is the time for which a feed includes a deleted event as cancelled, and feedPastDays
// the number of past days in a feed.
const (
	tombstoneAge = 30 * 24 * time.Hour
	feedPastDays = 366
)

// Feed returns the events for calendar programs, including recent past ones and those deleted
// lately.
func (s *Store) Feed(ctx context.Context) ([]Event, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	now := s.db.Now()
	since := civil.Of(now, time.UTC).AddDays(-feedPastDays)
	from, _ := civil.DayBounds(since, time.UTC)
	g := s.db.Read(ctx)
	var out []Event
	err := g.Where("(cancelled_at IS NULL OR cancelled_at > ?) AND (last_day >= ? OR end_at > ?)", db.At(now.Add(-tombstoneAge)), since,
		db.At(from)).
		Order("id").Find(&out).Error
	if err != nil {
		return nil, err
	}
	return out, addServices(g, out)
}
