// Package ics writes calendar feeds and reads calendar files as RFC 5545 defines them. In a feed,
// lines end in CR LF and are folded at 75 octets, text is escaped, all-day events are dates with an
// exclusive end, and zoned times come with a VTIMEZONE.
package ics

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	ical "github.com/arran4/golang-ical"

	"tminus/internal/civil"
)

// Event is an event of a feed.
type Event struct {
	// UID identifies the event and never changes.
	UID string
	// Sequence and Modified increase with each edit.
	Sequence int
	Modified time.Time
	// Summary is one line; Description may have several. URL is the address of the event's page.
	Summary, Description, URL string
	// Day and LastDay, both inclusive, make an all-day event.
	Day, LastDay civil.Date
	// Start and End make a timed event in the zone of Start. If End is zero, the event has no
	// duration.
	Start, End time.Time
	// Cancelled marks an event that was deleted.
	Cancelled bool
	// Busy marks the time as busy in the reader's calendar.
	Busy bool
}

// Write writes a feed with the given name.
func Write(w io.Writer, name string, events []Event) error {
	cal := ical.NewCalendar()
	cal.SetProductId("-//T-Minus//Launch calendar//EN")
	cal.SetCalscale("GREGORIAN")
	cal.SetXWRCalName(cleanText(name))
	cal.SetRefreshInterval("PT1H")
	cal.SetXPublishedTTL("PT1H")
	addZones(cal, events)
	for _, e := range events {
		addEvent(cal, e)
	}
	return cal.SerializeTo(w, ical.WithLineLength(75), ical.WithNewLineWindows)
}

func addEvent(cal *ical.Calendar, e Event) {
	v := cal.AddEvent(e.UID)
	stamp := e.Modified.UTC().Format("20060102T150405Z")
	// Without a METHOD, DTSTAMP is the time of the last revision. So a feed without changes is
	// identical to the byte.
	v.SetProperty(ical.ComponentPropertyDtstamp, stamp)
	v.SetProperty(ical.ComponentPropertyLastModified, stamp)
	v.SetProperty(ical.ComponentPropertySequence, strconv.Itoa(e.Sequence))
	v.SetSummary(cleanText(e.Summary))
	if text := cleanText(e.Description); text != "" {
		v.SetDescription(text)
	}
	if e.URL != "" {
		v.SetProperty(ical.ComponentPropertyUrl, e.URL)
	}
	if e.Day.IsZero() {
		setTime(v, ical.ComponentPropertyDtStart, e.Start)
		if !e.End.IsZero() {
			setTime(v, ical.ComponentPropertyDtEnd, e.End.In(e.Start.Location()))
		}
	} else {
		v.SetProperty(ical.ComponentPropertyDtStart, e.Day.Format("20060102"), ical.WithValue("DATE"))
		v.SetProperty(ical.ComponentPropertyDtEnd, e.lastDay().AddDays(1).Format("20060102"), ical.WithValue("DATE"))
	}
	v.SetStatus(ical.ObjectStatusConfirmed)
	if e.Cancelled {
		v.SetStatus(ical.ObjectStatusCancelled)
	}
	transparent := ical.TransparencyTransparent
	if e.Busy {
		transparent = ical.TransparencyOpaque
	}
	v.SetTimeTransparency(transparent)
}

// lastDay returns the last day of an all-day event.
func (e Event) lastDay() civil.Date {
	if e.LastDay.Before(e.Day) {
		return e.Day
	}
	return e.LastDay
}

const localLayout = "20060102T150405"

func setTime(v *ical.VEvent, p ical.ComponentProperty, t time.Time) {
	if !isNamed(t.Location()) {
		v.SetProperty(p, t.UTC().Format(localLayout+"Z"))
		return
	}
	v.SetProperty(p, t.Format(localLayout), ical.WithTZID(t.Location().String()))
}

// isNamed reports whether loc is written by its name. UTC is written as a suffix Z instead.
func isNamed(loc *time.Location) bool {
	return loc != time.UTC && loc.String() != "UTC" && loc != time.Local
}

// cleanText returns s without control characters, which a calendar may not contain, except line
// breaks.
func cleanText(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s))
}

// zoneSpan is the period in which a feed uses a zone.
type zoneSpan struct {
	loc      *time.Location
	from, to time.Time
}

// addZones adds a VTIMEZONE for each zone in use, with its offsets in the period of use.
func addZones(cal *ical.Calendar, events []Event) {
	spans := map[string]zoneSpan{}
	for _, e := range events {
		loc := e.Start.Location()
		if !e.Day.IsZero() || !isNamed(loc) {
			continue
		}
		s, ok := spans[loc.String()]
		if !ok {
			s = zoneSpan{loc, e.Start, e.Start}
		}
		for _, t := range []time.Time{e.Start, e.End} {
			if t.IsZero() {
				continue
			}
			if t.Before(s.from) {
				s.from = t
			}
			if t.After(s.to) {
				s.to = t
			}
		}
		spans[loc.String()] = s
	}
	names := make([]string, 0, len(spans))
	for name := range spans {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		addZone(cal.AddTimezone(name), spans[name])
	}
}

// zoneMargin extends the described period of a zone, because parsers expect a standard time beside
// each summer time.
const zoneMargin = 366 * 24 * time.Hour

// addZone writes each period with one offset, from the one that contains the start of the span.
func addZone(tz *ical.VTimezone, s zoneSpan) {
	at := s.from.Add(-zoneMargin).In(s.loc)
	for {
		begins, _ := at.ZoneBounds()
		ends := offsetEnd(at)
		name, offset := at.Zone()
		before := offset
		starts := "19700101T000000"
		if !begins.IsZero() {
			_, before = begins.Add(-time.Second).In(s.loc).Zone()
			// The start of an observance is given in the offset before it.
			starts = begins.UTC().Add(time.Duration(before) * time.Second).Format(localLayout)
		}
		addOffset(tz, at.IsDST(), name, starts, before, offset)
		if ends.IsZero() || ends.After(s.to.Add(zoneMargin)) {
			return
		}
		at = ends.In(s.loc)
	}
}

// offsetEnd returns the end of the period with one offset that contains at, or zero if it never
// ends. On the last day of a leap year ZoneBounds may return an end that is not after at (seen in
// Go 1.26); in that case the following days give the end.
func offsetEnd(at time.Time) time.Time {
	for day := at; ; day = day.AddDate(0, 0, 1) {
		if _, ends := day.ZoneBounds(); ends.IsZero() || ends.After(at) {
			return ends
		}
	}
}

func addOffset(tz *ical.VTimezone, summer bool, name, starts string, before, after int) {
	var base ical.ComponentBase
	base.SetProperty(ical.ComponentPropertyDtStart, starts)
	base.SetProperty(ical.ComponentProperty(ical.PropertyTzoffsetfrom), formatOffset(before))
	base.SetProperty(ical.ComponentProperty(ical.PropertyTzoffsetto), formatOffset(after))
	base.SetProperty(ical.ComponentProperty(ical.PropertyTzname), name)
	if summer {
		tz.Components = append(tz.Components, &ical.Daylight{ComponentBase: base})
		return
	}
	tz.Components = append(tz.Components, &ical.Standard{ComponentBase: base})
}

// formatOffset formats an offset in seconds as +0200, with seconds only if there are any.
func formatOffset(seconds int) string {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	out := sign + twoDigits(seconds/3600) + twoDigits(seconds/60%60)
	if s := seconds % 60; s != 0 {
		out += twoDigits(s)
	}
	return out
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
