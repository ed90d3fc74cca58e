package readiness

import "tminus/models/db"

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
