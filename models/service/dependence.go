package service

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tminus/models/fault"
	"tminus/models/launch"
)

// MaxTouches is the longest text about what a launch touches, in characters.
const MaxTouches = 500

// Use is one service that a launch depends on.
type Use struct {
	ID int64
	// Touches is what of the service the launch touches, or why it needs it.
	Touches string
	// UseVersion is that of the use; Version is the service's own.
	UseVersion int
	Fact
}

// Dependence is all that a launch depends on, and who is on call for it.
type Dependence struct {
	Launch launch.Launch
	Uses   []Use
	OnCall []Person
	Now    time.Time
}

// Trial is one link of a launch and how it stands with those on call.
type Trial struct {
	Use  Use
	Link Link
	// Failed, Untried and Opened are those on call, in their order.
	Failed, Untried, Opened []Check
}

// Standing is what needs doing about the link: of nobody on call it is Untried.
func (t Trial) Standing() Standing {
	switch {
	case len(t.Failed) > 0:
		return Failed
	case len(t.Untried) > 0 || len(t.Opened) == 0:
		return Untried
	}
	return Opened
}

var standings = []Standing{Failed, Untried, Opened}

// Trials are the links of all services, what somebody on call could not open
// first, then what somebody has not tried.
func (d Dependence) Trials() []Trial {
	var out []Trial
	for _, u := range d.Uses {
		for _, l := range u.Links {
			t := Trial{Use: u, Link: l}
			for _, p := range d.OnCall {
				c := u.Checks.By(l.ID, p.ID)
				standing := c.Standing(d.Now)
				c.Person = p
				switch standing {
				case Failed:
					t.Failed = append(t.Failed, c)
				case Opened:
					t.Opened = append(t.Opened, c)
				default:
					t.Untried = append(t.Untried, c)
				}
			}
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b Trial) int {
		return cmp.Compare(slices.Index(standings, a.Standing()), slices.Index(standings, b.Standing()))
	})
	return out
}

// Opened is how many of the links everybody on call could open lately.
func (d Dependence) Opened() (opened, all int) {
	for _, t := range d.Trials() {
		all++
		if t.Standing() == Opened {
			opened++
		}
	}
	return opened, all
}

// Progress is how many of the links somebody on call could open lately.
type Progress struct {
	Person        Person
	Opened, Links int
}

// Progress is that of each of those on call.
func (d Dependence) Progress() []Progress {
	trials := d.Trials()
	out := make([]Progress, len(d.OnCall))
	for i, p := range d.OnCall {
		out[i] = Progress{Person: p, Links: len(trials)}
		for _, t := range trials {
			if slices.ContainsFunc(t.Opened, func(c Check) bool { return c.Person.ID == p.ID }) {
				out[i].Opened++
			}
		}
	}
	return out
}

// For are the links that somebody has still to open, failed ones first.
func (d Dependence) For(person int64) []Trial {
	return slices.DeleteFunc(d.Trials(), func(t Trial) bool {
		return !slices.ContainsFunc(slices.Concat(t.Failed, t.Untried), func(c Check) bool { return c.Person.ID == person })
	})
}

// IsOnCall tells whether somebody is or will be on call for the launch.
func (d Dependence) IsOnCall(person int64) bool {
	return slices.ContainsFunc(d.OnCall, func(p Person) bool { return p.ID == person })
}

// ProblemKind is what is wrong with a service that a launch depends on.
type ProblemKind string

// The problems, the gravest first.
const (
	CannotOpen   ProblemKind = "cannot open"
	TakesAllDown ProblemKind = "takes all down"
	KnownByNone  ProblemKind = "known by nobody"
	NoOwner      ProblemKind = "no owner"
	Blind        ProblemKind = "not watched"
	Retired      ProblemKind = "archived"
)

// Label is the problem in a word or two.
func (k ProblemKind) Label() string { return strings.ToUpper(string(k[:1])) + string(k[1:]) }

// Problem is one of them; Text says more about it where there is more to say.
type Problem struct {
	Kind ProblemKind
	Use  Use
	Text string
}

// Problems are all that is wrong with what a launch depends on, the gravest first.
func (d Dependence) Problems() []Problem {
	var out []Problem
	add := func(k ProblemKind, u Use, text string) { out = append(out, Problem{Kind: k, Use: u, Text: text}) }
	for _, t := range d.Trials() {
		if len(t.Failed) > 0 {
			add(CannotOpen, t.Use, "“"+t.Link.Name()+"” is closed to "+failing(t.Failed))
		}
	}
	for _, u := range d.Uses {
		if u.TakesAllDown() {
			add(TakesAllDown, u, u.Failure)
		}
		if u.Tier == Critical && !u.Known() {
			add(KnownByNone, u, "It is critical, and there is nobody to be asked about it")
		}
		if u.Orphan() {
			add(NoOwner, u, "Nobody answers for it")
		}
		if u.Tier == Critical && !slices.ContainsFunc(u.Links, func(l Link) bool { return l.Kind == Monitoring }) {
			add(Blind, u, "It is critical, and no link leads to its monitoring")
		}
		if u.Archived {
			add(Retired, u, "Nobody keeps what stands about it")
		}
	}
	slices.SortStableFunc(out, func(a, b Problem) int {
		return cmp.Compare(slices.Index(problems, a.Kind), slices.Index(problems, b.Kind))
	})
	return out
}

var problems = []ProblemKind{CannotOpen, TakesAllDown, KnownByNone, NoOwner, Blind, Retired}

func failing(cs []Check) string {
	var names []string
	for _, c := range cs {
		name := c.Person.Name
		if c.Note != "" {
			name += " (" + c.Note + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// cleanTouches returns what a launch touches as it is stored, or Invalid.
func cleanTouches(s string) (string, error) {
	s = text(s)
	if runes(s) > MaxTouches {
		return s, fault.Invalid("touches", "Use at most %d characters.", MaxTouches)
	}
	return s, nil
}
