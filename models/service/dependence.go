package service

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tminus/models/fault"
	"tminus/models/launch"
)

// MaxTouches is the maximum length of the description of a use, in characters.
const MaxTouches = 500

// Use is a service that a launch depends on.
type Use struct {
	ID int64
	// Touches describes which part of the service the launch needs, or why.
	Touches string
	// UseVersion is the version of the use; Version is that of the service.
	UseVersion int
	Fact
}

// Dependence has the services that a launch depends on and its people on call.
type Dependence struct {
	Launch launch.Launch
	Uses   []Use
	OnCall []Person
	Now    time.Time
}

// Trial is a link of a service with the checks of the people on call.
type Trial struct {
	Use  Use
	Link Link
	// Failed, Untried and Opened have the people on call in their order.
	Failed, Untried, Opened []Check
}

// Standing returns the state of the link for all people on call. It is Untried if nobody is on
// call.
func (t Trial) Standing() Standing {
	switch {
	case len(t.Failed) > 0:
		return Failed
	case len(t.Untried) > 0 || len(t.Opened) == 0:
		return Untried
	}
	return Opened
}

var standingOrder = []Standing{Failed, Untried, Opened}

// Trials returns the links of all services, those with failed checks first, then those with missing
// checks.
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
		return cmp.Compare(slices.Index(standingOrder, a.Standing()), slices.Index(standingOrder, b.Standing()))
	})
	return out
}

// Opened returns the number of links that everybody on call has opened lately, and the number of
// all links.
func (d Dependence) Opened() (opened, all int) {
	for _, t := range d.Trials() {
		all++
		if t.Standing() == Opened {
			opened++
		}
	}
	return opened, all
}

// Progress is the number of links that a person on call has opened lately.
type Progress struct {
	Person        Person
	Opened, Links int
}

// Progress returns the progress of each person on call.
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

// For returns the links that a person still has to open, failed ones first.
func (d Dependence) For(person int64) []Trial {
	return slices.DeleteFunc(d.Trials(), func(t Trial) bool {
		return !slices.ContainsFunc(slices.Concat(t.Failed, t.Untried), func(c Check) bool { return c.Person.ID == person })
	})
}

// IsOnCall reports whether a person is or will be on call for the launch.
func (d Dependence) IsOnCall(person int64) bool {
	return slices.ContainsFunc(d.OnCall, func(p Person) bool { return p.ID == person })
}

// ProblemKind is the kind of a problem with a service.
type ProblemKind string

// The kinds of problems, most serious first.
const (
	CannotOpen   ProblemKind = "cannot open"
	TakesAllDown ProblemKind = "takes all down"
	KnownByNone  ProblemKind = "known by nobody"
	NoOwner      ProblemKind = "no owner"
	Blind        ProblemKind = "not watched"
	Retired      ProblemKind = "archived"
)

// Label returns the kind as shown to users.
func (k ProblemKind) Label() string { return strings.ToUpper(string(k[:1])) + string(k[1:]) }

// Problem is a problem with a service of a launch. Text has details, if any.
type Problem struct {
	Kind ProblemKind
	Use  Use
	Text string
}

// Problems returns the problems of the services, most serious first.
func (d Dependence) Problems() []Problem {
	var out []Problem
	add := func(k ProblemKind, u Use, text string) { out = append(out, Problem{Kind: k, Use: u, Text: text}) }
	for _, t := range d.Trials() {
		if len(t.Failed) > 0 {
			add(CannotOpen, t.Use, "“"+t.Link.Name()+"” is closed to "+checksText(t.Failed))
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
		return cmp.Compare(slices.Index(problemOrder, a.Kind), slices.Index(problemOrder, b.Kind))
	})
	return out
}

var problemOrder = []ProblemKind{CannotOpen, TakesAllDown, KnownByNone, NoOwner, Blind, Retired}

// checksText names the people of the checks with their notes.
func checksText(cs []Check) string {
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

// cleanTouches returns the description of a use as it is stored, or Invalid.
func cleanTouches(s string) (string, error) {
	s = cleanText(s)
	if runes(s) > MaxTouches {
		return s, fault.Invalid("touches", "Use at most %d characters.", MaxTouches)
	}
	return s, nil
}
