// Package calendar is what the whole organisation has to know when it plans:
// freezes, campaigns, partners' releases, maintenance windows and holidays.
//
// The rules are plain functions of an Event; the store files hold what people
// do, one transaction each.
package calendar

import (
	"slices"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
)

// Kind is what sort of event it is.
type Kind string

// The kinds.
const (
	Freeze         Kind = "freeze"
	Campaign       Kind = "campaign"
	PartnerRelease Kind = "partner_release"
	Maintenance    Kind = "maintenance"
	Holiday        Kind = "holiday"
)

// Kinds in the order in which they are offered.
var Kinds = []Kind{Freeze, Campaign, PartnerRelease, Maintenance, Holiday}

// Label is the kind as people read it.
func (k Kind) Label() string {
	switch k {
	case Freeze:
		return "Freeze"
	case Campaign:
		return "Campaign"
	case PartnerRelease:
		return "Partner’s release"
	case Maintenance:
		return "Maintenance"
	case Holiday:
		return "Holiday"
	}
	return string(k)
}

// Valid tells whether there is such a kind.
func (k Kind) Valid() bool { return k != "" && k.Label() != string(k) }

// Usual is how an event of the kind is taken unless one says otherwise.
func (k Kind) Usual() Severity {
	if k == Freeze {
		return Forbid
	}
	return Warn
}

// Severity says what an event means for a launch in it.
type Severity string

// The severities.
const (
	// Forbid means that nothing is launched while the event lasts.
	Forbid Severity = "forbid"
	// Warn means that who launches while it lasts should have thought of it.
	Warn Severity = "warn"
)

// Severities in the order in which they are offered.
var Severities = []Severity{Warn, Forbid}

// Label is the severity as people read it.
func (s Severity) Label() string {
	switch s {
	case Forbid:
		return "No launches"
	case Warn:
		return "A warning"
	}
	return string(s)
}

// Valid tells whether there is such a severity.
func (s Severity) Valid() bool { return s == Forbid || s == Warn }

// Event is an entry of the organisation's calendar. It has whole days, FirstDay
// and LastDay, which both belong to it; or StartAt and EndAt, of which the end
// does not, with the Zone in which they were meant.
type Event struct {
	ID                int64
	Kind              Kind
	Title             string
	Note              string // Markdown
	FirstDay, LastDay civil.Date
	StartAt, EndAt    db.Instant
	Zone              string
	// Region is where a holiday is kept: a country, a state, a site.
	Region   string
	Severity Severity
	ImportID *int64
	// SourceUID is what an imported event is known by, "" for others; SourceKey
	// tells the days of a series apart. SourceHash is what the file said last.
	SourceUID, SourceKey, SourceHash string
	SearchText                       string
	// CancelledAt is set on what was deleted; feeds say so for a while.
	CancelledAt db.Instant
	Version     int
	CreatedAt   db.Instant
	UpdatedAt   db.Instant
	// Services are those that the event touches, by name.
	Services []Touched `gorm:"-"`
}

// Touched is a service that an event touches.
type Touched struct {
	ID   int64
	Name string
}

// TableName implements GORM's Tabler.
func (Event) TableName() string { return "calendar_events" }

// WholeDays tells whether the event has days rather than times.
func (e Event) WholeDays() bool { return !e.FirstDay.IsZero() }

// Cancelled tells whether the event was deleted.
func (e Event) Cancelled() bool { return !e.CancelledAt.IsZero() }

// Forbids tells whether nothing may be launched while the event lasts.
func (e Event) Forbids() bool { return e.Severity == Forbid }

// Touches tells whether the event touches a service.
func (e Event) Touches(serviceID int64) bool {
	return slices.ContainsFunc(e.Services, func(t Touched) bool { return t.ID == serviceID })
}

// Location is the zone in which a timed event was meant.
func (e Event) Location() *time.Location {
	loc, err := civil.Zone(e.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Span is from when until when the event lasts, for who is in loc: the end does
// not belong to it. A whole day holds wherever one is, from one midnight to the
// next there, as a holiday or an all-day entry of any calendar does; a timed
// event is the same two instants everywhere.
func (e Event) Span(loc *time.Location) (from, to time.Time) {
	if !e.WholeDays() {
		return e.StartAt.Time, e.EndAt.Time
	}
	from, _ = civil.DayBounds(e.FirstDay, loc)
	_, to = civil.DayBounds(e.LastDay, loc)
	return from, to
}

// Overlaps tells whether the event and the time from a up to, and without, b
// have a moment in common, for who is in loc. Where b is not after a, the time
// is the one moment a. A cancelled event overlaps nothing.
func (e Event) Overlaps(a, b time.Time, loc *time.Location) bool {
	if e.Cancelled() {
		return false
	}
	from, to := e.Span(loc)
	if !b.After(a) {
		return !a.Before(from) && a.Before(to)
	}
	return a.Before(to) && from.Before(b)
}

// OnDay tells whether any moment of day, for who is in loc, belongs to the event.
func (e Event) OnDay(day civil.Date, loc *time.Location) bool {
	if e.WholeDays() {
		return !e.Cancelled() && !day.Before(e.FirstDay) && !day.After(e.LastDay)
	}
	from, to := civil.DayBounds(day, loc)
	return e.Overlaps(from, to, loc)
}

// Days are the first and the last day of which a moment belongs to the event,
// for who is in loc.
func (e Event) Days(loc *time.Location) (first, last civil.Date) {
	if e.WholeDays() {
		return e.FirstDay, e.LastDay
	}
	return civil.Of(e.StartAt.Time, loc), civil.Of(e.EndAt.Add(-time.Nanosecond), loc)
}

// When is the event's time in words: "Mon 21 Dec 2026 – Fri 1 Jan 2027", or
// "Tue 12 May 2026, 22:00–23:30 CEST" by the clock in which it was meant.
func (e Event) When() string {
	if e.WholeDays() {
		return daysWords(e.FirstDay, e.LastDay)
	}
	from, to := e.StartAt.In(e.Location()), e.EndAt.In(e.Location())
	day, clock := "Mon 2 Jan 2006", "15:04"
	if civil.Of(from, from.Location()) == civil.Of(to, to.Location()) {
		if a, b := from.Format("MST"), to.Format("MST"); a != b {
			return from.Format(day+", "+clock) + " " + a + " – " + to.Format(clock) + " " + b
		}
		return from.Format(day+", "+clock) + "–" + to.Format(clock+" MST")
	}
	return from.Format(day+", "+clock+" MST") + " – " + to.Format(day+", "+clock+" MST")
}

func daysWords(first, last civil.Date) string {
	switch {
	case first == last:
		return first.Long()
	case first.Year() == last.Year():
		return first.Short() + " – " + last.Long()
	}
	return first.Long() + " – " + last.Long()
}

// Name is the event with where it holds: "Christmas Day (Germany)".
func (e Event) Name() string {
	if e.Region == "" {
		return e.Title
	}
	return e.Title + " (" + e.Region + ")"
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
