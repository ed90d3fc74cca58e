package launch

import (
	"time"

	"tminus/internal/civil"
)

// DueGroup is a group of work by due date.
type DueGroup string

// The groups, most urgent first.
const (
	DueOverdue DueGroup = "overdue"
	DueToday   DueGroup = "today"
	DueWeek    DueGroup = "this week"
	DueLater   DueGroup = "later"
	NoDate     DueGroup = "no date"
)

// DueGroups lists the groups in order.
var DueGroups = []DueGroup{DueOverdue, DueToday, DueWeek, DueLater, NoDate}

// weekDays is the length of "this week" in days. It counts from today, because on a Friday the days
// that matter go beyond Sunday.
const weekDays = 7

// DueGroupOf returns the group for a due date. Both dates are in the launch's zone, because that is
// where the day ends.
func DueGroupOf(due, today civil.Date) DueGroup {
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

// DateText returns a date as text, with its time and zone if it has a time.
func DateText(on civil.Date, at civil.TimeOfDay, zone string) string {
	if at.IsZero() {
		return on.Short()
	}
	t, _ := civil.Instant(on, at, location(zone))
	return on.Short() + ", " + at.String() + " " + t.In(location(zone)).Format("MST")
}

// DueText returns a day relative to T and by itself as text, with its time and zone if it has a
// time: "T-9 · Tue 1 Dec, 14:00 CET".
func DueText(t, on civil.Date, at civil.TimeOfDay, zone string) string {
	return civil.Countdown(t, on) + " · " + DateText(on, at, zone)
}

func location(zone string) *time.Location { return Launch{Zone: zone}.Location() }
