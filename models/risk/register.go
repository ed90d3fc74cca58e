package risk

import (
	"cmp"
	"slices"
	"time"

	"tminus/internal/enum"
	"tminus/models/launch"
	"tminus/models/people"
)

// State selects the risks that a register shows.
type State string

// The states. The zero value selects open risks.
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

// ShownStates lists the states in the order on screen.
var ShownStates = stateLabels.Values()

// Label returns the name of the state on screen.
func (s State) Label() string { return stateLabels.LabelOr(s, "Open") }

// holds reports whether a risk has the state.
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

// Nobody is the OwnerID in a Filter for risks without an owner.
const Nobody = -1

// Filter selects risks; the zero value selects the first page of the open ones.
type Filter struct {
	State    State
	Category Category
	Response Response
	OwnerID  int64
	Text     string
	// Cell is a cell of the matrix.
	Cell Score
	Page int
}

// Narrow reports whether the filter selects more than a page.
func (f Filter) Narrow() bool {
	f.Page = 0
	return f != Filter{}
}

// Matrix counts risks by likelihood and impact.
type Matrix [MaxScore + 1][MaxScore + 1]int

// At returns the number of risks with a score.
func (m Matrix) At(likelihood, impact int) int { return m[likelihood][impact] }

// Row is a risk in a list.
type Row struct {
	Fact
	Trigger string
	PlanB   string
	Launch  launch.Launch
}

// Register is a page of a list of risks, most severe first.
type Register struct {
	Rows []Row
	// Matrix counts the risks that match the filter without its cell, by effective score.
	Matrix Matrix
	// Found counts the risks that match the filter, Known all risks, and Stand the show-stoppers
	// that stand.
	Found, Known, Stand int
	Page, Pages         int
	// Owners are the owners of risks, by name.
	Owners []people.User
	Now    time.Time
}

// PerPage is the number of risks on a page of a register.
const PerPage = 50

// rank orders show-stoppers that stand first, then by severity, and closed risks last.
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
		return cmp.Or(last(a.closed, b.closed), last(a.calm, b.calm), cmp.Compare(b.value, a.value), cmp.Compare(b.impact, a.impact),
			cmp.Compare(a.id, b.id))
	})
}

// last orders true after false.
func last(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// applyFilter counts the risks that match a filter and returns its page.
func (reg *Register) applyFilter(list []Fact, launches map[int64]launch.Launch, f Filter) []Fact {
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
