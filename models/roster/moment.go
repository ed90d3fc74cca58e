package roster

import (
	"fmt"
	"time"

	"tminus/internal/civil"
	"tminus/models/fault"
)

// Moment is a local date and time from a form. A time that a clock change skips is an error. A
// repeated time counts the first time, both as a start and as an end, so that handoffs with the
// same local time match. Rotations differ: they apply a time to many days, so a skipped time moves
// forward by the length of the gap.
type Moment struct {
	On civil.Date
	At civil.TimeOfDay
}

// MomentOf returns the local date and time of t in loc.
func MomentOf(t time.Time, loc *time.Location) Moment {
	if t.IsZero() {
		return Moment{}
	}
	return Moment{civil.Of(t, loc), civil.TimeOf(t, loc)}
}

// Resolve returns the instant of m in loc. It adds problems to c under the field's name.
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

// Ambiguous returns a note on which of two instants a repeated time means, or "" for other times.
func (m Moment) Ambiguous(loc *time.Location) string {
	at, how := civil.Instant(m.On, m.At, loc)
	if how != civil.Repeated {
		return ""
	}
	return fmt.Sprintf("%s comes twice on %s; the first is meant, %s.", m.At, m.On.Long(), at.In(loc).Format("15:04 MST"))
}
