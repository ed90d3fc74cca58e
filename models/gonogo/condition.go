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
	// Scope is that of the decision with which it was recorded, ScopeNone before.
	Scope     Scope
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
	c.That(in.Text != "", "text", "Enter what has to be met.")
	c.That(len([]rune(in.Text)) <= launch.MaxReason, "text", "Use at most %d characters.", launch.MaxReason)
	c.That(in.OwnerID != nil, "owner", "Choose an owner.")
	due := momentOf(&c, in.DueOn, in.DueTime, loc, "due_on", "due_time")
	c.That(due.IsZero() || due.After(now), "due_on", "This deadline has passed. Choose a later one.")
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

// Drafts returns the conditions that no decision was recorded with yet.
func (m MeetingDetail) Drafts() []ConditionDetail { return m.ConditionsOf(ScopeNone) }

// ConditionsOf returns the conditions of the decision in a scope.
func (m MeetingDetail) ConditionsOf(s Scope) []ConditionDetail {
	var out []ConditionDetail
	for _, c := range m.Conditions {
		if c.Scope == s {
			out = append(out, c)
		}
	}
	return out
}
