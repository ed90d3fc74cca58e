package readiness

import "tminus/models/db"

// Ritual is one ordered list of checks, run unchanged against staging and
// production. Its runs a day rise in a straight line from FromOffset to Peak
// at T, and fall to ToOffset.
type Ritual struct {
	ID         int64
	LaunchID   int64
	Key        string
	Name       string
	OwnerID    *int64
	FromOffset int
	ToOffset   int
	Peak       int
	Position   int
	ArchivedAt db.Instant
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Ritual) TableName() string { return "rituals" }

// Step is one check of a ritual. Weight is the share of users, in per cent,
// who really do it.
type Step struct {
	ID         int64
	RitualID   int64
	Title      string
	Weight     int
	Position   int
	ArchivedAt db.Instant
}

// TableName implements GORM's Tabler.
func (Step) TableName() string { return "ritual_steps" }

// ParityRow is one thing that staging and production are compared by.
type ParityRow struct {
	ID         int64
	LaunchID   int64
	Aspect     string
	Staging    string
	Production string
	Matters    string // "", "same", "no" or "yes"
	Note       string
	Position   int
	ArchivedAt db.Instant
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (ParityRow) TableName() string { return "parity_rows" }
