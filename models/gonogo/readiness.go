package gonogo

import (
	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
)

// Readiness is how ready a launch is at one moment, as a decision is recorded on
// it.
type Readiness struct {
	// Label says how ready the launch is: "Not ready · 4 open". Go reports whether nothing is open.
	Label string
	Go    bool
	// Met is how many of the Total criteria hold.
	Met, Total           int
	Criteria, Conditions []ReadinessLine
	Flags                []ReadinessFlag
	// Missing says what keeps the launch from going, a line each.
	Missing []string
	// Open are all lines of the open list, in its order.
	Open []OpenLine
}

// OpenLine is a line of the launch's open list as a decision freezes it.
type OpenLine struct {
	// Key identifies the line as long as it is open, so that a later list can
	// be compared with a frozen one.
	Key string `json:"key"`
	// Source is what the line comes from: criterion, condition, red flag, check,
	// deliverable, risk, coverage, collision, stakeholder and so on.
	Source string     `json:"source"`
	Title  string     `json:"title"`
	Why    string     `json:"why"`
	Owner  string     `json:"owner,omitempty"`
	Due    civil.Date `json:"due,omitzero"`
	// Severity is stops, open or not yet.
	Severity string `json:"severity"`
}

// ReadinessLine is a criterion or a condition; ID is 0 for a condition that a
// meeting has set.
type ReadinessLine struct {
	ID int64
	FrozenLine
}

// ReadinessFlag is a red flag of the interview.
type ReadinessFlag struct {
	QuestionID int64
	FrozenFlag
}

// Judge knows how ready a launch is.
type Judge interface {
	Judge(tx *db.Tx, l launch.Launch) (Readiness, error)
}
