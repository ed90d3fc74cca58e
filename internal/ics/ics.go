// Package ics writes calendar feeds that calendar programs subscribe to, as RFC
// 5545 has them: lines end in CR LF and are folded at 75 octets, text is escaped,
// all-day events are dates with an exclusive end, and zoned times come with a
// VTIMEZONE. It knows nothing of launches.
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

// Event is one entry of a feed.
type Event struct {
	// UID never changes while the thing exists, whatever is edited.
	UID string
	// Sequence and Modified grow with each edit.
	Sequence int
	Modified time.Time
	// Summary is one line; Description may have several. URL leads to the thing.
	Summary, Description, URL string
	// Day and LastDay make an all-day event; both days belong to it.
	Day, LastDay civil.Date
	// Start and End make a timed one in the zone of Start; a zero End is a moment.
	Start, End time.Time
	// Cancelled is the tombstone of what was deleted.
	Cancelled bool
	// Busy blocks the time of whoever reads the feed.
	Busy bool
}

// Write writes a feed of that name.
func Write(w io.Writer, name string, events []Event) error {
	cal := ical.NewCalendar()
	cal.SetProductId("-//T-Minus//Launch calendar//EN")
	cal.SetCalscale("GREGORIAN")
	cal.SetXWRCalName(plain(name))
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
	// Without a METHOD the stamp is when this was last revised. So a feed in
	// which nothing changed is the same to the byte.
	v.SetProperty(ical.ComponentPropertyDtstamp, stamp)
	v.SetProperty(ical.ComponentPropertyLastModified, stamp)
	v.SetProperty(ical.ComponentPropertySequence, strconv.Itoa(e.Sequence))
	v.SetSummary(plain(e.Summary))
	if text := plain(e.Description); text != "" {
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

func (e Event) lastDay() civil.Date {
	if e.LastDay.Before(e.Day) {
		return e.Day
	}
	return e.LastDay
}

const local = "20060102T150405"

func setTime(v *ical.VEvent, p ical.ComponentProperty, t time.Time) {
	if !named(t.Location()) {
		v.SetProperty(p, t.UTC().Format(local+"Z"))
		return
	}
	v.SetProperty(p, t.Format(local), ical.WithTZID(t.Location().String()))
}

// named tells whether a zone is written by its name; UTC has a letter of its own.
func named(loc *time.Location) bool {
	return loc != time.UTC && loc.String() != "UTC" && loc != time.Local
}

// plain is a text without what cannot stand in a calendar: control characters
// but the line break.
func plain(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s))
}

// span is the time over which a zone is used.
type span struct {
	loc      *time.Location
	from, to time.Time
}

// addZones says for each zone that is used which offsets it has over that time.
func addZones(cal *ical.Calendar, events []Event) {
	spans := map[string]span{}
	for _, e := range events {
		loc := e.Start.Location()
		if !e.Day.IsZero() || !named(loc) {
			continue
		}
		s, ok := spans[loc.String()]
		if !ok {
			s = span{loc, e.Start, e.Start}
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

// around is by how much more a zone is told than it is used: parsers want to see
// a standard time beside each summer time.
const around = 366 * 24 * time.Hour

// addZone writes each stretch of one offset, the first of them the one in which
// the span begins.
func addZone(tz *ical.VTimezone, s span) {
	at := s.from.Add(-around).In(s.loc)
	for {
		begins, _ := at.ZoneBounds()
		ends := endOf(at)
		name, offset := at.Zone()
		before := offset
		starts := "19700101T000000"
		if !begins.IsZero() {
			_, before = begins.Add(-time.Second).In(s.loc).Zone()
			// Its beginning is told by the clock that stood before.
			starts = begins.UTC().Add(time.Duration(before) * time.Second).Format(local)
		}
		addOffset(tz, at.IsDST(), name, starts, before, offset)
		if ends.IsZero() || ends.After(s.to.Add(around)) {
			return
		}
		at = ends.In(s.loc)
	}
}

// endOf returns when the stretch of one offset in which at lies ends, zero for
// never. In the last day of a leap year ZoneBounds may return an end that is not
// after at (seen in Go 1.26): then the days that follow say it.
func endOf(at time.Time) time.Time {
	for day := at; ; day = day.AddDate(0, 0, 1) {
		if _, ends := day.ZoneBounds(); ends.IsZero() || ends.After(at) {
			return ends
		}
	}
}

func addOffset(tz *ical.VTimezone, summer bool, name, starts string, before, after int) {
	var base ical.ComponentBase
	base.SetProperty(ical.ComponentPropertyDtStart, starts)
	base.SetProperty(ical.ComponentProperty(ical.PropertyTzoffsetfrom), offsetWords(before))
	base.SetProperty(ical.ComponentProperty(ical.PropertyTzoffsetto), offsetWords(after))
	base.SetProperty(ical.ComponentProperty(ical.PropertyTzname), name)
	if summer {
		tz.Components = append(tz.Components, &ical.Daylight{ComponentBase: base})
		return
	}
	tz.Components = append(tz.Components, &ical.Standard{ComponentBase: base})
}

// offsetWords is an offset in seconds as +0200, with seconds only where there are some.
func offsetWords(seconds int) string {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	out := sign + two(seconds/3600) + two(seconds/60%60)
	if s := seconds % 60; s != 0 {
		out += two(s)
	}
	return out
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
