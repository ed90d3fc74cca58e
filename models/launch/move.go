package launch

import (
	"fmt"
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/models/template"
)

// StayReason is the reason why an item keeps its dates when T moves.
type StayReason string

// The reasons for keeping dates.
const (
	StaysPinned      StayReason = "pinned"
	StaysFinished    StayReason = "finished"
	StaysUnscheduled StayReason = "no date yet"
)

// CollisionKind is the kind of a collision.
type CollisionKind string

// The kinds of collisions.
const (
	HitsAbsence    CollisionKind = "absence"
	HitsWeekend    CollisionKind = "weekend"
	HitsDependency CollisionKind = "dependency"
	HitsPast       CollisionKind = "past"
	// HitsCalendar is used by the calendar, a later package.
	HitsCalendar CollisionKind = "calendar"
)

// Collision is a conflict of a new date with something else, with its description.
type Collision struct {
	Kind CollisionKind
	Text string
}

// MoveRow is an item of a move with its old and new schedule.
type MoveRow struct {
	Item
	New        Schedule
	Stays      StayReason
	Collisions []Collision
}

// Moves reports whether the item's dates change.
func (r MoveRow) Moves() bool {
	return r.New.StartsOn != r.StartsOn || r.New.DueOn != r.DueOn
}

// MovePreview describes the effects of moving T, before anything is written.
type MovePreview struct {
	From, To Target
	// At is the new T.
	At   time.Time
	Rows []MoveRow
	// Launch holds the collisions of T itself.
	Launch []Collision
}

// Days returns the number of days by which T moves.
func (m MovePreview) Days() int { return m.To.On.Sub(m.From.On) }

// Count returns the number of rows for which keep returns true.
func (m MovePreview) Count(keep func(MoveRow) bool) int {
	n := 0
	for _, r := range m.Rows {
		if keep(r) {
			n++
		}
	}
	return n
}

// Colliding reports whether the row has collisions.
func (r MoveRow) Colliding() bool { return len(r.Collisions) > 0 }

// Target returns the launch's T as entered.
func (l Launch) Target() Target { return Target{On: l.LaunchOn, Time: l.LaunchTime, Zone: l.Zone} }

// movableStates are the states in which T can move.
var movableStates = []State{Planning, Go, RolledBack}

// PreviewMove returns the effects of moving T to a target. It returns Invalid if the target does
// not exist, or if T can no longer move.
func (p *Plan) PreviewMove(to Target) (MovePreview, error) {
	if !slices.Contains(movableStates, p.State) {
		return MovePreview{}, fault.Invalid("launch_on", "This launch is %s, so its date stands.", p.State)
	}
	at, err := to.Resolve(p.Today)
	if err != nil {
		return MovePreview{}, err
	}
	m := MovePreview{From: p.Target(), To: to, At: at}
	today := civil.Of(p.Now, at.Location())
	if loc, err := civil.Zone(to.Zone); err == nil {
		today = civil.Of(p.Now, loc)
	}
	after := make(map[int64]Schedule, len(p.Items))
	for _, it := range p.Items {
		row := MoveRow{Item: it, New: it.Schedule, Stays: it.stayReason()}
		if row.Stays == "" {
			row.New = it.On(to.On)
		}
		after[it.ID] = row.New
		m.Rows = append(m.Rows, row)
	}
	away := absencesByPerson(p.Absences)
	for i := range m.Rows {
		m.Rows[i].Collisions = p.collisions(m.Rows[i], after, away, today)
	}
	m.Launch = launchCollisions(p, to, at, away[p.LeadID], today)
	return m, nil
}

func (it Item) stayReason() StayReason {
	switch {
	case it.Unscheduled():
		return StaysUnscheduled
	case it.Status.Finished():
		return StaysFinished
	case it.Anchor == template.Pinned:
		return StaysPinned
	}
	return ""
}

// collisions returns the collisions of an open item on its new dates, whether the item itself or
// the others move.
func (p *Plan) collisions(r MoveRow, after map[int64]Schedule, away map[int64][]people.Absence, today civil.Date) []Collision {
	if r.Status.Finished() || r.New.Unscheduled() {
		return nil
	}
	var cs []Collision
	for _, a := range away[r.OwnerID] {
		if a.Covers(r.New.DueOn) {
			cs = append(cs, Collision{HitsAbsence, fmt.Sprintf("%s is away %s to %s", r.OwnerName, a.FirstDay.Short(), a.LastDay.Short())})
			break
		}
	}
	if r.New.DueOn.IsWeekend() {
		cs = append(cs, Collision{HitsWeekend, "Due on a " + r.New.DueOn.Weekday().String()})
	}
	if r.New.DueOn.Before(today) {
		cs = append(cs, Collision{HitsPast, "Due before today"})
	}
	for _, id := range r.DependsOn {
		dep, ok := p.Item(id)
		if ok && dep.Status != Skipped && dueBefore(r.New, after[id]) {
			cs = append(cs, Collision{HitsDependency, fmt.Sprintf("Due before “%s” (%s)", dep.Title, after[id].DueOn.Short())})
		}
	}
	return cs
}

func launchCollisions(p *Plan, to Target, at time.Time, away []people.Absence, today civil.Date) []Collision {
	var cs []Collision
	if to.On.IsWeekend() {
		cs = append(cs, Collision{HitsWeekend, "T would be on a " + to.On.Weekday().String()})
	}
	if to.On.Before(today) {
		cs = append(cs, Collision{HitsPast, "T would be in the past"})
	}
	for _, a := range away {
		if a.Covers(to.On) {
			cs = append(cs, Collision{HitsAbsence,
				fmt.Sprintf("%s, who leads, is away %s to %s", p.LeadName, a.FirstDay.Short(), a.LastDay.Short())})
		}
	}
	return cs
}

// MovedItem is the change of one item's dates, stored with the move.
type MovedItem struct {
	ID        int64      `json:"id"`
	Title     string     `json:"title"`
	OldStarts civil.Date `json:"old_starts"`
	OldDue    civil.Date `json:"old_due"`
	NewStarts civil.Date `json:"new_starts"`
	NewDue    civil.Date `json:"new_due"`
}

// Move is a past move of T, with its reason.
type Move struct {
	ID       int64
	LaunchID int64
	OldOn    civil.Date
	OldTime  civil.TimeOfDay
	OldZone  string
	NewOn    civil.Date
	NewTime  civil.TimeOfDay
	NewZone  string
	Reason   string
	Items    []MovedItem `gorm:"serializer:json"`
	MovedBy  int64
	MovedAt  db.Instant
	UndoneBy *int64
	UndoneAt db.Instant
	// Accepted is the number of collisions that were accepted with the move.
	Accepted int `gorm:"-"`
}

// TableName implements GORM's Tabler.
func (Move) TableName() string { return "date_moves" }

// From returns the old T.
func (m Move) From() Target { return Target{On: m.OldOn, Time: m.OldTime, Zone: m.OldZone} }

// To returns the new T.
func (m Move) To() Target { return Target{On: m.NewOn, Time: m.NewTime, Zone: m.NewZone} }
