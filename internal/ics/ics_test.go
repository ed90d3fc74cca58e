package ics_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tminus/internal/civil"
	"tminus/internal/ics"
	"tminus/internal/ics/icstest"
)

var modified = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)

func write(t *testing.T, events ...ics.Event) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := ics.Write(&b, "Launches, and «more»; all", events); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// names contains texts with characters that need escaping, and with multi-byte characters at the
// fold.
var names = []string{
	"Plain", "Ana, Bo; and C\\D", "L'école d'été: “oui”, <b>non</b> & more", "Two\nlines, and\r\na third", "山田 優希 の 通知 " +
		strings.Repeat("通知", 60),
	strings.Repeat("Zoë 🚀 ", 40), strings.Repeat("ß", 150), "a" + strings.Repeat("é", 37) + "x", strings.Repeat("😀", 50),
}

func TestWriteFoldsLines(t *testing.T) {
	for _, name := range names {
		for pad := range 8 {
			text := string(write(t, ics.Event{UID: "1@t", Summary: strings.Repeat("p", pad) + name, Description: name,
				Day: civil.New(2026, 5, 12), Modified: modified}))
			if strings.Count(text, "\n") != strings.Count(text, "\r\n") || strings.Count(text, "\r") != strings.Count(text, "\r\n") {
				t.Errorf("%q: a line ends in something else than CR LF", name)
			}
			for _, line := range strings.Split(text, "\r\n") {
				if len(line) > 75 || !utf8.ValidString(line) {
					t.Errorf("%q: %d octets: %q", name, len(line), line)
				}
			}
		}
	}
}

// Debian's parser reads an escaped backslash before an n as a line break, so this test checks the
// written text.
func TestWriteEscapesBackslash(t *testing.T) {
	text := string(write(t, ics.Event{UID: "1@t", Summary: `C:\new`, Day: civil.New(2026, 5, 12), Modified: modified}))
	if !strings.Contains(text, "SUMMARY:C:"+`\\`+"new\r\n") {
		t.Errorf("it is written as %s", text)
	}
}

func TestWriteTextsForIndependentParser(t *testing.T) {
	var events []ics.Event
	for i, name := range names {
		events = append(events, ics.Event{UID: string(rune('a'+i)) + "@t", Summary: name, Description: name,
			URL: "https://t.example/a?b=c,d;e", Sequence: i, Day: civil.New(2026, 2, 27), LastDay: civil.New(2026, 2, 28), Modified: modified})
	}
	c := icstest.Read(t, write(t, events...))
	if len(c.Events) != len(names) || c.Name != "Launches, and «more»; all" {
		t.Fatalf("%q with %d events", c.Name, len(c.Events))
	}
	for i, name := range names {
		e, want := c.Events[i], strings.TrimSpace(strings.ReplaceAll(name, "\r\n", "\n"))
		if e.Summary != want || e.Description != want || e.Sequence != i || e.URL != "https://t.example/a?b=c,d;e" {
			t.Errorf("%q was read as %+v", name, e)
		}
		if e.Start != "2026-02-27" || e.End != "2026-03-01" || e.Status != "CONFIRMED" {
			t.Errorf("from %s until %s, %s", e.Start, e.End, e.Status)
		}
	}
}

func TestWriteZonedTimes(t *testing.T) {
	for zone, at := range map[string][]string{
		"Europe/Berlin": {"2026-03-28T10:00:00+01:00", "2026-03-29T10:00:00+02:00", "2026-12-10T10:00:00+01:00",
			"2028-07-01T10:00:00+02:00"},
		"America/New_York":    {"2026-11-01T00:30:00-04:00", "2026-11-02T09:00:00-05:00"},
		"Australia/Lord_Howe": {"2026-10-03T12:00:00+10:30", "2026-10-05T12:00:00+11:00"},
		"Asia/Kathmandu":      {"2026-05-12T10:00:00+05:45"},
		"Pacific/Apia":        {"2011-12-29T10:00:00-10:00", "2011-12-31T10:00:00+14:00"},
		"Asia/Tokyo":          {"2026-05-12T10:00:00+09:00"},
	} {
		loc, err := civil.Zone(zone)
		if err != nil {
			t.Fatal(err)
		}
		var events []ics.Event
		for i, s := range at {
			start, err := time.Parse(time.RFC3339, s)
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, ics.Event{UID: string(rune('a'+i)) + "@t", Summary: "T", Start: start.In(loc), End: start.Add(time.Hour),
				Modified: modified, Cancelled: i == 1})
		}
		data := write(t, events...)
		if !strings.Contains(string(data), "DTSTART;TZID="+zone+":") {
			t.Errorf("%s: the start is not given in its zone", zone)
		}
		c := icstest.Read(t, data)
		if c.Zones[zone] == 0 {
			t.Errorf("%s has no VTIMEZONE: %v", zone, c.Zones)
		}
		for i, s := range at {
			if c.Events[i].Start != s || c.Events[i].Zone != zone {
				t.Errorf("%s: %s was read as %s in %s", zone, s, c.Events[i].Start, c.Events[i].Zone)
			}
			if (c.Events[i].Status == "CANCELLED") != (i == 1) {
				t.Errorf("%s is %s", s, c.Events[i].Status)
			}
		}
	}
	utc := string(write(t, ics.Event{UID: "u@t", Summary: "T", Start: modified, Modified: modified}))
	if !strings.Contains(utc, "DTSTART:20261116T090000Z") || strings.Contains(utc, "VTIMEZONE") || strings.Contains(utc, "DTEND") {
		t.Errorf("UTC is written as %s", utc)
	}
}

func TestWriteIsDeterministic(t *testing.T) {
	berlin, err := civil.Zone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	e := []ics.Event{{UID: "1@t", Summary: "T", Start: modified.In(berlin), Modified: modified},
		{UID: "2@t", Summary: "U", Day: civil.New(2026, 5, 12), Modified: modified}}
	if a, b := write(t, e...), write(t, e...); !bytes.Equal(a, b) {
		t.Errorf("%s\n%s", a, b)
	}
}

// On the last day of a leap year from 2040 on, Go's ZoneBounds returns an end in the past, so a
// loop from end to end would not finish.
func TestWriteDistantZonedEvent(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		near, far := time.Date(2026, 11, 21, 9, 0, 0, 0, loc), time.Date(2199, 12, 31, 9, 0, 0, 0, loc)
		var b bytes.Buffer
		if err := ics.Write(&limitedWriter{&b, 1 << 20}, "Far",
			[]ics.Event{{UID: "near", Start: near, End: near}, {UID: "far", Start: far, End: far}}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if name == "Europe/Berlin" && (!strings.Contains(b.String(), "DTSTART:20410331T020000") ||
			!strings.Contains(b.String(), "DTSTART:21991027T030000")) {
			t.Errorf("%s: summer and winter after 2040 are missing", name)
		}
	}
}

// limitedWriter fails after a number of bytes.
type limitedWriter struct {
	io.Writer
	left int
}

func (m *limitedWriter) Write(p []byte) (int, error) {
	if m.left -= len(p); m.left < 0 {
		return 0, errors.New("it does not end")
	}
	return m.Writer.Write(p)
}
