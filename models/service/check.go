package service

import (
	"slices"
	"time"
)

// Fresh is how long it counts that somebody could open a link: accounts expire
// and dashboards move.
const Fresh = 90 * 24 * time.Hour

// MaxNote is the longest note of a check, in characters.
const MaxNote = 500

// Check is that somebody tried to open a link.
type Check struct {
	ID, LinkID int64
	Person     Person
	Reachable  bool
	Note       string
	At         time.Time
}

// Standing is how a link stands with somebody.
type Standing string

// The standings, what needs somebody first.
const (
	Failed  Standing = "failed"  // tried, could not
	Untried Standing = "untried" // never, or too long ago
	Opened  Standing = "opened"
)

// Standing is what the check says at now; of none it is Untried.
func (c Check) Standing(now time.Time) Standing {
	switch {
	case c.ID == 0 || now.Sub(c.At) >= Fresh:
		return Untried
	case c.Reachable:
		return Opened
	}
	return Failed
}

// Checks are the newest of each person, by link.
type Checks map[int64][]Check

// By is the newest check of a link by somebody; the zero Check is none.
func (cs Checks) By(link, person int64) Check {
	for _, c := range cs[link] {
		if c.Person.ID == person {
			return c
		}
	}
	return Check{}
}

// Anybody tells whether somebody who is still here could open a link lately.
func (cs Checks) Anybody(link int64, now time.Time) bool {
	return slices.ContainsFunc(cs[link], func(c Check) bool { return !c.Person.Gone && c.Standing(now) == Opened })
}
