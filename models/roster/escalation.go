package roster

import (
	"slices"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
)

// Step is a step of the escalation: it pages the holders of a role, or one person. If nobody
// answers within Wait minutes, the next step follows.
type Step struct {
	ID       int64
	LaunchID int64
	// TopicID is the topic whose escalation it belongs to, nil for that of anything else.
	TopicID  *int64
	Position int
	Role     Role
	UserID   *int64
	Wait     int `gorm:"column:wait_minutes"`
}

// TableName implements GORM's Tabler.
func (Step) TableName() string { return "escalation_steps" }

// Limits of an escalation.
const (
	MaxSteps = 10
	maxWait  = 24 * 60
)

func defaultSteps(launchID, lead int64) []Step {
	return []Step{
		{LaunchID: launchID, Position: 0, Role: Primary, Wait: 10},
		{LaunchID: launchID, Position: 1, Role: Secondary, Wait: 10},
		{LaunchID: launchID, Position: 2, UserID: db.RefOf(lead), Wait: 15},
	}
}

// CleanSteps normalizes the steps and drops those without a person or role. It returns Invalid for
// the field "wait" or "who" of a step, counted from 1.
func CleanSteps(steps []Step) ([]Step, error) {
	var c fault.Check
	var out []Step
	for i, s := range steps {
		s.Role = cleanRole(s.Role)
		if s.Role == "" && s.UserID == nil {
			continue
		}
		if s.UserID != nil {
			s.Role = ""
		}
		c.That(s.Wait >= 1 && s.Wait <= maxWait, fieldName("wait", i), "Enter a number of minutes from 1 to %d.", maxWait)
		s.Position = len(out)
		out = append(out, s)
	}
	c.That(len(out) <= MaxSteps, fieldName("who", MaxSteps), "Use at most %d steps.", MaxSteps)
	return out, c.Err()
}

// Paged is a step of a dry run: the people who are paged, and when.
type Paged struct {
	Step
	At time.Time
	// Who are the people whom the page reaches, Unheard those whom it cannot reach.
	Who, Unheard []Person
	// Away are the ids of those in Who who are absent at that time.
	Away []int64
}

// Skipped reports whether the step reaches nobody, so that the next one follows at once.
func (p Paged) Skipped() bool { return len(p.Who) == 0 }

// DryRun returns who would be paged at a time and afterwards if nobody answers. It resolves each
// step at the time at which it would be reached, since the roster may have changed by then. A step
// that reaches nobody takes no time.
func DryRun(steps []Step, w Watch, at time.Time) []Paged {
	var out []Paged
	for _, s := range steps {
		p := Paged{Step: s, At: at}
		for _, id := range s.reaches(w, at) {
			who := w.People[id]
			if who.Gone || !who.Reachable {
				p.Unheard = append(p.Unheard, who)
				continue
			}
			p.Who = append(p.Who, who)
			if slices.ContainsFunc(who.Away, func(a Span) bool { return a.Holds(at) }) {
				p.Away = append(p.Away, id)
			}
		}
		if !p.Skipped() {
			at = at.Add(time.Duration(s.Wait) * time.Minute)
		}
		out = append(out, p)
	}
	return out
}

func (s Step) reaches(w Watch, at time.Time) []int64 {
	if s.UserID != nil {
		return []int64{*s.UserID}
	}
	var out []int64
	for _, slot := range w.Holders(s.Role, at) {
		out = append(out, slot.Person)
	}
	return out
}
