package gonogo

import (
	"time"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Condition is a condition of a conditional go. When it is not met by its
// deadline, the decision lapses.
type Condition struct {
	ID        int64
	LaunchID  int64
	MeetingID int64
	Text      string
	OwnerID   int64
	DueAt     db.Instant
	MetAt     db.Instant
	MetBy     *int64
	MetNote   string
	Version   int
	CreatedAt db.Instant
	UpdatedAt db.Instant
}

// TableName implements GORM's Tabler.
func (Condition) TableName() string { return "meeting_conditions" }

// Overdue reports whether the condition was not met by its deadline.
func (c Condition) Overdue(now time.Time) bool {
	return c.MetAt.IsZero() && !now.Before(c.DueAt.Time)
}

// ConditionInput is the form of a condition.
type ConditionInput struct {
	Text    string
	OwnerID *int64
	DueOn   civil.Date
	DueTime civil.TimeOfDay
}

// Clean returns the input as it is stored and its deadline. Returns Invalid
// with every mistake.
func (in ConditionInput) Clean(loc *time.Location, now time.Time) (ConditionInput, time.Time, error) {
	var c fault.Check
	in.Text = words.OneLine(in.Text)
	c.That(in.Text != "", "text", "Say what has to be met.")
	c.That(len([]rune(in.Text)) <= launch.MaxReason, "text", "Use at most %d characters.", launch.MaxReason)
	c.That(in.OwnerID != nil, "owner", "Choose who answers for it.")
	due := momentOf(&c, in.DueOn, in.DueTime, loc, "due_on", "due_time")
	c.That(due.IsZero() || due.After(now), "due_on", "That has passed already. Choose a later deadline.")
	return in, due, c.Err()
}

// ConditionDetail is a condition with names.
type ConditionDetail struct {
	Condition
	OwnerName string
	OwnerGone bool
	MetName   string
}

// Subject returns the condition as a subject of permissions.
func (c ConditionDetail) Subject(l launch.Launch) people.Subject {
	return people.Subject{Lead: l.LeadID, Owner: c.OwnerID, Name: c.OwnerName}
}

// Unmet returns the conditions that are not met.
func (m MeetingDetail) Unmet() []ConditionDetail {
	var out []ConditionDetail
	for _, c := range m.Conditions {
		if c.MetAt.IsZero() {
			out = append(out, c)
		}
	}
	return out
}
