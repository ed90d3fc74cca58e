package roster

import (
	"cmp"
	"slices"
	"time"

	"tminus/models/people"
)

// Longest is how long somebody may be on call in a row.
const Longest = 16 * time.Hour

// Person is what of a person matters to the roster.
type Person struct {
	ID        int64
	Name      string
	Seniority people.Seniority
	// Gone says that the person has left or can change nothing any more.
	Gone bool
	// Reachable says that there is a way to reach the person.
	Reachable bool
	// Away are the days of absence, as instants in the person's own zone.
	Away []Span
}

// Booking is a stretch in which somebody is on call for another launch.
type Booking struct {
	Person int64
	Span
	Launch string
	Slug   string
}

// Watch is all that a roster is judged by.
type Watch struct {
	Window Span
	Needs  []Role
	// Slots are those of Effective.
	Slots     []Slot
	People    map[int64]Person
	Elsewhere []Booking
}

// ProblemKind is what is wrong with a roster.
type ProblemKind string

// The problems, worst first.
const (
	Gap         ProblemKind = "gap"          // nobody is primary
	Gone        ProblemKind = "gone"         // somebody who has left
	Absent      ProblemKind = "absent"       // somebody who is away
	NoContact   ProblemKind = "no contact"   // somebody who cannot be reached
	JuniorAlone ProblemKind = "junior alone" // none but juniors are on call
	Missing     ProblemKind = "missing"      // nobody has another needed role
	Twice       ProblemKind = "booked twice" // somebody is on call twice at once
	TooLong     ProblemKind = "too long"     // somebody is on call for more than Longest
)

var worst = []ProblemKind{Gap, Gone, Absent, NoContact, JuniorAlone, Missing, Twice, TooLong}

// Problem is one thing that is wrong, and for how long.
type Problem struct {
	Kind ProblemKind
	// Role is the one that nobody has; Person who it is about, 0 for nobody.
	Role   Role
	Person int64
	Span
	// Minutes is how long it lasts within the window: less than the span where
	// somebody has several slots.
	Minutes int
	// Times is how many slots it concerns.
	Times int
	// Entry is what put the person there, the first of several.
	Entry int64
	// Launch and Slug are the other launch for somebody who is booked there too.
	Launch, Slug string
	// Whole is the whole stretch of somebody who is on call for too long.
	Whole Span
}

// Cover is how much of the window a role is covered.
type Cover struct {
	Role           Role
	Minutes, Total int
}

// Whole tells whether nothing is missing.
func (c Cover) Whole() bool { return c.Minutes == c.Total }

// Coverage is how a roster stands.
type Coverage struct {
	Window Span
	// Roles are the needed ones, then those that somebody has besides.
	Roles []Cover
	// Senior is for how many minutes of the window a senior who is not away is on
	// call, in whatever role.
	Senior   int
	Problems []*Problem
}

// Minutes is how long all problems of a kind last.
func (c Coverage) Minutes(k ProblemKind) (n int) {
	for _, p := range c.Problems {
		if p.Kind == k {
			n += p.Minutes
		}
	}
	return n
}

// Assess judges a roster. It sorts the starts and the ends of all slots once and
// walks over them; what it counts at each instant does not depend on how many
// slots there are.
func Assess(w Watch) Coverage {
	c := Coverage{Window: w.Window}
	if !w.Window.From.Before(w.Window.To) {
		return c
	}
	s := newSweep(w)
	s.run()
	c.Problems = append(s.problems, w.slotProblems()...)
	for i, r := range s.roles {
		c.Roles = append(c.Roles, Cover{Role: r, Minutes: minutes(milli(s.covered[i])), Total: w.Window.Minutes()})
	}
	c.Senior = minutes(milli(s.seniorFor))
	slices.SortFunc(c.Problems, byTime)
	return c
}

func byTime(a, b *Problem) int {
	if n := a.From.Compare(b.From); n != 0 {
		return n
	}
	return cmp.Or(cmp.Compare(slices.Index(worst, a.Kind), slices.Index(worst, b.Kind)), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Role, b.Role))
}

func milli(n int64) time.Duration { return time.Duration(n) * time.Millisecond }

// slotProblems are those of single people, whatever the others do: who has left,
// is away, or cannot be reached. Each person is named once for each.
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
				key.person = -int64(len(out)) - 1 // each absence is a matter of its own
			}
			i, seen := at[key]
			if !seen {
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

// SeniorAt tells whether a senior who is not away is on call at an instant.
func (w Watch) SeniorAt(t time.Time) bool {
	return slices.ContainsFunc(w.Slots, func(s Slot) bool {
		p := w.People[s.Person]
		return s.Span().Holds(t) && p.senior() && !slices.ContainsFunc(p.Away, func(a Span) bool { return a.Holds(t) })
	})
}

func (p Person) senior() bool { return p.Seniority == people.Senior && !p.Gone }
