package gonogo

import (
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
)

// Decision is the present decision about the launch: that of the newest meeting
// that decided about it, and the newest override since. Decisions about a
// preview or the date never become it.
type Decision struct {
	ID        int64 // 0 when nothing was decided
	MeetingID int64
	Number    int // of the meeting
	// Scope is what it lets through: ScopeLaunch.
	Scope   Scope
	Text    string // what it lets through in words, "" for the whole launch
	Build   string
	Outcome Outcome
	ByName  string
	// DecidedAt is when it was taken, At when it was recorded.
	DecidedAt db.Instant
	At        db.Instant
	Reason    string
	// ForOn is the launch date for which it was recorded, LaunchOn the present
	// one.
	ForOn, LaunchOn civil.Date
	// Confirmed is who confirmed a go for LaunchOn after T moved, nil for nobody.
	Confirmed *Confirmation
	// OpenKeys are the keys of the open lines that its record holds, each as OpenKey.
	OpenKeys []string
	// NextMeetingID is the planned meeting that comes after it, 0 for none. Next
	// is its number.
	NextMeetingID int64
	Next          int
	// Conditions are the unmet conditions of a conditional go.
	Conditions []UnmetCondition
	// Override is the newest override since, nil for none.
	Override *Override
	// RolledBack says that the launch was rolled back since, so that the
	// decision no longer lets it go.
	RolledBack bool
}

// Confirmation is a go that somebody confirmed for another launch date.
type Confirmation struct {
	ByName string
	At     db.Instant
	Reason string
}

// UnmetCondition is a condition of a conditional go that is not met yet.
type UnmetCondition struct {
	ID        int64
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
func (o Override) Lines() []string { return splitLines(o.Missing) }

// splitLines returns the lines of a text, none for the empty text.
func splitLines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// Decided reports whether any meeting decided about the launch.
func (d Decision) Decided() bool { return d.MeetingID != 0 }

// OpenKey returns the key under which a decision's record holds an open line. One that stops the launch has its own, since a
// go that knew a line as not yet due did not know that it fails.
func OpenKey(key string, stops bool) string {
	if stops {
		return key + " stops"
	}
	return key
}

// OtherDate reports whether it is a go for another launch date than the present
// one, that nobody confirmed.
func (d Decision) OtherDate() bool {
	return d.Outcome.Lets() && d.ForOn != d.LaunchOn && d.Confirmed == nil
}

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
// without an overdue condition, for the present launch date. An overdue
// condition makes the decision lapse until it is met.
func (d Decision) Stands(now time.Time) bool {
	if d.RolledBack || d.OtherDate() {
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
	if d.OtherDate() {
		out = append(out, "The go was for "+d.ForOn.Long()+", and the launch moved.")
	}
	for _, c := range d.Overdue(now) {
		out = append(out, "Condition not met in time: "+c.Text+" ("+c.OwnerName+")")
	}
	return out
}

// Label returns the decision as it is shown. A conditional go with an overdue
// condition has lapsed; a go for another launch date says so.
func (d Decision) Label(now time.Time) string {
	switch {
	case d.OtherDate():
		return d.Outcome.Label() + " for " + d.ForOn.Short()
	case d.Outcome == OutcomeConditional && !d.Stands(now):
		return "Conditional go, lapsed"
	}
	return d.Outcome.Label()
}
