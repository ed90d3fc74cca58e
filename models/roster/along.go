package roster

import (
	"strconv"
	"time"

	"tminus/internal/civil"
	"tminus/models/launch"
)

func numbered(name string, i int) string { return name + strconv.Itoa(i+1) }

// LeftBehind tells whether an entry was made for another T than the present one
// and has not begun, so that it could be moved along.
func (e Entry) LeftBehind(t, now time.Time) bool {
	return !e.PlannedFor.IsZero() && !e.PlannedFor.Equal(t) && e.FromAt.After(now)
}

// Along is where an entry goes when it follows T: by as many days as T has moved,
// at the same times of day in the launch's zone; when T has only moved within its
// day, by as much as T has.
func (e Entry) Along(l launch.Launch) Span {
	loc := l.Location()
	days := l.LaunchOn.Sub(civil.Of(e.PlannedFor.Time, loc))
	if days == 0 {
		by := l.LaunchAt.Sub(e.PlannedFor.Time)
		return Span{e.FromAt.Add(by), e.ToAt.Add(by)}
	}
	return Span{later(e.FromAt.Time, days, loc), later(e.ToAt.Time, days, loc)}
}

// later is the same time of day some days later, by the rule for local times.
func later(t time.Time, days int, loc *time.Location) time.Time {
	at, _ := civil.Instant(civil.Of(t, loc).AddDays(days), civil.TimeOf(t, loc), loc)
	return at
}
