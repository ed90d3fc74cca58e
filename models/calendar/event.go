// Package calendar manages the organisation's calendar: freezes, campaigns, releases of partners,
// maintenance windows and holidays. It also finds the collisions of launches with it.
//
// The rules are plain functions of an Event; the store files have the operations, one transaction
// each.
package calendar

import (
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/internal/enum"
	"tminus/models/db"
)

// Kind is the kind of an event.
type Kind string

// The kinds.
const (
	Freeze         Kind = "freeze"
	Campaign       Kind = "campaign"
	PartnerRelease Kind = "partner_release"
	Maintenance    Kind = "maintenance"
	Holiday        Kind = "holiday"
)

var kindLabels = enum.Labels[Kind]{
	{Freeze, "Freeze"},
	{Campaign, "Campaign"},
	{PartnerRelease, "Partner’s release"},
	{Maintenance, "Maintenance"},
	{Holiday, "Holiday"},
}

// Kinds lists the kinds in the order of the form.
var Kinds = kindLabels.Values()

// Label returns the kind as shown to users.
func (k Kind) Label() string { return kindLabels.Label(k) }

// Valid reports whether the kind exists.
func (k Kind) Valid() bool { return kindLabels.Has(k) }

// Usual returns the default severity of events of the kind.
func (k Kind) Usual() Severity {
	if k == Freeze {
		return Forbid
	}
	return Warn
}

// Severity is the effect of an event on launches.
type Severity string

// The severities.
const (
	// Forbid means that nothing may be launched during the event.
	Forbid Severity = "forbid"
	// Warn means that a launch during the event gets a warning.
	Warn Severity = "warn"
)

var severityLabels = enum.Labels[Severity]{
	{Warn, "A warning"},
	{Forbid, "No launches"},
}

// Severities lists the severities in the order of the form.
var Severities = severityLabels.Values()

// Label returns the severity as shown to users.
func (s Severity) Label() string { return severityLabels.Label(s) }

// Valid reports whether the severity exists.
func (s Severity) Valid() bool { return severityLabels.Has(s) }

// Event is an entry of the organisation's calendar. It has either whole days, FirstDay and LastDay,
// both inclusive, or times, StartAt and EndAt, with an exclusive end and the Zone in which they
// were entered.
type Event struct {
	ID                int64
	Kind              Kind
	Title             string
	Note              string // Markdown
	FirstDay, LastDay civil.Date
	StartAt, EndAt    db.Instant
	Zone              string
	// Region is where a holiday applies: a country, a state, a site.
	Region   string
	Severity Severity
	ImportID *int64
	// SourceUID is the UID of an imported event, and SourceKey distinguishes the occurrences of a
	// series. SourceHash is a hash of what the file said last.
	SourceUID, SourceKey, SourceHash string
	SearchText                       string
	// CancelledAt is set when the event is deleted. Feeds include deleted events as cancelled for a
	// while.
	CancelledAt db.Instant
	Version     int
	CreatedAt   db.Instant
	UpdatedAt   db.Instant
	// Services are the services that the event affects, by name.
	Services []Touched `gorm:"-"`
}

// Touched is a service that an event affects.
type Touched struct {
	ID   int64
	Name string
}

// TableName implements GORM's Tabler.
func (Event) TableName() string { return "calendar_events" }

// WholeDays reports whether the event has days rather than times.
func (e Event) WholeDays() bool { return !e.FirstDay.IsZero() }

// Cancelled reports whether the event was deleted.
func (e Event) Cancelled() bool { return !e.CancelledAt.IsZero() }

// Forbids reports whether nothing may be launched during the event.
func (e Event) Forbids() bool { return e.Severity == Forbid }

// Touches reports whether the event affects a service.
func (e Event) Touches(serviceID int64) bool {
	return slices.ContainsFunc(e.Services, func(t Touched) bool { return t.ID == serviceID })
}

// Location returns the zone in which a timed event was entered.
func (e Event) Location() *time.Location {
	loc, err := civil.Zone(e.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Span returns the half-open time of the event in loc. A whole day lasts from midnight to midnight
// in any zone, like a holiday; a timed event has the same instants everywhere.
func (e Event) Span(loc *time.Location) (from, to time.Time) {
	if !e.WholeDays() {
		return e.StartAt.Time, e.EndAt.Time
	}
	from, _ = civil.DayBounds(e.FirstDay, loc)
	_, to = civil.DayBounds(e.LastDay, loc)
	return from, to
}

// Overlaps reports whether the event and the half-open interval from a to b overlap in loc. If b is
// not after a, the interval is the instant a. A deleted event overlaps nothing.
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

// OnDay reports whether any time of a day in loc is during the event.
func (e Event) OnDay(day civil.Date, loc *time.Location) bool {
	if e.WholeDays() {
		return !e.Cancelled() && !day.Before(e.FirstDay) && !day.After(e.LastDay)
	}
	from, to := civil.DayBounds(day, loc)
	return e.Overlaps(from, to, loc)
}

// Days returns the first and the last day of the event in loc.
func (e Event) Days(loc *time.Location) (first, last civil.Date) {
	if e.WholeDays() {
		return e.FirstDay, e.LastDay
	}
	return civil.Of(e.StartAt.Time, loc), civil.Of(e.EndAt.Add(-time.Nanosecond), loc)
}

// When formats the time of the event: "Mon 21 Dec 2026 – Fri 1 Jan 2027", or "Tue 12 May 2026,
// 22:00–23:30 CEST" in the zone in which it was entered.
func (e Event) When() string {
	if e.WholeDays() {
		return daysText(e.FirstDay, e.LastDay)
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

func daysText(first, last civil.Date) string {
	switch {
	case first == last:
		return first.Long()
	case first.Year() == last.Year():
		return first.Short() + " – " + last.Long()
	}
	return first.Long() + " – " + last.Long()
}

// Name returns the title with the region: "Christmas Day (Germany)".
func (e Event) Name() string {
	if e.Region == "" {
		return e.Title
	}
	return e.Title + " (" + e.Region + ")"
}
