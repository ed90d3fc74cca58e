package launch

import (
	"fmt"
	"slices"

	"tminus/internal/civil"
	"tminus/models/people"
)

// ProblemKind is the kind of a problem of an open item.
type ProblemKind string

// The problems, worst first.
const (
	IsBlocked        ProblemKind = "blocked"
	Overdue          ProblemKind = "overdue"
	NoOwner          ProblemKind = "no owner"
	OwnerGone        ProblemKind = "owner has left"
	BeforeDependency ProblemKind = "due before what it depends on"
	OwnerAbsent      ProblemKind = "owner absent"
)

var problemOrder = []ProblemKind{IsBlocked, Overdue, NoOwner, OwnerGone, BeforeDependency, OwnerAbsent}

// Problem is a problem of an item, with its description.
type Problem struct {
	Kind ProblemKind
	Text string
}

// Diagnose sets the problems of all items. A finished item has none.
func (p *Plan) Diagnose() {
	byID := make(map[int64]*Item, len(p.Items))
	for i := range p.Items {
		byID[p.Items[i].ID] = &p.Items[i]
	}
	away := absencesByPerson(p.Absences)
	for i := range p.Items {
		it := &p.Items[i]
		it.Problems = nil
		if it.Status.Finished() {
			continue
		}
		it.Problems = it.problems(p.Today, away[it.OwnerID])
		for _, id := range it.DependsOn {
			if dep := byID[id]; dep != nil && it.TooEarly(dep) {
				it.Problems = append(it.Problems, Problem{BeforeDependency, orderText(dep.Title, dep.DueOn)})
			}
		}
		sortProblems(it.Problems)
	}
}

// TooEarly reports whether an open item is due before an item that it depends on.
func (it *Item) TooEarly(on *Item) bool {
	return !it.Status.Finished() && on.Status != Skipped && dueBefore(it.Schedule, on.Schedule)
}

func sortProblems(ps []Problem) {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return slices.Index(problemOrder, a.Kind) - slices.Index(problemOrder, b.Kind)
	})
}

func orderText(title string, due civil.Date) string {
	return fmt.Sprintf("Due before “%s”, which it depends on and which is due %s", title, due.Short())
}

func (it *Item) problems(today civil.Date, away []people.Absence) []Problem {
	var ps []Problem
	if it.Status == Blocked {
		text := "Waits for " + it.BlockedReason
		if it.UnblockerName != "" {
			text += "; " + it.UnblockerName + " can unblock it"
		}
		ps = append(ps, Problem{IsBlocked, text})
	}
	if !it.DueOn.IsZero() && it.DueOn.Before(today) {
		ps = append(ps, Problem{Overdue, "Overdue since " + it.DueOn.Short()})
	}
	switch {
	case it.OwnerID == 0:
		ps = append(ps, Problem{NoOwner, "Nobody owns this"})
	case it.OwnerGone:
		ps = append(ps, Problem{OwnerGone, it.OwnerName + " has left"})
	}
	for _, a := range away {
		if a.Covers(it.DueOn) && !it.DueOn.Before(today) {
			ps = append(ps, Problem{OwnerAbsent, fmt.Sprintf("%s is away %s to %s", it.OwnerName, a.FirstDay.Short(), a.LastDay.Short())})
			break
		}
	}
	return ps
}

// dueBefore reports whether a is due on an earlier day than b, or on the same day at an earlier
// time if both have one.
func dueBefore(a, b Schedule) bool {
	if a.Unscheduled() || b.Unscheduled() {
		return false
	}
	if a.DueOn != b.DueOn {
		return a.DueOn.Before(b.DueOn)
	}
	return !a.DueTime.IsZero() && !b.DueTime.IsZero() && a.DueTime.Compare(b.DueTime) < 0
}

func absencesByPerson(as []people.Absence) map[int64][]people.Absence {
	m := make(map[int64][]people.Absence)
	for _, a := range as {
		m[a.UserID] = append(m[a.UserID], a)
	}
	return m
}
