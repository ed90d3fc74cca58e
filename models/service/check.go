package service

import (
	"slices"
	"time"
)

// Fresh is the time for which a check is valid: accounts expire and dashboards move.
const Fresh = 90 * 24 * time.Hour

// MaxNote is the maximum length of a check's note, in characters.
const MaxNote = 500

// Check is a person's attempt to open a link.
type Check struct {
	ID, LinkID int64
	Person     Person
	Reachable  bool
	Note       string
	At         time.Time
}

// Standing is the state of a link for a person or a group.
type Standing string

// The standings, most urgent first.
const (
	Failed  Standing = "failed"  // could not be opened
	Untried Standing = "untried" // never checked, or too long ago
	Opened  Standing = "opened"
)

// Standing returns the result of the check at now. It is Untried for the zero Check.
func (c Check) Standing(now time.Time) Standing {
	switch {
	case c.ID == 0 || now.Sub(c.At) >= Fresh:
		return Untried
	case c.Reachable:
		return Opened
	}
	return Failed
}

// Checks has the latest check of each person, by link.
type Checks map[int64][]Check

// By returns the latest check of a link by a person, or the zero Check.
func (cs Checks) By(link, person int64) Check {
	for _, c := range cs[link] {
		if c.Person.ID == person {
			return c
		}
	}
	return Check{}
}

// Anybody reports whether an active person has opened the link lately.
func (cs Checks) Anybody(link int64, now time.Time) bool {
	return slices.ContainsFunc(cs[link], func(c Check) bool { return !c.Person.Gone && c.Standing(now) == Opened })
}
