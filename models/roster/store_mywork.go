package roster

import (
	"context"
	"time"

	"tminus/models/db"
	"tminus/models/launch"
)

// Duty has the on-call duties of one person.
type Duty struct {
	// Slots are the present ones and those of the coming week. Adjoining slots are merged.
	Slots []FeedSlot
	// Swaps have not been answered, and Notes not accepted.
	Swaps []AskedSwap
	Notes []LeftNote
	Now   time.Time
}

// Empty reports whether there is nothing to do.
func (d Duty) Empty() bool { return len(d.Slots)+len(d.Swaps)+len(d.Notes) == 0 }

// AskedSwap is a swap that needs an answer.
type AskedSwap struct {
	From, Slug, LaunchName, Zone string
	Role                         Role
	FromAt, ToAt                 db.Instant
}

// Span returns the time of the shift.
func (s AskedSwap) Span() Span { return Span{s.FromAt.Time, s.ToAt.Time} }

// LeftNote is a handover note that needs to be accepted.
type LeftNote struct {
	From, Slug, LaunchName string
}

// The maximum number of each that are returned, and the period that they cover.
const (
	maxDuty   = 10
	dutyAhead = 7 * 24 * time.Hour
)

// Duty returns the duties of the actor in active launches, in five queries.
func (s *Store) Duty(ctx context.Context) (Duty, error) {
	d := Duty{Now: s.db.Now()}
	slots, err := s.MyFeed(ctx)
	if err != nil {
		return d, err
	}
	for _, sl := range slots {
		if sl.Launch.State == launch.Closed || !sl.To.After(d.Now) || !sl.From.Before(d.Now.Add(dutyAhead)) {
			continue
		}
		if i := len(d.Slots) - 1; i >= 0 && d.Slots[i].Launch.ID == sl.Launch.ID && d.Slots[i].Role == sl.Role && d.Slots[i].To.Equal(sl.From) {
			d.Slots[i].To = sl.To
			continue
		}
		if len(d.Slots) < maxDuty {
			d.Slots = append(d.Slots, sl)
		}
	}
	g, me := s.db.Read(ctx), db.ActorOf(ctx).ID
	err = g.Raw(`SELECT u.name AS "from", l.slug, l.name AS launch_name, l.zone, e.role, e.from_at, e.to_at
		FROM roster_swaps w JOIN launches l ON l.id = w.launch_id JOIN roster_entries e ON e.id = w.shift_id JOIN users u ON u.id = w.from_id
		WHERE w.to_id = ? AND w.state = ? AND l.state NOT IN ? AND e.to_at > ? ORDER BY e.from_at, w.id LIMIT ?`, me, Asked, endedStates,
		db.At(d.Now), maxDuty).Scan(&d.Swaps).Error
	if err != nil {
		return d, err
	}
	err = g.Raw(`SELECT u.name AS "from", l.slug, l.name AS launch_name
		FROM handover_notes n JOIN launches l ON l.id = n.launch_id JOIN users u ON u.id = n.from_id
		WHERE n.to_id = ? AND n.accepted_at IS NULL AND l.state NOT IN ? ORDER BY n.id LIMIT ?`, me, endedStates, maxDuty).Scan(&d.Notes).Error
	return d, err
}
