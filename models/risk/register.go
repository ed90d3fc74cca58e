package risk

import (
	"cmp"
	"slices"
	"time"

	"tminus/internal/enum"
	"tminus/models/launch"
	"tminus/models/people"
)

// State is which risks a register shows.
type State string

// The states. The zero value is what can still happen.
const (
	Open      State = ""
	Standing  State = "standing"
	Unhandled State = "unhandled"
	Accepted  State = "accepted"
	Mitigated State = "mitigated"
	ReviewDue State = "review"
	Closed    State = "closed"
	All       State = "all"
)

var stateLabels = enum.Labels[State]{
	{Open, "Open"},
	{Standing, "Show-stoppers that stand"},
	{Unhandled, "Neither mitigated nor accepted"},
	{Accepted, "Accepted"},
	{Mitigated, "Mitigated"},
	{ReviewDue, "To be reviewed"},
	{Closed, "Closed"},
	{All, "Open and closed"},
}

// ShownStates in the order in which they are offered.
var ShownStates = stateLabels.Values()

// Label is the state as people read it.
func (s State) Label() string { return stateLabels.LabelOr(s, "Open") }

// holds tells whether a risk is among those of the state.
func (s State) holds(f Fact, l launch.Launch, now time.Time) bool {
	switch s {
	case All:
		return true
	case Closed:
		return f.Closed
	}
	if f.Closed {
		return false
	}
	switch s {
	case Standing:
		return f.Stands(now)
	case Unhandled:
		return f.Unhandled(now)
	case Accepted:
		return f.Accepted(now)
	case Mitigated:
		return f.Mitigated()
	case ReviewDue:
		return f.ReviewDue(l.Today(now))
	}
	return true
}

// Nobody as an owner in a Filter asks for risks that nobody owns.
const Nobody = -1

// Filter says which risks are wanted; the zero value is the first page of the
// open ones.
type Filter struct {
	State    State
	Category Category
	Response Response
	OwnerID  int64
	Text     string
	// Cell is a field of the matrix.
	Cell Score
	Page int
}

// Narrow tells whether anything but the page is asked for.
func (f Filter) Narrow() bool {
	f.Page = 0
	return f != Filter{}
}

// Matrix counts risks by likelihood and impact.
type Matrix [MaxScore + 1][MaxScore + 1]int

// At is how many risks have a score.
func (m Matrix) At(likelihood, impact int) int { return m[likelihood][impact] }

// Row is a risk with what a list shows beside what it is judged by.
type Row struct {
	Fact
	Trigger string
	PlanB   string
	Launch  launch.Launch
}

// Register is a page of a list of risks, the gravest first.
type Register struct {
	Rows []Row
	// Matrix counts by effective score what the filter finds, whatever its cell.
	Matrix Matrix
	// Found is how many the filter finds, Known how many there are, Stand how
	// many show-stoppers of all of them stand in the way.
	Found, Known, Stand int
	Page, Pages         int
	// Owners are who has risks, by name.
	Owners []people.User
	Now    time.Time
}

// PerPage is how many risks a page of a register has.
const PerPage = 50

// rank puts what stands in the way first, then what is gravest, and last what
// was closed.
func rank(list []Fact, now time.Time) {
	type key struct {
		closed, calm  bool
		value, impact int
		id            int64
	}
	keys := make(map[int64]key, len(list))
	for _, f := range list {
		e := f.Effective()
		keys[f.ID] = key{f.Closed, !f.Stands(now), e.Value(), e.Impact, f.ID}
	}
	slices.SortFunc(list, func(x, y Fact) int {
		a, b := keys[x.ID], keys[y.ID]
		return cmp.Or(last(a.closed, b.closed), last(a.calm, b.calm), cmp.Compare(b.value, a.value), cmp.Compare(b.impact, a.impact), cmp.Compare(a.id, b.id))
	})
}

// last puts what is true after what is not.
func last(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// sift counts what a filter finds among risks and returns its page.
func (reg *Register) sift(list []Fact, launches map[int64]launch.Launch, f Filter) []Fact {
	var found []Fact
	for _, r := range list {
		if !f.State.holds(r, launches[r.LaunchID], reg.Now) {
			continue
		}
		score := r.Effective()
		reg.Matrix[score.Likelihood][score.Impact]++
		if !f.Cell.Judged() || f.Cell == score {
			found = append(found, r)
		}
	}
	rank(found, reg.Now)
	reg.Found = len(found)
	reg.Pages = max(1, (reg.Found+PerPage-1)/PerPage)
	reg.Page = min(max(1, f.Page), reg.Pages)
	from := (reg.Page - 1) * PerPage
	return found[from:min(from+PerPage, reg.Found)]
}
