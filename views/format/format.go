// Package format has the ways in which pages show instants and their zones.
package format

import (
	"time"

	"tminus/internal/civil"
)

// Moment returns an instant with its day, year and zone: "Wed 9 Dec 2026, 10:00 CET".
func Moment(t time.Time, loc *time.Location) string {
	return t.In(loc).Format("Mon 2 Jan 2006, 15:04 MST")
}

// ShortMoment is Moment without the year, for instants of the last and the next days:
// "Wed 9 Dec, 10:00 CET".
func ShortMoment(t time.Time, loc *time.Location) string {
	return t.In(loc).Format("Mon 2 Jan, 15:04 MST")
}

// Clock returns the time of day with its zone: "10:00 CET".
func Clock(t time.Time, loc *time.Location) string { return t.In(loc).Format("15:04 MST") }

// ISO returns an instant for machines, as the datetime of a time element.
func ISO(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Zone returns the zone with the given name, or UTC if there is none.
func Zone(name string) *time.Location {
	if loc, err := civil.Zone(name); err == nil {
		return loc
	}
	return time.UTC
}
