package ics_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/internal/ics"
)

func options(t testing.TB) ics.Options {
	t.Helper()
	loc, err := civil.Zone("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return ics.Options{Floating: loc, From: civil.New(2026, 11, 16), To: civil.New(2029, 11, 16)}
}

func readFile(t *testing.T, name string) ics.File {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	text, err := ics.Text(data)
	if err != nil {
		t.Fatal(err)
	}
	f, err := ics.Read(text, options(t))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// itemText returns an item in a short form.
func itemText(it ics.Item) string {
	switch {
	case it.Problem != "":
		return it.UID + ": " + it.Problem
	case !it.Day.IsZero():
		return fmt.Sprintf("%s %s %s..%s", it.UID, it.Key, it.Day, it.LastDay)
	}
	return fmt.Sprintf("%s %s %s..%s %s", it.UID, it.Key, it.Start.Format(time.RFC3339), it.End.Format(time.RFC3339), it.Zone)
}

func TestReadHolidays(t *testing.T) {
	t.Parallel()
	f := readFile(t, "holidays.ics")
	if f.Name != "Feiertage, Berlin" || f.Others != 1 || len(f.Items) != 2 {
		t.Fatalf("%q with %d events and %d others", f.Name, len(f.Items), f.Others)
	}
	a, b := f.Items[0], f.Items[1]
	if itemText(a) != "xmas-1@holidays.example  2026-12-25..2026-12-26" || a.Summary != "Weihnachten, beide Tage" || a.Line != 5 {
		t.Errorf("%+v", a)
	}
	if want := "Geschlossen; nichts geht.\nAuch nicht am Telefon: C:\\weg. Dieser Satz ist lang genug, dass er gefaltet wird, " +
		"und hat einen Buchstaben über der Falte."; a.Description != want {
		t.Errorf("%q", a.Description)
	}
	// Lines keep their numbers although some were folded.
	if itemText(b) != "epiphany@holidays.example  2027-01-06..2027-01-06" || b.Description != "" || b.Location != "Bayern" || b.Line != 16 {
		t.Errorf("%+v", b)
	}
}

func TestReadZonedTimes(t *testing.T) {
	t.Parallel()
	want := []string{
		"utc  2026-12-10T21:00:00Z..2026-12-11T02:00:00Z UTC", // the later revision
		"berlin  2026-12-10T21:00:00Z..2026-12-10T22:30:00Z Europe/Berlin",
		"quoted  2026-12-10T21:00:00Z..2026-12-10T23:00:00Z Europe/Berlin",
		"windows  2026-12-10T21:00:00Z..2026-12-10T22:00:00Z Europe/Berlin",
		"path  2026-12-10T21:00:00Z..2026-12-10T22:00:00Z Europe/Berlin",
		"custom  2026-12-10T16:15:00Z..2026-12-10T17:15:00Z Asia/Kathmandu",
		"floating  2026-12-11T03:00:00Z..2026-12-11T04:00:00Z America/New_York",
		"unknown: The time zone “Mars/Olympus” is not known.",
		"backwards: It ends before it begins.",
		"mixed: It begins with a day and ends with a time, or the other way round.",
		"nodate: It has no date.",
		"baddate: “20261341” is no date.",
		"sameday  2026-12-10..2026-12-10",
		"gap  2027-03-28T01:30:00Z..2027-03-28T02:00:00Z Europe/Berlin",
		"brokenline: Line 94 cannot be read.",
		"utc: The file has this event a second time, with the same UID; the later revision holds.",
		"gone  2026-12-10..2026-12-10",
	}
	f := readFile(t, "times.ics")
	var got []string
	for _, it := range f.Items {
		got = append(got, itemText(it))
	}
	slices.Sort(got)
	slices.Sort(want)
	for i := range max(len(got), len(want)) {
		g, w := "", ""
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("%q, want %q", g, w)
		}
	}
	at := slices.IndexFunc(f.Items, func(it ics.Item) bool { return it.UID == "floating" })
	if r := f.Items[at].Remark; r != "The file names no zone: America/New_York is taken. It has no end: an hour is taken." {
		t.Errorf("%q", r)
	}
	if at := slices.IndexFunc(f.Items, func(it ics.Item) bool { return it.UID == "gone" }); !f.Items[at].Cancelled {
		t.Error("a cancelled event is not marked as cancelled")
	}
}

func TestReadExpandsSeries(t *testing.T) {
	t.Parallel()
	got := map[string][]string{}
	for _, it := range readFile(t, "series.ics").Items {
		got[it.UID] = append(got[it.UID], strings.TrimPrefix(strings.TrimPrefix(itemText(it), it.UID), ":"))
	}
	for uid, want := range map[string][]string{
		// 2026 is over, 2027 was moved, 2028 is excluded.
		"moved":  {" 20271003 2027-10-04..2027-10-04", " 20291003 2029-10-03..2029-10-03"},
		"thanks": {" 20261126 2026-11-26..2026-11-26", " 20271125 2027-11-25..2027-11-25", " 20281123 2028-11-23..2028-11-23"},
		"patch": {" 20261208T220000 2026-12-08T21:00:00Z..2026-12-08T23:00:00Z Europe/Berlin",
			" 20270209T220000 2027-02-09T21:00:00Z..2027-02-09T23:00:00Z Europe/Berlin",
			" 20270309T220000 2027-03-09T21:00:00Z..2027-03-09T23:00:00Z Europe/Berlin",
			" 20270413T220000 2027-04-13T20:00:00Z..2027-04-13T22:00:00Z Europe/Berlin"},
		"dates":    {" 20261201 2026-12-01..2026-12-01", " 20261203 2026-12-03..2026-12-03", " 20261205 2026-12-05..2026-12-05"},
		"leap":     {" 20280229 2028-02-29..2028-02-29"},
		"hourly":   {" It comes several times a day, which is too often for this calendar."},
		"daily":    {" It comes more than 200 times until Fri 16 Nov 2029, which is too often for this calendar."},
		"nonsense": {" The rule by which it repeats cannot be read."},
		"finished": {" None of its days lies between Mon 16 Nov 2026 and Fri 16 Nov 2029."},
	} {
		if !slices.Equal(got[uid], want) {
			t.Errorf("%s: %q\nwant %q", uid, got[uid], want)
		}
	}
}

func TestReadRejectsInvalidFile(t *testing.T) {
	t.Parallel()
	event := "BEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:20261225\r\nSUMMARY:A\r\nEND:VEVENT\r\n"
	for name, c := range map[string]struct{ data, want string }{
		"empty":     {"", "END:VCALENDAR is missing"},
		"html":      {"<!doctype html><p>Sign in</p>", "this is no calendar file"},
		"a picture": {"\x89PNG\r\n\x1a\n\x00\x00\x00", "no calendar file in UTF-8"},
		"UTF-16":    {"\xff\xfeB\x00E\x00", "in UTF-8"},
		"Latin-1": {"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:F\xfcr\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
			"Line 3: a letter is not written in UTF-8"},
		"cut off":    {"BEGIN:VCALENDAR\r\n" + event + event[:40], "ends in the middle"},
		"unbalanced": {"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "Line 3: END:VCALENDAR stands where END:VEVENT should."},
		"deep":       {"BEGIN:VCALENDAR\r\n" + strings.Repeat("BEGIN:X\r\n", 50_000), "nested too deeply"},
		"many":       {"BEGIN:VCALENDAR\r\n" + strings.Repeat("BEGIN:VEVENT\r\nEND:VEVENT\r\n", 30_000), "more than 1000 events"},
		"large":      {strings.Repeat("x", ics.MaxFileBytes+1), "at most 1 MB"},
	} {
		text, err := ics.Text([]byte(c.data))
		if err == nil {
			_, err = ics.Read(text, options(t))
		}
		var e *ics.Error
		if c.want != "" && (!errors.As(err, &e) || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Neither many parameters nor rules that never match may take much time.
func TestReadHostileFiles(t *testing.T) {
	t.Parallel()
	wrap := func(s string) string { return "BEGIN:VCALENDAR\n" + s + "END:VCALENDAR\n" }
	event := func(i int, more string) string {
		return fmt.Sprintf("BEGIN:VEVENT\nUID:%d\nDTSTART;VALUE=DATE:19000101\n%s\nEND:VEVENT\n", i, more)
	}
	var never, params strings.Builder
	for i := range 900 {
		never.WriteString(event(i, "RRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"))
	}
	for i := range 120 {
		params.WriteString(event(i, "DESCRIPTION"+strings.Repeat(";A=B", 2000)+":x"))
	}
	var long, added strings.Builder
	for i := range 100 {
		long.WriteString(event(i, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY="+strings.Repeat("31,", 2500)+"31"))
	}
	for i := range 60_000 {
		fmt.Fprintf(&added, "RDATE:%s\n", time.Date(2027, 1, 1, 0, 0, i, 0, time.UTC).Format("20060102T150405"))
	}
	for name, c := range map[string]struct{ text, problem string }{
		"one line":   {wrap(event(1, "SUMMARY:"+strings.Repeat("y", 900_000))), ""},
		"rules":      {wrap(never.String()), "None of its days"},
		"parameters": {wrap(params.String()), "cannot be read"},
		"days out": {wrap(event(1, "RRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:"+strings.Repeat("20261225,", 100_000)+"20261226")),
			"too long to be read"},
		"escapes":     {wrap(event(1, `SUMMARY:`+strings.Repeat(`\\\n`, 100_000))), ""},
		"huge number": {wrap(event(1, "RRULE:FREQ=YEARLY;INTERVAL=99999999999999999999;BYSETPOS=-999999999")), "cannot be read"},
		"zero":        {wrap(event(1, "RRULE:FREQ=DAILY;INTERVAL=0;COUNT=0")), "too often"},
		"negative":    {wrap(event(1, "RRULE:FREQ=WEEKLY;INTERVAL=-1;WKST=XX")), "cannot be read"},
		"length":      {wrap(event(1, "DURATION:P9999W99999DT999999H")), "no length of time"},
		"long rules":  {wrap(long.String()), "cannot be read"},
		"days added":  {wrap("BEGIN:VEVENT\nUID:1\nDTSTART:20270101T000000\n" + added.String() + "END:VEVENT\n"), "too often"},
	} {
		// An input that is evaluated completely would exceed the time of the test.
		f, err := ics.Read(c.text, options(t))
		if err != nil || len(f.Items) == 0 {
			t.Errorf("%s: %d events, %v", name, len(f.Items), err)
		} else if got := f.Items[0].Problem; (got == "") != (c.problem == "") || !strings.Contains(got, c.problem) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"holidays.ics", "times.ics", "series.ics"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	opt := ics.Options{Floating: time.UTC, From: civil.New(2026, 11, 16), To: civil.New(2029, 11, 16)}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := ics.Text(data)
		if err != nil {
			return
		}
		file, err := ics.Read(text, opt)
		if err != nil {
			return
		}
		for _, it := range file.Items {
			if it.Problem == "" && it.Day.IsZero() == it.Start.IsZero() || it.Problem == "" && it.Day.IsZero() && !it.Start.Before(it.End) {
				t.Errorf("%+v", it)
			}
		}
		again, err := ics.Text([]byte(text))
		if err != nil || again != text {
			t.Errorf("the text changed: %v", err)
		}
	})
}
