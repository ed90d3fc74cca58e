package readiness

import (
	"tminus/internal/civil"
	"tminus/models/db"
)

// Meeting is a go/no-go meeting. One with an item is on that deliverable's
// day, and moves with it.
type Meeting struct {
	ID            int64
	LaunchID      int64
	Number        int
	ItemID        *int64
	HeldOn        civil.Date
	HeldTime      civil.TimeOfDay
	Place         string
	ChairID       *int64
	State         string // planned, recorded or cancelled
	SheetBy       *int64 // who confirmed the run sheet
	SheetAt       db.Instant
	Outcome       string // "", go, conditional or no_go
	OutcomeBy     *int64
	OutcomeReason string
	RecordedBy    *int64
	RecordedAt    db.Instant
	SupersededBy  *int64
	Version       int
	CreatedAt     db.Instant
	UpdatedAt     db.Instant
}

// TableName implements GORM's Tabler.
func (Meeting) TableName() string { return "meetings" }

// Seat is a participant of a meeting and their vote.
type Seat struct {
	ID         int64
	MeetingID  int64
	UserID     *int64
	Function   string
	Mandatory  bool
	Vote       string // "", go, no_go or abstain
	VoteReason string
	VotedAt    db.Instant
	RecordedBy *int64 // the chair, when it was not the participant
	Position   int
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Seat) TableName() string { return "meeting_seats" }

// RunTask is one line of the launch-day run sheet, StartMinutes from T.
type RunTask struct {
	ID           int64
	LaunchID     int64
	Title        string
	OwnerID      *int64
	FallbackID   *int64
	StartMinutes int
	Minutes      int
	Needs        string
	DoneAt       db.Instant
	DoneBy       *int64
	Position     int
	ArchivedAt   db.Instant
	Version      int
	CreatedAt    db.Instant
	UpdatedAt    db.Instant
}

// TableName implements GORM's Tabler.
func (RunTask) TableName() string { return "run_tasks" }
