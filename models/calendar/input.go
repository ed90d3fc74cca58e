package calendar

import (
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
)

// The maximum lengths of texts in characters, and the maximum duration of an event in days.
const (
	MaxTitle    = 200
	MaxNote     = 5000
	MaxRegion   = 80
	MaxServices = 50
	maxDays     = 366
)

// Valid years of an event. Others are typing errors.
const (
	firstYear = 2000
	lastYear  = 2199
)

// Input is the form input for an event. Without times, both days are inclusive; with times, the end
// is exclusive.
type Input struct {
	Kind              Kind
	Title, Note       string
	FirstDay, LastDay civil.Date
	StartAt, EndAt    civil.TimeOfDay
	Zone              string
	Region            string
	Severity          Severity
	Services          []int64
}

// forbids reports whether the event would forbid launches.
func (in Input) forbids() bool {
	return in.Kind == Freeze || in.Severity == Forbid
}

func (in Input) timed() bool { return !in.StartAt.IsZero() || !in.EndAt.IsZero() }

// Clean returns the event as it is stored, or Invalid with all problems.
func (in Input) Clean() (Event, error) {
	var c fault.Check
	e := Event{Kind: in.Kind, Title: words.OneLine(in.Title), Note: strings.TrimSpace(in.Note), Region: words.OneLine(in.Region),
		Severity: in.Severity}
	c.That(in.Kind.Valid(), "kind", "Choose what sort of event it is.")
	if e.Severity == "" {
		e.Severity = in.Kind.Usual()
	}
	c.That(e.Severity.Valid(), "severity", "Choose what it means for launches.")
	c.That(e.Title != "", "title", "Enter a title.")
	checkLength(&c, "title", e.Title, MaxTitle)
	checkLength(&c, "note", e.Note, MaxNote)
	checkLength(&c, "region", e.Region, MaxRegion)
	c.That(len(in.Services) <= MaxServices, "services", "Choose at most %d services.", MaxServices)
	if in.LastDay.IsZero() {
		in.LastDay = in.FirstDay
	}
	if in.checkDays(&c) {
		if in.timed() {
			in.setTimes(&e, &c)
		} else {
			e.FirstDay, e.LastDay = in.FirstDay, in.LastDay
		}
	}
	return e, c.Err()
}

func checkLength(c *fault.Check, field, text string, most int) {
	c.That(len([]rune(text)) <= most, field, "Use at most %d characters.", most)
}

// checkDays checks the days. It adds problems to c and reports whether there were none.
func (in Input) checkDays(c *fault.Check) bool {
	switch {
	case in.FirstDay.IsZero():
		c.Add("first_day", "Enter the first day.")
	case in.FirstDay.Year() < firstYear || in.FirstDay.Year() > lastYear:
		c.Add("first_day", "Enter a day between %d and %d.", firstYear, lastYear)
	case in.LastDay.Before(in.FirstDay):
		c.Add("last_day", "The last day is before the first. Both days belong to the event.")
	case in.LastDay.Sub(in.FirstDay) >= maxDays:
		c.Add("last_day", "That is more than a year; check the dates.")
	default:
		return true
	}
	return false
}

// setTimes sets the times of a timed event. A time that a clock change skips is an error. A
// repeated time means the first instant for a start and the second for an end, so that the event
// covers all of the input.
func (in Input) setTimes(e *Event, c *fault.Check) {
	loc, err := civil.Zone(in.Zone)
	if err != nil || in.Zone == "" {
		c.Add("zone", "Choose a time zone by its name, like Europe/Berlin.")
		return
	}
	c.That(!in.StartAt.IsZero(), "start_at", "Enter a time, or leave both times empty for whole days.")
	c.That(!in.EndAt.IsZero(), "end_at", "Enter a time, or leave both times empty for whole days.")
	if in.StartAt.IsZero() || in.EndAt.IsZero() {
		return
	}
	start, how := civil.Instant(in.FirstDay, in.StartAt, loc)
	c.That(how != civil.Skipped, "start_at", "%s does not exist on %s in %s: the clocks go forward. Choose another time.", in.StartAt,
		in.FirstDay.Long(), loc)
	end, how := civil.Instant(in.LastDay, in.EndAt, loc)
	c.That(how != civil.Skipped, "end_at", "%s does not exist on %s in %s: the clocks go forward. Choose another time.", in.EndAt,
		in.LastDay.Long(), loc)
	if how == civil.Repeated {
		end = secondOccurrence(end, loc)
	}
	c.That(start.Before(end), "end_at", "The end is not after the start.")
	e.StartAt, e.EndAt, e.Zone = db.At(start), db.At(end), in.Zone
}

// secondOccurrence returns the second instant with the same local time as t.
func secondOccurrence(t time.Time, loc *time.Location) time.Time {
	_, ends := t.In(loc).ZoneBounds()
	_, before := t.In(loc).Zone()
	_, after := ends.In(loc).Zone()
	return t.Add(time.Duration(before-after) * time.Second)
}

// Input returns the form input for the event.
func (e Event) Input() Input {
	in := Input{Kind: e.Kind, Title: e.Title, Note: e.Note, Region: e.Region, Severity: e.Severity, Zone: e.Zone, FirstDay: e.FirstDay,
		LastDay: e.LastDay}
	if !e.WholeDays() {
		loc := e.Location()
		in.FirstDay, in.StartAt = civil.Of(e.StartAt.Time, loc), civil.TimeOf(e.StartAt.Time, loc)
		in.LastDay, in.EndAt = civil.Of(e.EndAt.Time, loc), civil.TimeOf(e.EndAt.Time, loc)
	}
	for _, s := range e.Services {
		in.Services = append(in.Services, s.ID)
	}
	return in
}
