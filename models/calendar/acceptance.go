package calendar

import (
	"slices"
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
)

// MaxReason is the maximum length of a reason, in characters.
const MaxReason = 2000

// Acceptance records that the lead accepted a collision, and why. It applies only to the dates for
// which it was given; if one of the items moves, the collision must be accepted again.
type Acceptance struct {
	ID       int64
	LaunchID int64
	Key      string
	Dates    string
	// Label and Text describe the collision as it was accepted.
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

// Standing reports whether the acceptance has not ended.
func (a Acceptance) Standing() bool { return a.EndedAt.IsZero() }

// Holds reports whether the acceptance applies to a collision: it has not ended and has the same
// key and dates.
func (a Acceptance) Holds(c Collision) bool {
	return a.Standing() && a.Key == c.Key && a.Dates == c.Dates
}

// Listed is a collision with its acceptance.
type Listed struct {
	Collision
	// Accepted is the acceptance that applies, or nil.
	Accepted *Acceptance
	// Lapsed is an acceptance for other dates, or nil. It is nil if Accepted is set.
	Lapsed *Acceptance
}

// Listing has all collisions of a launch, those without an acceptance first.
type Listing struct {
	Rows []Listed
	// Past has the acceptances that no longer apply, latest first.
	Past []Acceptance
}

// Match combines collisions with acceptances, which must have the latest first.
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

// Open returns the collisions that are not accepted.
func (l Listing) Open() []Listed { return l.where(func(r Listed) bool { return r.Accepted == nil }) }

// Accepted returns the collisions that are accepted.
func (l Listing) Accepted() []Listed {
	return l.where(func(r Listed) bool { return r.Accepted != nil })
}

// Stopping returns the collisions that stop the launch and are not accepted.
func (l Listing) Stopping() []Listed {
	return l.where(func(r Listed) bool { return r.Accepted == nil && r.Stops })
}

// Of returns the collisions of one side.
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

// Find returns the collision with a key.
func (l Listing) Find(key string) (Listed, bool) {
	i := slices.IndexFunc(l.Rows, func(r Listed) bool { return r.Key == key })
	if i < 0 {
		return Listed{}, false
	}
	return l.Rows[i], true
}

// cleanReason returns a reason as it is stored, or Invalid.
func cleanReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	var c fault.Check
	c.That(reason != "", "reason", "Say why the launch can live with it.")
	c.That(len([]rune(reason)) <= MaxReason, "reason", "Use at most %d characters.", MaxReason)
	return reason, c.Err()
}
