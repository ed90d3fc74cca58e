package roster

import "tminus/models/db"

// BatchKind is the kind of a batch.
type BatchKind string

// The kinds.
const (
	Added BatchKind = "added"
	Moved BatchKind = "moved"
)

// Batch is a change of many entries at once, which can be undone.
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

// BatchItem is an entry of a batch: its version after the change and, if it was moved, its earlier
// times in Unix milliseconds.
type BatchItem struct {
	ID         int64 `json:"id"`
	Version    int   `json:"version"`
	From       int64 `json:"from,omitempty"`
	To         int64 `json:"to,omitempty"`
	PlannedFor int64 `json:"planned_for,omitempty"`
}
