package move

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"tminus/internal/civil"
	"tminus/models/calendar"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/readiness"
	"tminus/views/paths"
	"tminus/views/ui"
)

// VM is the page. Preview is nil until a new T is entered.
type VM struct {
	// OnCall is the effect of the move on the roster, or nil.
	OnCall *OnCall
	// Calendar is the effect of the move on the collisions.
	Calendar calendar.Move
	Plan     *launch.Plan
	Form     ui.Form
	Preview  *launch.MovePreview
	History  []launch.MoveBy
	CanEdit  bool
	// Decision is the present decision about the launch.
	Decision gonogo.Decision
	// AskedAgain is the number of stakeholders who acknowledged T and would have to acknowledge the
	// new one.
	AskedAgain int
	// Endings are what holds now and no longer at the new T.
	Endings []readiness.Ending
	// Follow is the number of open checklist items that move with T.
	Follow int
}

// asksDecision reports whether the move needs a choice about the go: it is for another date.
func (vm VM) asksDecision() bool {
	d := vm.Decision
	return d.Outcome.Lets() && !d.RolledBack && vm.Preview.To.On != d.ForOn
}

func (vm VM) decisionLabel() string {
	return vm.Decision.Outcome.Label() + " was for " + vm.Decision.ForOn.Short() + ", decided by " + vm.Decision.ByName
}

// decisionOptions are what can happen to the go.
func (vm VM) decisionOptions() []ui.Option {
	return []ui.Option{
		{Value: "again", Label: "Decide again", Hint: "The go does not count for the new date."},
		{Value: "confirm", Label: "Confirm in my name", Hint: "The go counts for the new date. Your name and reason are recorded."},
	}
}

// Region is the part of the page that is reloaded when a status changes, because finished items
// stay.
const Region = "move-preview"

func (vm VM) previewPath() string { return paths.MovePreview(vm.Plan.Slug) }

// picked reports whether a row is selected. An action clears the selection.
func (vm VM) picked(id int64) bool {
	acted := vm.Form.Has("bulk") && vm.Form.Err("shift") == ""
	return !acted && slices.Contains(vm.Form.Values["pick"], strconv.FormatInt(id, 10))
}

// action is the chosen action of a row. A choice that was refused stays chosen.
func (vm VM) action(r launch.MoveRow) launch.RowAction {
	if vm.Form.Err(dayField(r.ID)) != "" {
		return launch.RowOnDay
	}
	return r.Choice.Action
}

// shift is the number of days in the field for shifting selected rows: by default that of T.
func (vm VM) shift() string {
	if vm.Form.Has("shift") {
		return vm.Form.Val("shift")
	}
	return strconv.Itoa(vm.Preview.Days())
}

// stays says why a row stays.
func (vm VM) stays(r launch.MoveRow) string {
	switch {
	case r.Stays == launch.StaysUnscheduled:
		return "No date"
	case r.Choice.Action == launch.RowStays && r.Stays != "":
		return "Stays: " + string(r.Stays)
	}
	return "Stays"
}

func (vm VM) path() string { return paths.Move(vm.Plan.Slug) }

// heading returns a summary of the preview in one line.
func (vm VM) heading() string {
	d := vm.Preview.Days()
	how := "on the same day"
	switch {
	case d == 1:
		how = "one day later"
	case d == -1:
		how = "one day earlier"
	case d > 0:
		how = fmt.Sprintf("%d days later", d)
	case d < 0:
		how = fmt.Sprintf("%d days earlier", -d)
	}
	return "T on " + vm.Preview.To.On.Long() + ", " + how
}

// group is a part of the preview, with a hint.
type group struct {
	title, hint string
	rows        []launch.MoveRow
	open        bool
}

// groups returns the parts by what happens by default, those that need a decision first.
func (vm VM) groups() []group {
	choose := group{title: "Pinned to their date", hint: "They stay unless you choose otherwise.", open: true}
	moves := group{title: "Follow T", open: true}
	stays := group{title: "Finished, past or without a date"}
	for _, r := range vm.Preview.Rows {
		switch {
		case r.Stays == launch.StaysPinned:
			choose.rows = append(choose.rows, r)
		case r.Default == launch.RowStays:
			stays.rows = append(stays.rows, r)
			stays.open = stays.open || r.Moves() || vm.Form.Err(dayField(r.ID)) != ""
		default:
			moves.rows = append(moves.rows, r)
		}
	}
	groups := []group{choose, moves, stays}
	for _, g := range groups {
		slices.SortStableFunc(g.rows, func(a, b launch.MoveRow) int { return a.DueOn.Compare(b.DueOn) })
	}
	return groups
}

func (g group) label() string { return fmt.Sprintf("%s (%d)", g.title, len(g.rows)) }

func (vm VM) moving() int {
	return vm.Preview.Count(func(r launch.MoveRow) bool { return r.Moves() && r.Choice.Action != launch.RowStays })
}

// counts returns the numbers of items in the lists below.
func (vm VM) counts() string {
	out := strconv.Itoa(vm.moving()) + " of " + items(len(vm.Preview.Rows)) + " move with it."
	if n := vm.Preview.Count(launch.MoveRow.Colliding); n > 0 {
		out += " " + items(n) + " would run into something."
	}
	return out
}

func (vm VM) button() string {
	if n := vm.moving(); n > 0 {
		return "Move T and " + items(n)
	}
	return "Move T"
}

func (vm VM) askedAgain() string {
	if vm.AskedAgain == 1 {
		return "1 stakeholder who acknowledged T has to be asked again."
	}
	return strconv.Itoa(vm.AskedAgain) + " stakeholders who acknowledged T have to be asked again."
}

func items(n int) string {
	if n == 1 {
		return "1 item"
	}
	return strconv.Itoa(n) + " items"
}

// span returns the days of a schedule, and its moment if it has a time. If the launch gets another zone, the moment names
// its zone.
func (vm VM) span(s launch.Schedule, at time.Time) string {
	if s.Unscheduled() {
		return "No date"
	}
	out := s.DueOn.Short()
	if s.StartsOn != s.DueOn {
		out = s.StartsOn.Short() + " – " + out
	}
	switch {
	case at.IsZero():
		return out
	case vm.Preview.From.Zone != vm.Preview.To.Zone:
		return out + at.Format(", 15:04 MST")
	}
	return out + ", " + s.DueTime.String()
}

// moment says what a change of zone does to a timed item: the new moment in the old zone, or that it is the same one.
func (vm VM) moment(r launch.MoveRow) string {
	switch {
	case vm.Preview.From.Zone == vm.Preview.To.Zone || r.Was.IsZero() || r.Is.IsZero():
		return ""
	case r.Was.Equal(r.Is):
		return "Same moment"
	}
	return "= " + civil.Of(r.Is, r.Was.Location()).Short() + r.Is.In(r.Was.Location()).Format(", 15:04 MST")
}

func when(t launch.Target) string { return t.On.Long() + ", " + t.Time.String() + " " + t.Zone }

func version(p *launch.Plan) string { return strconv.Itoa(p.Version) }

func undoPath(slug string, id int64) string {
	return paths.MoveUndo(slug, id)
}

// follow returns the number of open checklist items that move with T as text.
func (vm VM) follow() string {
	if vm.Follow == 1 {
		return "One open item of the checklists moves with T."
	}
	return strconv.Itoa(vm.Follow) + " open items of the checklists move with T."
}

// OnCall is the effect of a move of T on the roster: the gaps in the new window, and the shifts
// outside of it.
type OnCall struct {
	Lacks   string // "" if it stays covered
	Outside []string
}

func (o OnCall) text() string {
	words := "The on-call roster covers the new window as it is."
	if o.Lacks != "" {
		words = "As it stands the on-call roster would not cover the new window: " + o.Lacks + " without a primary."
	}
	switch n := len(o.Outside); {
	case n == 1:
		words += " One shift would lie outside of it."
	case n > 1:
		words += fmt.Sprintf(" %d shifts would lie outside of it.", n)
	}
	return words + " After the move, one press on the roster takes its shifts along."
}

// shortList is the number of collisions that are shown without a click.
const shortList = 6

// toAccept returns the collisions of T on the new date, which can be accepted with the move.
func (vm VM) toAccept() []calendar.Collision {
	var out []calendar.Collision
	for _, c := range slices.Concat(vm.Calendar.New, vm.Calendar.Stay) {
		if c.Side == calendar.OfT || c.Side == calendar.OfLaunches {
			out = append(out, c)
		}
	}
	return out
}

func (vm VM) acceptLabel() string {
	if n := len(vm.toAccept()); n > 1 {
		return fmt.Sprintf("Accept the %d collisions of T, because", n)
	}
	return "Accept the collision of T, because"
}

// newHere is the heading of the collisions on the new date only. They are always expanded, because
// they matter for the decision.
const newHere = "New at this date"
