package calendar

import (
	"slices"
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
)

// MaxReason is the longest reason, in characters.
const MaxReason = 2000

// Acceptance is a collision that somebody took upon them, with why. It is good
// for the dates for which it was given, and for no others: what moves is looked
// at again.
type Acceptance struct {
	ID       int64
	LaunchID int64
	Key      string
	Dates    string
	// Label and Text are the collision in the words of that time.
	Label, Text string
	Reason      string
	ByID        int64
	ByName      string `gorm:"->"`
	At          db.Instant
	EndedAt     db.Instant
	EndedBy     *int64
	EndedName   string `gorm:"->"`
	EndedWhy    string
	Version     int
}

// TableName implements GORM's Tabler.
func (Acceptance) TableName() string { return "collision_acceptances" }

// Standing tells whether nobody has ended the acceptance.
func (a Acceptance) Standing() bool { return a.EndedAt.IsZero() }

// Holds tells whether the acceptance is good for a collision: for these two, at
// these dates.
func (a Acceptance) Holds(c Collision) bool {
	return a.Standing() && a.Key == c.Key && a.Dates == c.Dates
}

// Listed is a collision with what was said about it.
type Listed struct {
	Collision
	// Accepted is the acceptance that holds, nil for none.
	Accepted *Acceptance
	// Lapsed is one that was given for other dates, where none holds.
	Lapsed *Acceptance
}

// Listing is all collisions of a launch: those that nobody accepted first.
type Listing struct {
	Rows []Listed
	// Past are the acceptances that hold for nothing any more, the latest first.
	Past []Acceptance
}

// Match puts collisions and acceptances together. Acceptances come the latest first.
func Match(cs []Collision, as []Acceptance) Listing {
	var l Listing
	used := make(map[int64]bool)
	var accepted []Listed
	for _, c := range cs {
		row := Listed{Collision: c}
		for i, a := range as {
			switch {
			case row.Accepted == nil && a.Holds(c):
				row.Accepted, used[a.ID] = &as[i], true
			case row.Lapsed == nil && a.Standing() && a.Key == c.Key:
				row.Lapsed = &as[i]
			}
		}
		if row.Accepted != nil {
			row.Lapsed = nil
			accepted = append(accepted, row)
			continue
		}
		l.Rows = append(l.Rows, row)
	}
	l.Rows = append(l.Rows, accepted...)
	l.Past = slices.DeleteFunc(slices.Clone(as), func(a Acceptance) bool { return used[a.ID] })
	return l
}

// Open are the collisions that nobody accepted.
func (l Listing) Open() []Listed { return l.where(func(r Listed) bool { return r.Accepted == nil }) }

// Accepted are the collisions that somebody accepted.
func (l Listing) Accepted() []Listed {
	return l.where(func(r Listed) bool { return r.Accepted != nil })
}

// Stopping are the collisions that stop the launch and that nobody accepted.
func (l Listing) Stopping() []Listed {
	return l.where(func(r Listed) bool { return r.Accepted == nil && r.Stops })
}

// Of are the collisions of one side.
func (l Listing) Of(s Side) []Listed { return l.where(func(r Listed) bool { return r.Side == s }) }

func (l Listing) where(keep func(Listed) bool) []Listed {
	var out []Listed
	for _, r := range l.Rows {
		if keep(r) {
			out = append(out, r)
		}
	}
	return out
}

// Find is the collision with that key.
func (l Listing) Find(key string) (Listed, bool) {
	i := slices.IndexFunc(l.Rows, func(r Listed) bool { return r.Key == key })
	if i < 0 {
		return Listed{}, false
	}
	return l.Rows[i], true
}

// cleanReason returns a reason as it is kept, or Invalid.
func cleanReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	var c fault.Check
	c.That(reason != "", "reason", "Say why the launch can live with it.")
	c.That(len([]rune(reason)) <= MaxReason, "reason", "Use at most %d characters.", MaxReason)
	return reason, c.Err()
}
