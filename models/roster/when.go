package roster

import (
	"fmt"
	"time"

	"tminus/internal/civil"
	"tminus/models/fault"
)

// The rule for local times, alike wherever one is typed: a time that the clocks
// leave out is refused, since nobody could keep it; of a time that they show
// twice the first is taken, for an end as for a start, so that who goes and who
// comes at the same typed time meet. A rota is typed once for many days: there a
// time that is left out moves forward by the length of the gap.

// Moment is a local date and time as they were typed.
type Moment struct {
	On civil.Date
	At civil.TimeOfDay
}

// MomentOf is what a calendar and a clock in loc show at t.
func MomentOf(t time.Time, loc *time.Location) Moment {
	if t.IsZero() {
		return Moment{}
	}
	return Moment{civil.Of(t, loc), civil.TimeOf(t, loc)}
}

// Resolve returns the instant of m in loc, and notes at the field what is wrong
// with it.
func (m Moment) Resolve(loc *time.Location, field string, c *fault.Check) time.Time {
	if m.On.IsZero() {
		c.Add(field+"_on", "Enter a day.")
	}
	if m.At.IsZero() {
		c.Add(field+"_at", "Enter a time, like 08:00.")
	}
	if m.On.IsZero() || m.At.IsZero() {
		return time.Time{}
	}
	at, how := civil.Instant(m.On, m.At, loc)
	if how == civil.Skipped {
		c.Add(field+"_at", "%s does not exist on %s in %s: the clocks go forward. Choose another time.", m.At, m.On.Long(), loc)
		return time.Time{}
	}
	return at
}

// Ambiguous says which of two moments is meant by a time that the clocks show
// twice, "" for one that they show once.
func (m Moment) Ambiguous(loc *time.Location) string {
	at, how := civil.Instant(m.On, m.At, loc)
	if how != civil.Repeated {
		return ""
	}
	return fmt.Sprintf("%s comes twice on %s; the first is meant, %s.", m.At, m.On.Long(), at.In(loc).Format("15:04 MST"))
}
