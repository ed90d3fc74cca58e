package roster

import (
	"cmp"
	"slices"
	"time"

	"tminus/models/people"
)

// Longest is the maximum time that a person may be on call without a break.
const Longest = 16 * time.Hour

// Person has the properties of a person that affect the roster.
type Person struct {
	ID        int64
	Name      string
	Seniority people.Seniority
	// Engineer reports that the person is in a team of engineers.
	Engineer bool
	// Gone reports that the person has left or has lost the permission to edit.
	Gone bool
	// Reachable reports that the person has a contact.
	Reachable bool
	// Away has the person's absences as instants.
	Away []Span
}

// Booking is a period in which a person is on call for another launch.
type Booking struct {
	Person int64
	Span
	Launch string
	Slug   string
}

// Watch is the input of Assess.
type Watch struct {
	Window Span
	Needs  []Role
	// Covers are the roles that count as primary cover.
	Covers []Role
	// Slots is the result of Effective.
	Slots     []Slot
	People    map[int64]Person
	Elsewhere []Booking
}

// ProblemKind is the kind of a problem in a roster.
type ProblemKind string

// The kinds of problems, worst first.
const (
	Gap         ProblemKind = "gap"          // nobody is primary
	Gone        ProblemKind = "gone"         // the person has left
	Absent      ProblemKind = "absent"       // the person is absent
	NoContact   ProblemKind = "no contact"   // the person has no contact
	JuniorAlone ProblemKind = "junior alone" // only juniors are on call
	Missing     ProblemKind = "missing"      // nobody has another required role
	Twice       ProblemKind = "booked twice" // the person is on call twice at once
	TooLong     ProblemKind = "too long"     // the person is on call for more than Longest
)

var problemOrder = []ProblemKind{Gap, Gone, Absent, NoContact, JuniorAlone, Missing, Twice, TooLong}

// Problem is a problem in a roster and its duration.
type Problem struct {
	Kind ProblemKind
	// Role is the role that nobody has. Person is the person concerned, or 0.
	Role   Role
	Person int64
	Span
	// Minutes is the duration within the window. It is less than that of the span if the person has
	// several slots.
	Minutes int
	// Times is the number of slots concerned.
	Times int
	// Entry is the first entry that put the person on call.
	Entry int64
	// Launch and Slug are the other launch for which the person is on call at the same time.
	Launch, Slug string
	// Whole is the whole period of a person who is on call for too long.
	Whole Span
}

// Cover is the part of the window in which a role is covered.
type Cover struct {
	Role           Role
	Minutes, Total int
}

// Whole reports whether the role is covered in all of the window.
func (c Cover) Whole() bool { return c.Minutes == c.Total }

// BindCoverage binds a criterion to a rule over the on-call roster.
const BindCoverage = "coverage"

// The rules over the on-call roster that a criterion can follow.
const (
	// RuleCovered is met while the roster has no problem during its window.
	RuleCovered = "covered"
	// RuleSenior is met while a senior engineer is on call from T to the end of launch day.
	RuleSenior = "senior"
)

// Rules lists the rules over the on-call roster.
var Rules = []string{RuleCovered, RuleSenior}

// Coverage is the assessment of a roster.
type Coverage struct {
	Window Span
	// Roles has the required roles, then any others that are assigned.
	Roles []Cover
	// Senior is the number of minutes of the window in which a senior engineer who is not absent is on
	// call, in any role.
	Senior   int
	Problems []*Problem
}

// Minutes returns the total duration of the problems of a kind.
func (c Coverage) Minutes(k ProblemKind) (n int) {
	for _, p := range c.Problems {
		if p.Kind == k {
			n += p.Minutes
		}
	}
	return n
}

// Assess assesses a roster. It sorts the starts and ends of all slots once and sweeps over them;
// the work at each instant does not depend on the number of slots.
func Assess(w Watch) Coverage {
	c := Coverage{Window: w.Window}
	if !w.Window.From.Before(w.Window.To) {
		return c
	}
	s := newSweep(w)
	s.run()
	c.Problems = append(s.problems, w.slotProblems()...)
	for i, r := range s.roles {
		c.Roles = append(c.Roles, Cover{Role: r, Minutes: minutes(milliseconds(s.covered[i])), Total: w.Window.Minutes()})
	}
	c.Senior = minutes(milliseconds(s.seniorFor))
	slices.SortFunc(c.Problems, compareProblems)
	return c
}

func compareProblems(a, b *Problem) int {
	if n := a.From.Compare(b.From); n != 0 {
		return n
	}
	return cmp.Or(cmp.Compare(slices.Index(problemOrder, a.Kind), slices.Index(problemOrder, b.Kind)), cmp.Compare(a.Person, b.Person),
		cmp.Compare(a.Role, b.Role))
}

func milliseconds(n int64) time.Duration { return time.Duration(n) * time.Millisecond }

// slotProblems returns the problems of single people: those who have left, are absent or cannot be
// reached. Each person has at most one problem of each kind, except absences.
func (w Watch) slotProblems() []*Problem {
	at := map[problemKey]int{}
	var out []*Problem
	for _, s := range w.Slots {
		p := w.People[s.Person]
		if !p.Gone && p.Reachable && len(p.Away) == 0 {
			continue
		}
		in, ok := s.Span().Meets(w.Window)
		if !ok {
			continue
		}
		for _, f := range p.findings(in) {
			key := problemKey{f.kind, s.Person}
			if f.kind == Absent {
				key.person = -int64(len(out)) - 1 // each absence is a separate problem
			}
			i, exists := at[key]
			if !exists {
				i = len(out)
				at[key] = i
				out = append(out, &Problem{Kind: f.kind, Role: s.Role, Person: s.Person, Span: f.in, Entry: s.Entry})
			}
			out[i].Minutes += f.in.Minutes()
			out[i].Times++
			if f.in.To.After(out[i].To) {
				out[i].To = f.in.To
			}
		}
	}
	return out
}

type problemKey struct {
	kind   ProblemKind
	person int64
}

type slotFinding struct {
	kind ProblemKind
	in   Span
}

func (p Person) findings(in Span) []slotFinding {
	if p.Gone {
		return []slotFinding{{Gone, in}}
	}
	var out []slotFinding
	if !p.Reachable {
		out = append(out, slotFinding{NoContact, in})
	}
	for _, a := range p.Away {
		if common, ok := in.Meets(a); ok {
			out = append(out, slotFinding{Absent, common})
		}
	}
	return out
}

// SeniorAt reports whether a senior engineer who is not absent is on call at t.
func (w Watch) SeniorAt(t time.Time) bool {
	return slices.ContainsFunc(w.Slots, func(s Slot) bool {
		p := w.People[s.Person]
		return s.Span().Holds(t) && p.senior() && !slices.ContainsFunc(p.Away, func(a Span) bool { return a.Holds(t) })
	})
}

// senior reports whether the person counts as a senior engineer.
func (p Person) senior() bool { return p.Seniority == people.Senior && p.Engineer && !p.Gone }
