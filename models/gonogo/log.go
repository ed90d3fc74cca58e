package gonogo

import (
	"strings"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// LogEntry is a decision in the decision log of a launch: one that a meeting
// recorded, or another one that somebody added. Nobody can change it; a newer
// one may replace it.
type LogEntry struct {
	ID         int64
	LaunchID   int64
	MeetingID  *int64
	Scope      Scope
	Text       string // what it lets through, or the decision itself
	Build      string
	Outcome    Outcome
	ByID       *int64
	ByName     string
	Reason     string
	Overridden string // the no-go answers that the decider overrode, a line each
	DecidedOn  civil.Date
	DecidedAt  db.Instant // zero for one that was added with its day
	ForOn      civil.Date
	OpenKeys   string
	ReplacesID *int64
	RecordedBy *int64
	RecordedAt db.Instant

	Number       int    `gorm:"-"` // of the meeting
	RecordedName string `gorm:"-"`
	// Replaces and ReplacedBy are the titles of the entries before and after it.
	Replaces, ReplacedBy string `gorm:"-"`
	// ReplacedByMeeting is the meeting that decided again, 0 for none, and
	// ReplacedByNumber its number.
	ReplacedByMeeting int64 `gorm:"-"`
	ReplacedByNumber  int   `gorm:"-"`
}

// TableName implements GORM's Tabler.
func (LogEntry) TableName() string { return "decisions" }

// Overrides returns the no-go answers that the decider overrode.
func (e LogEntry) Overrides() []string { return splitLines(e.Overridden) }

// Title returns the decision in words: "Go for the launch".
func (e LogEntry) Title() string {
	switch e.Scope {
	case ScopePreview:
		return e.Outcome.Label() + " for a preview: " + e.Text
	case ScopeLaunch, ScopeDate:
		return e.Outcome.Label() + " for " + strings.ToLower(e.Scope.Label())
	}
	return e.Text
}

// LogInput is the form of a decision that no meeting took.
type LogInput struct {
	Text      string
	DecidedOn civil.Date
	ByID      *int64
	ByName    string // of a person without an account
	Replaces  *int64
}

// Clean returns the input as it is stored. Returns Invalid with every mistake.
func (in LogInput) Clean(today civil.Date) (LogInput, error) {
	var c fault.Check
	in.Text, in.ByName = words.OneLine(in.Text), words.OneLine(in.ByName)
	c.That(in.Text != "", "text", "Enter the decision.")
	c.That(len([]rune(in.Text)) <= launch.MaxReason, "text", "Use at most %d characters.", launch.MaxReason)
	c.That(len([]rune(in.ByName)) <= maxLine, "by_name", "Use at most %d characters.", maxLine)
	c.That(!in.DecidedOn.IsZero(), "decided_on", "Enter a day like 2026-12-03.")
	c.That(!in.DecidedOn.After(today), "decided_on", "Enter a day that has come.")
	c.That(in.ByID == nil || in.ByName == "", "by_name", "Choose a person or enter a name, not both.")
	c.That(in.ByID != nil || in.ByName != "", "by", "Choose who decided, or enter a name.")
	return in, c.Err()
}
