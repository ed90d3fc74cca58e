package roster

import (
	"context"
	"time"

	"tminus/models/db"
	"tminus/models/launch"
)

// Duty is what on-call rosters ask of one person.
type Duty struct {
	// Slots are when they are on call, now and in the coming week, joined where
	// they touch.
	Slots []FeedSlot
	// Swaps wait for their answer, Notes for their acceptance.
	Swaps []AskedSwap
	Notes []LeftNote
	Now   time.Time
}

// Empty tells whether nothing is asked.
func (d Duty) Empty() bool { return len(d.Slots)+len(d.Swaps)+len(d.Notes) == 0 }

// AskedSwap is a swap that waits for its answer.
type AskedSwap struct {
	From, Slug, LaunchName, Zone string
	Role                         Role
	FromAt, ToAt                 db.Instant
}

// Span is when the shift is.
func (s AskedSwap) Span() Span { return Span{s.FromAt.Time, s.ToAt.Time} }

// LeftNote is a handover that waits to be accepted.
type LeftNote struct {
	From, Slug, LaunchName string
}

// The most that is shown of each, and for how long ahead.
const (
	maxDuty   = 10
	dutyAhead = 7 * 24 * time.Hour
)

// Duty returns what is asked of the actor, in five queries. Launches that are over
// ask nothing.
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
		WHERE w.to_id = ? AND w.state = ? AND l.state NOT IN ? AND e.to_at > ? ORDER BY e.from_at, w.id LIMIT ?`, me, Asked, over, db.At(d.Now), maxDuty).Scan(&d.Swaps).Error
	if err != nil {
		return d, err
	}
	err = g.Raw(`SELECT u.name AS "from", l.slug, l.name AS launch_name
		FROM handover_notes n JOIN launches l ON l.id = n.launch_id JOIN users u ON u.id = n.from_id
		WHERE n.to_id = ? AND n.accepted_at IS NULL AND l.state NOT IN ? ORDER BY n.id LIMIT ?`, me, over, maxDuty).Scan(&d.Notes).Error
	return d, err
}
