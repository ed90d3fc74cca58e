package feedback

import (
	"slices"

	"tminus/models/fault"
)

// Deed is what is done to several reports at once.
type Deed string

// The deeds: the actor takes those that nobody has, says what they become, makes them
// duplicates of one, or removes them.
const (
	TakeThem   Deed = "take"
	DecideThem Deed = "decide"
	JoinThem   Deed = "join"
	RemoveThem Deed = "remove"
)

// Deeds in the order in which they are offered.
var Deeds = []Deed{TakeThem, DecideThem, JoinThem, RemoveThem}

// Several is what is done to several reports, with what it needs: DecideThem an
// outcome and a note, JoinThem the report that speaks for all of them.
type Several struct {
	Do      Deed
	Outcome Outcome
	Note    string
	Of      int64
}

func (s Several) check() error {
	var c fault.Check
	c.That(slices.Contains(Deeds, s.Do), "do", "Choose what to do with them.")
	c.That(s.Do != DecideThem || s.Outcome != Undecided, "outcome", "Choose what they become.")
	c.That(s.Do != JoinThem || s.Of != 0, "duplicate_of", "Choose which report speaks for all of them.")
	return c.Err()
}

// Was is how a report stood before something was done to several, and the version
// that it has since.
type Was struct {
	ID      int64
	Version int
	OwnerID int64
	Outcome Outcome
	Note    string
	// Original is what it was a duplicate of, Along which duplicates went along.
	Original int64
	Along    []int64
}
