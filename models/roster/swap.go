package roster

import (
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// SwapState is the state of a swap.
type SwapState string

// The states.
const (
	Asked     SwapState = "asked"
	Accepted  SwapState = "accepted"
	Declined  SwapState = "declined"
	Withdrawn SwapState = "withdrawn"
)

// Label returns the state as shown to users.
func (s SwapState) Label() string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(string(s[:1])) + string(s[1:])
}

// Swap is a request to another person to take a shift, optionally in exchange for one of theirs. It
// takes effect when the other person accepts.
type Swap struct {
	ID         int64
	LaunchID   int64
	ShiftID    int64
	ReturnID   *int64
	FromID     int64
	ToID       int64
	Note       string
	State      SwapState
	AnsweredAt db.Instant
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Swap) TableName() string { return "roster_swaps" }

// checkAnswer returns Forbidden if the answer is another person's to give, and Conflict if there is
// one already.
func (s Swap) checkAnswer(actor db.Actor, to SwapState) error {
	switch {
	case s.State != Asked:
		return fault.Conflict("This request was %s already.", s.State)
	case to == Withdrawn:
		return people.Require(actor, people.WithdrawSwap, people.Subject{Owner: s.FromID})
	case to == Accepted || to == Declined:
		return people.Require(actor, people.AnswerSwap, people.Subject{Owner: s.ToID})
	}
	return fault.Invalid("answer", "Accept it, decline it, or withdraw it.")
}

// Note is a handover note from the outgoing to the incoming person.
type Note struct {
	ID          int64
	LaunchID    int64
	FromID      int64
	ToID        int64
	OpenMatters string
	Flags       string
	Stage       string
	AcceptedAt  db.Instant
	Version     int
	CreatedAt   db.Instant
	UpdatedAt   db.Instant
}

// TableName implements GORM's Tabler.
func (Note) TableName() string { return "handover_notes" }

// maxNoteText is the maximum length of each part of a note, in characters.
const maxNoteText = 4000

// Clean returns the note as it is stored, or Invalid.
func (n Note) Clean() (Note, error) {
	var c fault.Check
	for _, p := range []struct {
		field string
		text  *string
	}{{"open", &n.OpenMatters}, {"flags", &n.Flags}, {"stage", &n.Stage}} {
		*p.text = strings.TrimSpace(strings.ReplaceAll(*p.text, "\r\n", "\n"))
		c.That(len([]rune(*p.text)) <= maxNoteText, p.field, "Use at most %d characters.", maxNoteText)
	}
	c.That(n.OpenMatters != "", "open", "Say what is open; “nothing” is worth saying too.")
	c.That(n.ToID != 0, "to", "Choose who takes over.")
	c.That(n.ToID == 0 || n.ToID != n.FromID, "to", "Choose somebody else: you hand over to who comes after you.")
	return n, c.Err()
}
