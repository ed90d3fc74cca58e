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

// StayReason is the reason why an item keeps its dates by default when T moves.
type StayReason string

// The reasons for keeping dates.
const (
	StaysPinned      StayReason = "pinned"
	StaysFinished    StayReason = "finished"
	StaysPast        StayReason = "due before today"
	StaysUnscheduled StayReason = "no date yet"
)

// RowAction is what happens to an item when T moves.
type RowAction string

// The actions.
const (
	RowMoves RowAction = "move"
	RowStays RowAction = "stay"
	// RowOnDay gives the item another due day.
	RowOnDay RowAction = "day"
	// RowOpen takes the item's dates away.
	RowOpen RowAction = "open"
	// RowBack returns the item to where it was before the previous move. It is only a default, for a move of T back.
	RowBack RowAction = "back"
)

// RowActions are the actions that people can choose.
var RowActions = []RowAction{RowMoves, RowStays, RowOnDay, RowOpen}

// RowChoice is what a person chose for an item when T moves.
type RowChoice struct {
	Action RowAction
	// Day is the new due day, for RowOnDay. The start moves by as many days.
	Day civil.Date
}

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
	New Schedule
	// Stays is the reason why the item keeps its dates unless somebody chooses otherwise, Default the action for that.
	Stays   StayReason
	Default RowAction
	Choice  RowChoice
	// Was and Is are the moments of a timed item before and after, zero without a time.
	Was, Is    time.Time
	Collisions []Collision
}

// Moves reports whether the item's day, time or moment changes.
func (r MoveRow) Moves() bool {
	return r.New.StartsOn != r.StartsOn || r.New.DueOn != r.DueOn || r.New.DueTime != r.DueTime || !r.Was.Equal(r.Is)
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

// Location returns the zone of the new T.
func (m MovePreview) Location() *time.Location { return Launch{Zone: m.To.Zone}.Location() }

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

// MovePreset is a set of choices for all items.
type MovePreset string

// The presets. The zero preset is the default of each item.
const (
	// MovesLaunchDay moves only what is due on the day of T.
	MovesLaunchDay MovePreset = "day"
	// MovesAllOpen moves everything that is open and has a date.
	MovesAllOpen MovePreset = "open"
)

// Choices returns the choices of a preset by item.
func (p *Plan) Choices(preset MovePreset) map[int64]RowChoice {
	out := make(map[int64]RowChoice)
	for _, it := range p.Items {
		if it.Unscheduled() || it.Status.Finished() {
			continue
		}
		switch {
		case preset == MovesAllOpen, preset == MovesLaunchDay && it.DueOn == p.LaunchOn:
			out[it.ID] = RowChoice{Action: RowMoves}
		case preset == MovesLaunchDay:
			out[it.ID] = RowChoice{Action: RowStays}
		}
	}
	return out
}

// PreviewMove returns the effects of moving T to a target, with the choices by item and a default for the others:
// what is finished, past or pinned stays, everything else moves. If the target is where T was before last, the latest
// move, items that it changed and nobody changed since return to where they were. It returns Invalid if the target
// does not exist, if T can no longer move, or for the field "day-<id>" of a choice.
func (p *Plan) PreviewMove(to Target, choices map[int64]RowChoice, last Move) (MovePreview, error) {
	if !slices.Contains(movableStates, p.State) {
		return MovePreview{}, fault.Invalid("launch_on", "This launch is %s, so its date stands.", p.State)
	}
	at, err := to.Resolve(p.Today)
	if err != nil {
		return MovePreview{}, err
	}
	m := MovePreview{From: p.Target(), To: to, At: at}
	before := p.Location()
	after, err := civil.Zone(to.Zone)
	if err != nil {
		return MovePreview{}, err
	}
	today := civil.Of(p.Now, after)
	back := last.back(m)
	var c fault.Check
	schedules := make(map[int64]Schedule, len(p.Items))
	for _, it := range p.Items {
		row := MoveRow{Item: it, New: it.Schedule, Stays: it.stayReason(today), Default: RowMoves}
		if row.Stays != "" {
			row.Default = RowStays
		}
		was, returns := back[it.ID]
		if returns = returns && was.New == it.Schedule; returns {
			row.Default = RowBack
		}
		row.Choice = RowChoice{Action: row.Default}
		if chosen, ok := choices[it.ID]; ok && slices.Contains(RowActions, chosen.Action) {
			row.Choice = chosen
		}
		switch {
		case row.Choice.Action == RowBack:
			row.New = was.Old
		case row.Choice.Action == RowOnDay:
			row.New = it.onDay(&c, row.Choice.Day, to.On)
		case row.Choice.Action == RowOpen:
			row.New = Schedule{Anchor: it.Anchor}
		case it.Unscheduled():
		case row.Choice.Action == RowMoves:
			row.New = it.follow(m)
		default:
			row.New = it.keep(to.On, before, after)
		}
		row.Was, row.Is = it.Schedule.moment(before), row.New.moment(after)
		schedules[it.ID] = row.New
		m.Rows = append(m.Rows, row)
	}
	if err := c.Err(); err != nil {
		return MovePreview{}, err
	}
	away := absencesByPerson(p.Absences)
	for i := range m.Rows {
		m.Rows[i].Collisions = p.collisions(m.Rows[i], schedules, away, today)
	}
	m.Launch = launchCollisions(p, to, at, away[p.LeadID], today)
	return m, nil
}

// back returns the items of a move by id if m takes it back.
func (m Move) back(now MovePreview) map[int64]MovedItem {
	if !m.UndoneAt.IsZero() || m.From() != now.To || m.To() != now.From {
		return nil
	}
	out := make(map[int64]MovedItem, len(m.Items))
	for _, it := range m.Items {
		out[it.ID] = it
	}
	return out
}

func (it Item) stayReason(today civil.Date) StayReason {
	switch {
	case it.Unscheduled():
		return StaysUnscheduled
	case it.Status.Finished():
		return StaysFinished
	case it.DueOn.Before(today):
		return StaysPast
	case it.Anchor == template.Pinned:
		return StaysPinned
	}
	return ""
}

// follow returns the schedule of an item that moves with T. A pinned one moves by as many days as T.
func (s Schedule) follow(m MovePreview) Schedule {
	if s.Anchor != template.Pinned {
		return s.On(m.To.On)
	}
	days := m.Days()
	s.StartsOn, s.DueOn = s.StartsOn.AddDays(days), s.DueOn.AddDays(days)
	return s.withOffsets(m.To.On)
}

// keep returns the schedule of an item that stays when T moves to t. Its offsets are measured again, so that later moves
// start from where it is. With a time it keeps its moment if the launch gets another zone.
func (s Schedule) keep(t civil.Date, before, after *time.Location) Schedule {
	if at := s.moment(before); !at.IsZero() && before.String() != after.String() {
		on := civil.Of(at, after)
		s.StartsOn, s.DueOn, s.DueTime = s.StartsOn.AddDays(on.Sub(s.DueOn)), on, civil.TimeOf(at, after)
	}
	return s.withOffsets(t)
}

// moment returns when a timed item is due in a zone, or the zero time.
func (s Schedule) moment(loc *time.Location) time.Time {
	if s.Unscheduled() || s.DueTime.IsZero() {
		return time.Time{}
	}
	at, _ := civil.Instant(s.DueOn, s.DueTime, loc)
	return at.In(loc)
}

// onDay returns the schedule of an item that gets another due day with a move of T to t.
func (it Item) onDay(c *fault.Check, day, t civil.Date) Schedule {
	days := day.Sub(t)
	field := fmt.Sprintf("day-%d", it.ID)
	switch {
	case day.IsZero():
		c.Add(field, "Enter the day for “%s”.", it.Title)
		return it.Schedule
	case days > MaxDays || days < -MaxDays:
		c.Add(field, "The day for “%s” is more than five years from T; check the year.", it.Title)
		return it.Schedule
	case it.Unscheduled():
		return it.Moved(t, day, day)
	}
	return it.Moved(t, it.StartsOn.AddDays(day.Sub(it.DueOn)), day)
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
	if r.New.DueOn.Before(today) && r.New.DueOn != r.DueOn {
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

// MovedItem is the change of one item's schedule, stored with the move.
type MovedItem struct {
	ID    int64    `json:"id"`
	Title string   `json:"title"`
	Old   Schedule `json:"old"`
	New   Schedule `json:"new"`
	// Stays says that it stayed where it was.
	Stays bool `json:"stays,omitempty"`
}

// Dated reports whether the item got another day or time. One that kept its moment in another zone did not.
func (m MovedItem) Dated() bool {
	return !m.Stays && (m.Old.StartsOn != m.New.StartsOn || m.Old.DueOn != m.New.DueOn || m.Old.DueTime != m.New.DueTime)
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
	// Items are all items whose schedule changed, some only in their offsets from T.
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

// Record returns the move as it is stored, without its reason and who makes it.
func (m MovePreview) Record() Move {
	mv := Move{OldOn: m.From.On, OldTime: m.From.Time, OldZone: m.From.Zone, NewOn: m.To.On, NewTime: m.To.Time, NewZone: m.To.Zone,
		Items: []MovedItem{}}
	for _, r := range m.Rows {
		if r.New != r.Schedule || r.Moves() {
			mv.Items = append(mv.Items, MovedItem{ID: r.ID, Title: r.Title, Old: r.Schedule, New: r.New,
				Stays: r.Choice.Action == RowStays})
		}
	}
	return mv
}

// Dated returns the number of items that got another day or time.
func (m Move) Dated() int {
	n := 0
	for _, it := range m.Items {
		if it.Dated() {
			n++
		}
	}
	return n
}

// From returns the old T.
func (m Move) From() Target { return Target{On: m.OldOn, Time: m.OldTime, Zone: m.OldZone} }

// To returns the new T.
func (m Move) To() Target { return Target{On: m.NewOn, Time: m.NewTime, Zone: m.NewZone} }
