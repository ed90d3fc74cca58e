package readiness

import (
	"strings"
	"time"

	"tminus/models/db"
)

// Decision is what stands of the go/no-go meetings: the newest that was
// recorded, and the newest override taken since.
type Decision struct {
	MeetingID int64 // 0 when nothing was decided
	Number    int
	Outcome   Outcome
	ByName    string
	At        db.Instant
	Reason    string
	// Conditions are those of a conditional go.
	Conditions []AgreedCondition `gorm:"-"`
	// Override is nil unless somebody launched without a standing GO.
	Override *Override `gorm:"-"`
}

// Override is a named person's word that the launch goes without a standing GO.
type Override struct {
	ID        int64
	LaunchID  int64
	ByID      int64
	Reason    string
	Missing   string // what was missing, a line each
	CreatedAt db.Instant
	ByName    string `gorm:"->"`
}

// TableName implements GORM's Tabler.
func (Override) TableName() string { return "overrides" }

// Lines are what was missing.
func (o Override) Lines() []string {
	if o.Missing == "" {
		return nil
	}
	return strings.Split(o.Missing, "\n")
}

// Decided tells whether any meeting was recorded.
func (d Decision) Decided() bool { return d.MeetingID != 0 }

// Overdue are the conditions that were not met by their deadline.
func (d Decision) Overdue(now time.Time) []AgreedCondition {
	var out []AgreedCondition
	for _, c := range d.Conditions {
		if d.Outcome == OutcomeConditional && c.Overdue(now) {
			out = append(out, c)
		}
	}
	return out
}

// Stands tells whether there is a standing GO: go, or conditional go of which
// no condition is overdue. One that is overdue makes the decision lapse until
// it is met.
func (d Decision) Stands(now time.Time) bool {
	switch d.Outcome {
	case OutcomeGo:
		return true
	case OutcomeConditional:
		return len(d.Overdue(now)) == 0
	}
	return false
}

// Missing says why there is no standing GO, nothing when there is one.
func (d Decision) Missing(now time.Time) []string {
	switch {
	case d.Stands(now):
		return nil
	case !d.Decided():
		return []string{"No go/no-go meeting has decided yet."}
	case d.Outcome == OutcomeNoGo:
		return []string{"The newest go/no-go meeting decided no-go."}
	}
	var out []string
	for _, c := range d.Overdue(now) {
		out = append(out, "Condition not met in time: "+c.Text+" ("+c.OwnerName+")")
	}
	return out
}

// Label is the decision in words: "Lapsed" for a conditional go of which a
// condition is overdue.
func (d Decision) Label(now time.Time) string {
	if d.Outcome == OutcomeConditional && !d.Stands(now) {
		return "Conditional go, lapsed"
	}
	return d.Outcome.Label()
}
