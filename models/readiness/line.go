package readiness

import (
	"tminus/internal/enum"
	"tminus/models/db"
	"tminus/models/launch"
)

// CriterionState is the state of a criterion or condition.
type CriterionState string

// The states. A criterion has one of the first four, a condition one of the
// last two.
const (
	Met        CriterionState = "met"
	NotMet     CriterionState = "not met"
	Waived     CriterionState = "waived"
	NotChecked CriterionState = "not checked" // nobody has looked yet
	Active     CriterionState = "active"
	Clear      CriterionState = "clear"
)

var stateLabels = enum.Labels[CriterionState]{
	{Met, "Met"},
	{NotMet, "Not met"},
	{Waived, "Waived"},
	{NotChecked, "Not checked"},
	{Active, "Active"},
	{Clear, "Clear"},
}

// Label returns the state as it is shown.
func (s CriterionState) Label() string { return stateLabels.Label(s) }

// Mark returns the mark by which the state is shown.
func (s CriterionState) Mark() launch.Mark {
	switch s {
	case Met, Clear:
		return launch.MarkDone
	case NotMet, Active:
		return launch.MarkBlocked
	case Waived:
		return launch.MarkSkipped
	}
	return launch.MarkNotStarted
}

// Holds reports whether a line does not keep the launch from going.
func (s CriterionState) Holds() bool { return s == Met || s == Waived || s == Clear }

// CriterionLine is a criterion or condition with its state.
type CriterionLine struct {
	// ID is the criterion's, 0 for a condition that a meeting has set.
	ID    int64
	Kind  Kind
	Title string
	State CriterionState
	Why   string
	// OwnerID and Owner are its owner, 0 and "" for nobody.
	OwnerID   int64
	Owner     string
	OwnerGone bool
	// Bind and BindID are what the line follows, Bound the same in words, Path
	// its page below that of the launch.
	Bind     string
	BindID   int64
	Bound    string
	Path     string
	Evidence string
	// Since is when it got its state, zero when nothing happened yet.
	Since db.Instant
	// Raised says that the condition was raised by hand.
	Raised  bool
	Todo    Todo
	Version int
}

// Flag is an answer of the interview that raises a red flag.
type Flag struct {
	QuestionID int64
	Ask        string
	Answer     string
	Why        string
	OwnerID    int64
	Owner      string
	OwnerGone  bool
	Since      db.Instant
	// Accepted says that the lead accepted it, with the reason in Why.
	Accepted bool
	// Path is the page of its question below that of the launch.
	Path string
	Todo Todo
}

// Act is what to do about a line.
type Act string

// The acts. All but ActOpen are done on the line itself.
const (
	ActNone     Act = ""
	ActSign     Act = "sign"
	ActRenew    Act = "renew"
	ActClear    Act = "clear"
	ActCheck    Act = "check"
	ActRaise    Act = "raise"
	ActTakeBack Act = "take back"
	ActRebind   Act = "rebind"
	ActOpen     Act = "open"
)

// Todo is the one thing to do about a line. Path is where, below the page of
// the launch.
type Todo struct {
	Act   Act
	Label string
	Path  string
}
