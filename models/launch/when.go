package launch

import (
	"time"

	"tminus/internal/civil"
)

// When groups work by when it is due.
type When string

// The groups, the most pressing first.
const (
	DueOverdue When = "overdue"
	DueToday   When = "today"
	DueWeek    When = "this week"
	DueLater   When = "later"
	NoDate     When = "no date"
)

// Whens lists the groups in their order.
var Whens = []When{DueOverdue, DueToday, DueWeek, DueLater, NoDate}

// weekDays is how far "this week" reaches. It rolls, since on a Friday the
// days that matter are not those up to Sunday.
const weekDays = 7

// WhenOf says to which group something due belongs on the given day. Both are
// dates of the launch's zone: it is there that the day ends.
func WhenOf(due, today civil.Date) When {
	switch days := due.Sub(today); {
	case due.IsZero():
		return NoDate
	case days < 0:
		return DueOverdue
	case days == 0:
		return DueToday
	case days < weekDays:
		return DueWeek
	}
	return DueLater
}

// WhenText returns a date with its time and zone, where it has a time.
func WhenText(on civil.Date, at civil.TimeOfDay, zone string) string {
	if at.IsZero() {
		return on.Short()
	}
	t, _ := civil.Instant(on, at, location(zone))
	return on.Short() + ", " + at.String() + " " + t.In(location(zone)).Format("MST")
}

// DueText returns a day relative to T and by itself, with its time and zone
// where it has a time: "T-9 · Tue 1 Dec, 14:00 CET".
func DueText(t, on civil.Date, at civil.TimeOfDay, zone string) string {
	return civil.Countdown(t, on) + " · " + WhenText(on, at, zone)
}

func location(zone string) *time.Location { return Launch{Zone: zone}.Location() }
