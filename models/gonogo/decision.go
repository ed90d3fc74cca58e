package gonogo

import (
	"strings"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// Decision is the present decision: that of the newest recorded meeting, and
// the newest override since.
type Decision struct {
	MeetingID int64 // 0 when nothing was decided
	Number    int
	Outcome   Outcome
	ByName    string
	At        db.Instant
	Reason    string
	// Conditions are the unmet conditions of a conditional go.
	Conditions []UnmetCondition
	// Override is the newest override since, nil for none.
	Override *Override
	// RolledBack says that the launch was rolled back since, so that the
	// decision no longer lets it go.
	RolledBack bool
}

// UnmetCondition is a condition of a conditional go that is not met yet.
type UnmetCondition struct {
	MeetingID int64
	Number    int // of the meeting
	Text      string
	OwnerID   int64
	OwnerName string
	OwnerGone bool
	DueAt     db.Instant
}

// Override lets a launch go without a standing go, in the name of a person.
type Override struct {
	ID        int64
	LaunchID  int64
	ByID      int64
	Reason    string
	Missing   string // what was missing, a line each
	CreatedAt db.Instant
	ByName    string `gorm:"-"`
}

// TableName implements GORM's Tabler.
func (Override) TableName() string { return "overrides" }

// Lines returns what was missing, a line each.
func (o Override) Lines() []string {
	if o.Missing == "" {
		return nil
	}
	return strings.Split(o.Missing, "\n")
}

// Decided reports whether any meeting was recorded.
func (d Decision) Decided() bool { return d.MeetingID != 0 }

// Overdue returns the conditions that were not met by their deadline.
func (d Decision) Overdue(now time.Time) []UnmetCondition {
	var out []UnmetCondition
	for _, c := range d.Conditions {
		if d.Outcome == OutcomeConditional && !now.Before(c.DueAt.Time) {
			out = append(out, c)
		}
	}
	return out
}

// Stands reports whether there is a standing go: a go, or a conditional go
// without an overdue condition. An overdue condition makes the decision lapse
// until it is met.
func (d Decision) Stands(now time.Time) bool {
	if d.RolledBack {
		return false
	}
	switch d.Outcome {
	case OutcomeGo:
		return true
	case OutcomeConditional:
		return len(d.Overdue(now)) == 0
	}
	return false
}

// Missing returns why there is no standing go, nothing when there is one.
func (d Decision) Missing(now time.Time) []string {
	switch {
	case d.Stands(now):
		return nil
	case !d.Decided():
		return []string{"No go/no-go meeting has decided yet."}
	case d.Outcome == OutcomeNoGo:
		return []string{"The newest go/no-go meeting decided no-go."}
	case d.RolledBack:
		return []string{"The launch was rolled back since the newest go/no-go meeting."}
	}
	var out []string
	for _, c := range d.Overdue(now) {
		out = append(out, "Condition not met in time: "+c.Text+" ("+c.OwnerName+")")
	}
	return out
}

// Label returns the decision as it is shown; a conditional go with an overdue
// condition has lapsed.
func (d Decision) Label(now time.Time) string {
	if d.Outcome == OutcomeConditional && !d.Stands(now) {
		return "Conditional go, lapsed"
	}
	return d.Outcome.Label()
}

// Clean returns the decision as it is stored. Returns Invalid with every
// mistake: deciding against the readiness, against votes, or without mandatory
// votes needs a reason. The conditions of a conditional go are its reason.
func (in DecisionInput) Clean(m MeetingDetail, v Readiness, now time.Time) (DecisionInput, error) {
	var c fault.Check
	in.Reason, in.Absent = strings.TrimSpace(in.Reason), strings.TrimSpace(in.Absent)
	c.That(len([]rune(in.Reason)) <= launch.MaxReason, "reason", "Use at most %d characters.", launch.MaxReason)
	c.That(len([]rune(in.Absent)) <= launch.MaxReason, "absent", "Use at most %d characters.", launch.MaxReason)
	c.That(in.ByID != 0, "by", "Choose who takes the decision.")
	switch in.Outcome {
	case OutcomeGo:
		c.That(len(m.Unmet()) == 0, "outcome", "There are conditions: record a conditional go, or remove them first.")
		c.That(v.Go || in.Reason != "", "reason", "The readiness says %s: say why it goes all the same.", v.Short)
		c.That(!v.Go || m.Count(VoteNoGo) == 0 || in.Reason != "", "reason", "There are votes against it: say why it goes all the same.")
	case OutcomeConditional:
		c.That(len(m.Conditions) > 0, "outcome", "A conditional go needs a condition with its owner and deadline. Add one first.")
		for _, x := range m.Conditions {
			c.That(!x.Overdue(now), "outcome", "The deadline of “%s” has passed. Change it first.", x.Text)
		}
	case OutcomeNoGo:
		c.That(!v.Go || in.Reason != "", "reason", "The readiness says %s: say why it does not go all the same.", v.Short)
	default:
		c.Add("outcome", "Choose go, conditional go or no-go.")
	}
	if missing := m.Missing(); len(missing) > 0 {
		c.That(in.Absent != "", "absent", "%s must vote first. If that cannot be, say why it is decided without.", seatNames(missing))
	} else {
		in.Absent = ""
	}
	return in, c.Err()
}

// seatNames returns the functions of seats in one text.
func seatNames(seats []SeatDetail) string {
	words := make([]string, len(seats))
	for i, s := range seats {
		words[i] = s.Function
	}
	return strings.Join(words, ", ")
}
