package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/models/db"
)

func day(s string) civil.Date {
	d, err := civil.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func zone(name string) *time.Location {
	loc, err := civil.Zone(name)
	if err != nil {
		panic(err)
	}
	return loc
}

func instant(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func whole(first, last string) Event { return Event{FirstDay: day(first), LastDay: day(last)} }

func timed(from, to, in string) Event {
	return Event{StartAt: db.At(instant(from)), EndAt: db.At(instant(to)), Zone: in}
}

func TestEventOverlaps(t *testing.T) {
	t.Parallel()
	freeze, night := whole("2026-12-21", "2027-01-01"), timed("2026-12-21T22:00:00Z", "2026-12-22T02:00:00Z", "UTC")
	gone := freeze
	gone.CancelledAt = db.At(instant("2026-11-16T09:00:00Z"))
	for name, c := range map[string]struct {
		event    Event
		from, to string
		zone     string
		want     bool
	}{
		"the moment before the first day":               {freeze, "2026-12-20T23:59:59Z", "", "UTC", false},
		"the first moment of the first day":             {freeze, "2026-12-21T00:00:00Z", "", "UTC", true},
		"the last moment of the last day":               {freeze, "2027-01-01T23:59:59Z", "", "UTC", true},
		"the moment after the last day":                 {freeze, "2027-01-02T00:00:00Z", "", "UTC", false},
		"a day begins earlier in the east":              {freeze, "2026-12-20T11:00:00Z", "", "Pacific/Auckland", true},
		"and later in the west":                         {freeze, "2026-12-21T07:59:00Z", "", "America/Los_Angeles", false},
		"a time that ends where the freeze begins":      {freeze, "2026-12-20T20:00:00Z", "2026-12-21T00:00:00Z", "UTC", false},
		"a time that begins where it ends":              {freeze, "2027-01-02T00:00:00Z", "2027-01-02T04:00:00Z", "UTC", false},
		"a time around it":                              {freeze, "2026-12-01T00:00:00Z", "2027-02-01T00:00:00Z", "UTC", true},
		"a deleted one":                                 {gone, "2026-12-24T12:00:00Z", "", "UTC", false},
		"a time of a timed one is the same in any zone": {night, "2026-12-22T01:59:00Z", "", "Asia/Tokyo", true},
		"its end does not belong to it":                 {night, "2026-12-22T02:00:00Z", "", "Asia/Tokyo", false},
		"nor does what ends at its start":               {night, "2026-12-21T20:00:00Z", "2026-12-21T22:00:00Z", "Asia/Tokyo", false},
		"what goes past its start does":                 {night, "2026-12-21T20:00:00Z", "2026-12-21T22:00:01Z", "Asia/Tokyo", true},
		"an end before the start is a moment":           {night, "2026-12-21T22:30:00Z", "2026-12-21T20:00:00Z", "UTC", true},
	} {
		to := instant(c.from)
		if c.to != "" {
			to = instant(c.to)
		}
		if got := c.event.Overlaps(instant(c.from), to, zone(c.zone)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestEventDaysDependOnZone(t *testing.T) {
	t.Parallel()
	e := timed("2026-12-21T22:00:00Z", "2026-12-22T00:00:00Z", "UTC")
	for in, want := range map[string][2]string{
		"UTC":              {"2026-12-21", "2026-12-21"}, // midnight is the exclusive end
		"Europe/Berlin":    {"2026-12-21", "2026-12-22"},
		"Asia/Tokyo":       {"2026-12-22", "2026-12-22"},
		"America/New_York": {"2026-12-21", "2026-12-21"},
	} {
		first, last := e.Days(zone(in))
		if first != day(want[0]) || last != day(want[1]) {
			t.Errorf("%s: %s to %s", in, first, last)
		}
	}
}

func TestEventWhenUsesOwnZone(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]Event{
		"Mon 21 Dec 2026":                                          whole("2026-12-21", "2026-12-21"),
		"Mon 21 Dec – Thu 24 Dec 2026":                             whole("2026-12-21", "2026-12-24"),
		"Mon 21 Dec 2026 – Fri 1 Jan 2027":                         whole("2026-12-21", "2027-01-01"),
		"Tue 12 May 2026, 22:00–23:30 CEST":                        timed("2026-05-12T20:00:00Z", "2026-05-12T21:30:00Z", "Europe/Berlin"),
		"Sun 25 Oct 2026, 01:30 CEST – 03:30 CET":                  timed("2026-10-24T23:30:00Z", "2026-10-25T02:30:00Z", "Europe/Berlin"),
		"Sat 28 Mar 2026, 23:00 CET – Sun 29 Mar 2026, 04:00 CEST": timed("2026-03-28T22:00:00Z", "2026-03-29T02:00:00Z", "Europe/Berlin"),
	} {
		if got := e.When(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

var zones = []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu",
	"Pacific/Chatham", "America/Sao_Paulo"}

func events(t *rapid.T) Event {
	first := civil.New(2026, 1, 1).AddDays(rapid.IntRange(0, 800).Draw(t, "first"))
	if rapid.Bool().Draw(t, "whole") {
		return Event{FirstDay: first, LastDay: first.AddDays(rapid.IntRange(0, 30).Draw(t, "days"))}
	}
	from, _ := civil.DayBounds(first, time.UTC)
	from = from.Add(time.Duration(rapid.IntRange(0, 24*60-1).Draw(t, "minute")) * time.Minute)
	return Event{StartAt: db.At(from), EndAt: db.At(from.Add(time.Duration(rapid.IntRange(1, 4000).Draw(t, "minutes")) * time.Minute)),
		Zone: "UTC"}
}

// With any clock change, an event consists of exactly its instants: if it is divided, each instant
// is in one part, and the event is on a day if the day has one of its instants.
func TestEventConsistsOfItsInstants(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, loc := events(t), zone(rapid.SampledFrom(zones).Draw(t, "zone"))
		from, to := e.Span(loc)
		if !from.Before(to) {
			t.Fatalf("%s to %s", from, to)
		}
		if e.Overlaps(to, to, loc) || e.Overlaps(to, to.Add(time.Hour), loc) || e.Overlaps(from.Add(-time.Hour), from, loc) {
			t.Fatal("an adjoining interval overlaps the event")
		}
		if !e.Overlaps(from, from, loc) || !e.Overlaps(to.Add(-time.Millisecond), to, loc) {
			t.Fatal("its first or last moment is not in it")
		}
		first, last := e.Days(loc)
		for d := first.AddDays(-2); !d.After(last.AddDays(2)); d = d.AddDays(1) {
			a, b := civil.DayBounds(d, loc)
			has := a.Before(to) && from.Before(b) && a.Before(b)
			if got := e.OnDay(d, loc); got != has && a.Before(b) {
				t.Fatalf("%s in %s: %v, the day has %v to %v", d, loc, got, a, b)
			}
			within := !d.Before(first) && !d.After(last)
			if has && !within {
				t.Fatalf("%s has a moment of it but is outside of %s to %s", d, first, last)
			}
		}
	})
}
