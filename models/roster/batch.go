package roster

import "tminus/models/db"

// BatchKind is what was done to many entries at once.
type BatchKind string

// The kinds.
const (
	Added BatchKind = "added"
	Moved BatchKind = "moved"
)

// Batch is what was done to many entries at once, kept so that it can be undone.
type Batch struct {
	ID       int64
	LaunchID int64
	Kind     BatchKind
	Items    []BatchItem `gorm:"serializer:json"`
	ByID     *int64
	At       db.Instant
	UndoneAt db.Instant
}

// TableName implements GORM's Tabler.
func (Batch) TableName() string { return "roster_batches" }

// BatchItem is one entry of a batch: the version that it has since, and where it
// was before it was moved, in Unix milliseconds.
type BatchItem struct {
	ID         int64 `json:"id"`
	Version    int   `json:"version"`
	From       int64 `json:"from,omitempty"`
	To         int64 `json:"to,omitempty"`
	PlannedFor int64 `json:"planned_for,omitempty"`
}
