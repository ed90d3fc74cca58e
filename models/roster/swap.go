package roster

import (
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
)

// SwapState is how far a swap has come.
type SwapState string

// The states.
const (
	Asked     SwapState = "asked"
	Accepted  SwapState = "accepted"
	Declined  SwapState = "declined"
	Withdrawn SwapState = "withdrawn"
)

// Label is the state as people read it.
func (s SwapState) Label() string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(string(s[:1])) + string(s[1:])
}

// Swap is one person asking another to take a shift, perhaps for a shift of
// theirs. Nothing changes before the other accepts.
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

// answer returns Forbidden unless the answer is that person's to give, Conflict
// when it was given already.
func (s Swap) answer(actor int64, to SwapState) error {
	switch {
	case s.State != Asked:
		return fault.Conflict("This request was %s already.", s.State)
	case to == Withdrawn && actor != s.FromID:
		return fault.Forbidden("Only who asked for the swap can withdraw it.")
	case (to == Accepted || to == Declined) && actor != s.ToID:
		return fault.Forbidden("Only who was asked can answer.")
	case to != Withdrawn && to != Accepted && to != Declined:
		return fault.Invalid("answer", "Accept it, decline it, or withdraw it.")
	}
	return nil
}

// Note is what the outgoing person tells the incoming one.
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

// maxNoteText is how long each part of a handover note may be, in characters.
const maxNoteText = 4000

// Clean returns the note as it is kept, or Invalid.
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
