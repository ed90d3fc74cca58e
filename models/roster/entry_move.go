package roster

import (
	"strconv"
	"time"

	"tminus/internal/civil"
	"tminus/models/launch"
)

// fieldName returns the name of the i-th field of a list, counted from 1.
func fieldName(name string, i int) string { return name + strconv.Itoa(i+1) }

// LeftBehind reports whether the entry was made for another T than t and has not begun, so that it
// could be moved with T.
func (e Entry) LeftBehind(t, now time.Time) bool {
	return !e.PlannedFor.IsZero() && !e.PlannedFor.Equal(t) && e.FromAt.After(now)
}

// Along returns the span of the entry after it moved with T: by as many days as T moved, at the
// same times of day in the launch's zone. If T moved within its day, the entry moves by the same
// duration.
func (e Entry) Along(l launch.Launch) Span {
	loc := l.Location()
	days := l.LaunchOn.Sub(civil.Of(e.PlannedFor.Time, loc))
	if days == 0 {
		by := l.LaunchAt.Sub(e.PlannedFor.Time)
		return Span{e.FromAt.Add(by), e.ToAt.Add(by)}
	}
	return Span{daysLater(e.FromAt.Time, days, loc), daysLater(e.ToAt.Time, days, loc)}
}

// daysLater returns the same local time a number of days later; see civil.Instant.
func daysLater(t time.Time, days int, loc *time.Location) time.Time {
	at, _ := civil.Instant(civil.Of(t, loc).AddDays(days), civil.TimeOf(t, loc), loc)
	return at
}
