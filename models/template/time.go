package template

import (
	"fmt"
	"strconv"
)

// TMinus returns a day relative to launch day as people read it: T-7, T, T+3.
func TMinus(day int) string {
	if day == 0 {
		return "T"
	}
	return fmt.Sprintf("T%+d", day)
}

// RelativeMinutes returns the minutes of a time relative to launch, such as T-2h or
// T+1h30m, and false if s is no such time or not within a day.
func RelativeMinutes(s string) (int, bool) {
	m := relativePattern.FindStringSubmatch(s)
	if m == nil || m[1] != "" && m[2] == "" && m[3] == "" {
		return 0, false
	}
	hours, _ := strconv.Atoi(m[2])
	minutes, _ := strconv.Atoi(m[3])
	total := 60*hours + minutes
	if total >= 24*60 {
		return 0, false
	}
	if m[1] == "-" {
		total = -total
	}
	return total, true
}

// ClockAt returns the item's time of day for a launch at the time "HH:MM", and the
// number of days by which that moves it (a sync two hours before a launch at 01:00
// is on the day before: "23:00", -1). It returns "" for an item without a time. It
// counts civil time: if the clocks change in between, the item keeps its time of day.
func (i Item) ClockAt(launch string) (clock string, days int) {
	delta, relative := RelativeMinutes(i.Time)
	if !relative {
		return i.Time, 0
	}
	if !clockPattern.MatchString(launch) {
		return "", 0
	}
	hours, _ := strconv.Atoi(launch[:2])
	minutes, _ := strconv.Atoi(launch[3:])
	const day = 24 * 60
	at := 60*hours + minutes + delta
	switch {
	case at < 0:
		at, days = at+day, -1
	case at >= day:
		at, days = at-day, 1
	}
	return fmt.Sprintf("%02d:%02d", at/60, at%60), days
}
