package tabular_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/internal/tabular"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	day := tabular.Cell{Date: civil.New(2026, time.May, 12)}
	back := func(n int) tabular.Cell { return tabular.Cell{Offset: n, IsOffset: true} }
	for in, want := range map[string]tabular.Cell{
		"": {}, " \t": {},
		"2026-05-12": day, "2026/5/12": day, "2026.05.12": day, "12.05.2026": day, "12.5.2026": day, " 2026-05-12\u00a0": day,
		"12 May 2026": day, "12 may, 2026": day, "Tuesday 12th May 2026": day, "Tue, 12 May 2026": day, "May 12, 2026": day,
		"MAY 12th 2026": day, "2026 May 12": day, "12. May 2026": day, "the 12th of May 2026": day,
		"12 May": day, "Tue 12 May": day, "12.05.": day, "May 12": day,
		"13/05/2026": {Date: civil.New(2026, time.May, 13)}, "05/13/2026": {Date: civil.New(2026, time.May, 13)},
		"05/05/2026": {Date: civil.New(2026, time.May, 5)}, "13-05-2026": {Date: civil.New(2026, time.May, 13)},
		"29 Feb 2024": {Date: civil.New(2024, time.February, 29)}, "1 Sept 2026": {Date: civil.New(2026, time.September, 1)},
		"T": back(0), "t": back(0), "T-7": back(-7), "T+1": back(1), "T − 21": back(-21), "T–7": back(-7), "T+14 days": back(14),
		"T-1 day": back(-1), "T-7d": back(-7), "T-0": back(0),
	} {
		if got, err := tabular.ParseDate(in, 2026); err != nil || got != want {
			t.Errorf("ParseDate(%q) = %v %v, %v; want %v", in, got, got.Date, err, want)
		}
	}
}

func TestParseDateRejectsAmbiguousDates(t *testing.T) {
	t.Parallel()
	for in, message := range map[string]string{
		"12/05/2026": "12 May or 5 December", "1-2-2026": "1 February or 2 January",
		"12 May": "has no year", "12.05.": "has no year",
		"12.05.26": "four digits", "5/12/26": "four digits",
		"31.04.2026": "no such day", "29 February 2026": "no such day", "2026-13-01": "no such day", "13/13/2026": "no such day",
		"0 May 2026": "no such day", "2026-00-10": "no such day",
		"Monday 12 May 2026": "is a Tuesday",
		"12 May 0026":        "cannot be right", "3026-05-12": "cannot be right",
		"2026-05-12 14:00": "column of its own", "02:00 UTC Friday 14th February 2025": "column of its own",
		"Tuesday 1st - Friday 4th April 2025": "not a date", "tomorrow": "not a date", "45789": "not a date", "May 2026": "not a date",
		"2026-05": "not a date", "T-": "not a date", "T7": "not a date", "12 12 May 2026": "not a date", "2026/05-12": "not a date",
		"=1":      "not a date",
		"T-99999": "ten years",
	} {
		if got, err := tabular.ParseDate(in, 0); err == nil || !strings.Contains(err.Error(), message) || got != (tabular.Cell{}) {
			t.Errorf("ParseDate(%q) = %v, %v; want %q", in, got, err, message)
		}
	}
}

func TestParseDateReadsFormattedDates(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := civil.New(1970, time.January, rapid.IntRange(1, 60000).Draw(t, "day"))
		for _, text := range []string{d.String(), d.Long(), d.Format("2.1.2006"), d.Format("January 2, 2006"),
			d.Format("Monday 2 January 2006")} {
			if got, err := tabular.ParseDate(text, 0); err != nil || got.Date != d {
				t.Fatalf("%q is read as %v, %v", text, got.Date, err)
			}
		}
		launch := civil.New(2026, time.May, 12)
		near := launch.AddDays(rapid.IntRange(-3650, 3650).Draw(t, "offset"))
		if got, err := tabular.ParseDate(civil.Countdown(launch, near), 0); err != nil || !got.IsOffset || launch.AddDays(got.Offset) != near {
			t.Fatalf("%s is read as %v, %v", civil.Countdown(launch, near), got, err)
		}
	})
}

func TestParseTime(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][2]string{
		"": {"", ""}, "14:00": {"14:00", ""}, "9:05": {"09:05", ""}, "14:00:00": {"14:00", ""}, "00:00": {"00:00", ""},
		"2:00 pm": {"14:00", ""}, "2pm": {"14:00", ""}, "2 P.M.": {"14:00", ""}, "12 am": {"00:00", ""}, "12:30 PM": {"12:30", ""},
		"2:00\u202fPM": {"14:00", ""},
		"02:00Z":       {"02:00", "+0000"}, "02:00z": {"02:00", "+0000"}, "02:00 UTC": {"02:00", "+0000"}, "02:00 GMT": {"02:00", "+0000"},
		"02:00 (UTC)": {"02:00", "+0000"},
		"10:00+02:00": {"10:00", "+0200"}, "10:00 -0330": {"10:00", "-0330"}, "10:00 UTC+2": {"10:00", "+0200"},
		"10:00−08:00":         {"10:00", "-0800"},
		"10:00 Europe/Berlin": {"10:00", "+0200"}, "2:00 pm America/Los_Angeles": {"14:00", "-0700"}, "2 pm UTC": {"14:00", "+0000"},
	} {
		tod, zone, err := tabular.ParseTime(in)
		offset := ""
		if zone != nil {
			offset = time.Date(2026, 7, 1, 12, 0, 0, 0, zone).Format("-0700")
		}
		if err != nil || tod.String() != want[0] || offset != want[1] {
			t.Errorf("ParseTime(%q) = %s %s, %v; want %v", in, tod, offset, err, want)
		}
	}
	for in, message := range map[string]string{
		"14": "not a time", "25:00": "not a time", "12:60": "not a time", "noonish": "not a time", "14:00:30": "zone", "1400": "not a time",
		"24:00": "next day", "13 pm": "1 to 12", "0:30 am": "1 to 12",
		"10:00 PST": `zone "PST"`, "10:00 CET": `zone "CET"`, "10:00 Local": `zone "Local"`, "10:00 Europe/Atlantis": "not known",
		"10:00+25:00": "that far", "10:00 europe/berlin x": "not known",
	} {
		if tod, zone, err := tabular.ParseTime(in); err == nil || !strings.Contains(err.Error(), message) || !tod.IsZero() || zone != nil {
			t.Errorf("ParseTime(%q) = %s %v, %v; want %q", in, tod, zone, err, message)
		}
	}
}
