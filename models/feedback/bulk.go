package feedback

import (
	"slices"

	"tminus/models/fault"
)

// Deed is an action on several reports.
type Deed string

// The actions: take the reports that have no owner, set their outcome, mark them as duplicates of
// one report, or remove them.
const (
	TakeThem   Deed = "take"
	DecideThem Deed = "decide"
	JoinThem   Deed = "join"
	RemoveThem Deed = "remove"
)

// Deeds lists the actions in the order of the form.
var Deeds = []Deed{TakeThem, DecideThem, JoinThem, RemoveThem}

// Several is an action on several reports with its parameters: DecideThem needs an outcome and a
// note, and JoinThem the original report.
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

// Was is the state of a report before a bulk action, and its version after it.
type Was struct {
	ID      int64
	Version int
	OwnerID int64
	Outcome Outcome
	Note    string
	// Original is the report that it duplicated. Along are its duplicates that were moved with it.
	Original int64
	Along    []int64
}
