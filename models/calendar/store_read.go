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

// Between returns the events that have a moment on one of the days from first to
// last where the actor is; loc is that zone. Two queries.
func (s *Store) Between(ctx context.Context, first, last civil.Date, loc *time.Location) ([]Event, error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
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

// Detail is an event with what its page shows beside it.
type Detail struct {
	Event
	// ImportName is the file from which it came, "" when it was made by hand.
	ImportName string
	History    []Past // the newest first
}

// Past is something that was done to an event.
type Past struct {
	At      time.Time
	Who     string
	What    string // "added", "updated"
	Changes []Edit
}

// Edit is one field before and after.
type Edit struct{ Field, Old, New string }

// historyShown is how much of an event's history its page shows.
const historyShown = 50

// Event returns an event, deleted ones too. Returns NotFound.
func (s *Store) Event(ctx context.Context, id int64) (Detail, error) {
	var d Detail
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return d, err
	}
	g := s.db.Read(ctx)
	var err error
	if d.Event, err = find(g, id); err != nil {
		return d, err
	}
	if d.ImportID != nil {
		if err := g.Raw("SELECT name FROM calendar_imports WHERE id = ?", *d.ImportID).Scan(&d.ImportName).Error; err != nil {
			return d, err
		}
	}
	var log []db.Entry
	err = g.Where("entity = 'event' AND entity_id = ?", id).Order("id DESC").Limit(historyShown).Find(&log).Error
	for _, l := range log {
		p := Past{At: l.At.Time, Who: l.ActorName, What: strings.TrimPrefix(l.Action, "event.")}
		for _, c := range l.Changes {
			p.Changes = append(p.Changes, Edit(c))
		}
		d.History = append(d.History, p)
	}
	return d, err
}

// Search returns up to n events whose titles have all of the words, those that
// are not over first, and the next of them before later ones; more says that
// there are others.
func (s *Store) Search(ctx context.Context, text string, n int) (out []Event, more bool, err error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
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

// Services are those in use, by name, to choose from.
func (s *Store) Services(ctx context.Context) ([]Touched, error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return nil, err
	}
	var out []Touched
	err := s.db.Read(ctx).Raw("SELECT id, name FROM services WHERE archived_at IS NULL ORDER BY lower(name), id").Scan(&out).Error
	return out, err
}

// LaunchesOn are the ids of the launches that depend on a service; none are read
// for the service 0.
func (s *Store) LaunchesOn(ctx context.Context, serviceID int64) (map[int64]bool, error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil || serviceID == 0 {
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

// remembered is for how long a feed says of what was deleted that it is
// cancelled; past is how far back a feed goes.
const (
	remembered = 30 * 24 * time.Hour
	past       = 366
)

// Feed returns the events for calendar programs: those that are not long over,
// and those deleted a short while ago.
func (s *Store) Feed(ctx context.Context) ([]Event, error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return nil, err
	}
	now := s.db.Now()
	since := civil.Of(now, time.UTC).AddDays(-past)
	from, _ := civil.DayBounds(since, time.UTC)
	g := s.db.Read(ctx)
	var out []Event
	err := g.Where("(cancelled_at IS NULL OR cancelled_at > ?) AND (last_day >= ? OR end_at > ?)", db.At(now.Add(-remembered)), since, db.At(from)).
		Order("id").Find(&out).Error
	if err != nil {
		return nil, err
	}
	return out, addServices(g, out)
}
