package guide

import (
	"slices"
	"strconv"
	"strings"

	"tminus/internal/enum"
	"tminus/internal/words"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/models/roster"
)

// Target is the person whom a step of an escalation leads to.
type Target string

// The targets: no particular person, a role of the launch's on-call roster, or the launch's lead.
const (
	ToNobody    Target = ""
	ToPrimary   Target = Target(roster.Primary)
	ToSecondary Target = Target(roster.Secondary)
	ToLead      Target = "lead"
)

var targetLabels = enum.Labels[Target]{
	{ToNobody, "Nobody in particular"},
	{ToPrimary, "Primary on call"},
	{ToSecondary, "Secondary on call"},
	{ToLead, "Lead of the launch"},
}

// Targets lists the targets in the order of the form.
var Targets = targetLabels.Values()

// Label returns the target as shown to users.
func (t Target) Label() string { return targetLabels.Label(t) }

func (t Target) valid() bool { return targetLabels.Has(t) }

// maxAfter is the maximum delay of a step in minutes, two days.
const maxAfter = 2 * 24 * 60

// Step is one step of an escalation: what to do if the fix does not help, after how many minutes or
// in which case, and whom to involve.
type Step struct {
	After  int    `json:"after,omitempty"` // minutes after the customer's request; 0 is immediately
	When   string `json:"when,omitempty"`
	Do     string `json:"do"`
	Target Target `json:"target,omitempty"`
}

// cleanSteps normalizes and checks the steps and drops empty ones. A negative After stands for
// input that was not a number.
func cleanSteps(c *fault.Check, list []Step) []Step {
	var out []Step
	for n, s := range list {
		s.When, s.Do = words.OneLine(s.When), words.OneLine(s.Do)
		if s.When == "" && s.Do == "" && s.Target == ToNobody && s.After == 0 {
			continue
		}
		c.That(s.After >= 0 && s.After <= maxAfter, Field("step", n, "after"), "Enter minutes, from 0 to %d.", maxAfter)
		checkLength(c, Field("step", n, "when"), s.When, MaxLine)
		c.That(s.Do != "", Field("step", n, "do"), "Say what to do.")
		checkLength(c, Field("step", n, "do"), s.Do, MaxLine)
		c.That(s.Target.valid(), Field("step", n, "target"), "Choose who is called.")
		out = append(out, s)
	}
	c.That(len(out) <= MaxSteps, "step-1-do", "Use at most %d steps.", MaxSteps)
	return out
}

// Words returns the step on one line: "after 15 min, it persists: ping engineering".
func (s Step) Words() string {
	out := s.Do
	if s.Target != ToNobody {
		out += " (" + s.Target.Label() + ")"
	}
	switch {
	case s.When != "" && s.After > 0:
		return "after " + strconv.Itoa(s.After) + " min, " + s.When + ": " + out
	case s.After > 0:
		return "after " + strconv.Itoa(s.After) + " min: " + out
	case s.When != "":
		return s.When + ": " + out
	}
	return out
}

// Person is a person whom a step leads to, with their contacts.
type Person struct {
	ID       int64
	Name     string
	Contacts []people.Contact
	// Away reports that the person is absent now.
	Away bool
}

// Reached is a step with the people whom it leads to now. If it should lead to somebody but does
// not, Nobody says why.
type Reached struct {
	Step
	Who    []Person
	Nobody string
}

// Resolve returns the people whom each step leads to at r.Now. lead is the launch's lead.
func Resolve(list []Step, r roster.Roster, lead Person) []Reached {
	out := make([]Reached, len(list))
	for i, s := range list {
		out[i] = Reached{Step: s}
		switch s.Target {
		case ToNobody:
			continue
		case ToLead:
			if lead.ID != 0 {
				out[i].Who = []Person{lead}
			}
		default:
			out[i].Who = onCall(r, roster.Role(s.Target))
		}
		if len(out[i].Who) == 0 {
			out[i].Nobody = "Nobody is " + lower(s.Target.Label()) + " now"
		}
	}
	return out
}

// onCall returns the people who are on call in a role now.
func onCall(r roster.Roster, role roster.Role) []Person {
	var out []Person
	for _, slot := range r.Watch.Holders(role, r.Now) {
		who := r.Watch.People[slot.Person]
		if who.Gone {
			continue
		}
		away := slices.ContainsFunc(who.Away, func(a roster.Span) bool { return a.Holds(r.Now) })
		out = append(out, Person{ID: who.ID, Name: who.Name, Away: away})
	}
	return out
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }
