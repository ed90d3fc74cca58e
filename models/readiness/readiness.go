// Package readiness answers whether a launch may go: the technical interview
// and its red flags, checklists, rituals run against staging and production,
// GO criteria and NO-GO conditions, exceptions to freezes, and the go/no-go
// meeting with what it decided. Nothing here is typed in that can be worked out
// from live state.
package readiness

import (
	"tminus/internal/civil"
	"tminus/models/db"
)

// Environment is where a ritual is run.
type Environment string

// The environments. A laptop, a QA build or unit tests are not staging.
const (
	Staging    Environment = "staging"
	Production Environment = "production"
)

// Question is one of the technical interview.
type Question struct {
	ID           int64
	LaunchID     int64
	Key          string
	Ask          string
	Good         string
	Flag         string
	OwnerID      *int64
	RoleKey      string // whom the template gave it to
	Dated        bool
	LatestOffset int
	Options      []Option `gorm:"serializer:json"`
	// AnswerID is the newest answer, nil before the first.
	AnswerID   *int64
	Position   int
	ArchivedAt db.Instant
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Question) TableName() string { return "interview_questions" }

// Option is an answer that is given by one tap.
type Option struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Flag  bool   `json:"flag,omitempty"`
}

// Checklist is a list of things to do or to see.
type Checklist struct {
	ID         int64
	LaunchID   int64
	Key        string
	Name       string
	Mode       string // launch.ModeTick or launch.ModeVerdict
	Position   int
	ArchivedAt db.Instant
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Checklist) TableName() string { return "checklists" }

// CheckState is how far an item of a checklist is.
type CheckState string

// The states. A checklist that is judged calls done "pass".
const (
	CheckOpen   CheckState = "open"
	CheckDone   CheckState = "done"
	CheckFailed CheckState = "failed"
	CheckNA     CheckState = "na"
)

// Check is one item of a checklist. Its due day follows T.
type Check struct {
	ID          int64
	LaunchID    int64
	ChecklistID int64
	Key         string
	Title       string
	Part        string
	OwnerID     *int64
	RoleKey     string // whom the template gave it to
	DueOffset   *int
	State       CheckState
	Note        string
	EvidenceURL string
	ClosedBy    *int64
	ClosedAt    db.Instant
	Position    int
	ArchivedAt  db.Instant
	Version     int
	CreatedAt   db.Instant
	UpdatedAt   db.Instant
}

// TableName implements GORM's Tabler.
func (Check) TableName() string { return "checklist_items" }

// Kind says on which side of the decision a criterion stands.
type Kind string

// GO needs all criteria; any one condition is NO-GO.
const (
	KindGo   Kind = "go"
	KindNoGo Kind = "no_go"
)

// Sign is what a person said of a manual criterion or condition.
type Sign string

// The signs. SignMet on a condition means that it stands.
const (
	SignNone   Sign = ""
	SignMet    Sign = "met"
	SignNotMet Sign = "not_met"
)

// Criterion is one line of the decision, as it is kept; whether it holds is
// worked out from live state.
type Criterion struct {
	ID           int64
	LaunchID     int64
	Key          string
	Kind         Kind
	Title        string
	OwnerID      *int64
	RoleKey      string // whom the template gave it to
	Bind         string // launch.ByManual and its like
	BindID       *int64
	BindRule     string
	Environment  Environment
	RenewMinutes int
	Evidence     string
	Sign         Sign
	SignNote     string
	SignedBy     *int64
	SignedAt     db.Instant
	WaivedBy     *int64
	WaivedAt     db.Instant
	WaiveReason  string
	Position     int
	ArchivedAt   db.Instant
	Version      int
	CreatedAt    db.Instant
	UpdatedAt    db.Instant
}

// TableName implements GORM's Tabler.
func (Criterion) TableName() string { return "criteria" }

// dayOf is the day of something that is due so many days from T.
func dayOf(launchOn civil.Date, offset *int) civil.Date {
	if offset == nil {
		return civil.Date{}
	}
	return launchOn.AddDays(*offset)
}
