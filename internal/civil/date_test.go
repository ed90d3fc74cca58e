package civil_test

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tminus/internal/civil"
)

var (
	_ sql.Scanner   = (*civil.Date)(nil)
	_ driver.Valuer = civil.Date{}
	_ sql.Scanner   = (*civil.TimeOfDay)(nil)
	_ driver.Valuer = civil.TimeOfDay{}
)

func date(t testing.TB, s string) civil.Date {
	t.Helper()
	d, err := civil.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// dates generates dates in years in which launches happen, and sometimes in the whole calendar.
func dates() *rapid.Generator[civil.Date] {
	return rapid.Custom(func(t *rapid.T) civil.Date {
		if rapid.IntRange(0, 9).Draw(t, "far") == 0 {
			return civil.New(1, time.January, rapid.IntRange(1, 3652059).Draw(t, "day"))
		}
		return civil.New(1970, time.January, rapid.IntRange(1, 50000).Draw(t, "day"))
	})
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "0001-01-01", "1970-01-01", "2024-02-29", "2026-05-12", "9999-12-31"} {
		if got := date(t, s); got.String() != s || got.IsZero() != (s == "") {
			t.Errorf("Parse(%q) = %q, zero %v", s, got, got.IsZero())
		}
	}
	for _, s := range []string{"2025-02-29", "2026-5-12", "2026-13-01", "2026-04-31", "12.05.2026", "0000-01-01", "10000-01-01",
		"2026-05-12 ", "2026-05-12T00:00", "today"} {
		if got, err := civil.Parse(s); err == nil {
			t.Errorf("Parse(%q) = %v, want an error", s, got)
		}
	}
}

func TestDateParts(t *testing.T) {
	t.Parallel()
	d := date(t, "2026-05-12")
	if d != civil.New(2026, time.May, 12) || d.Year() != 2026 || d.Month() != time.May || d.Day() != 12 || d.Weekday() != time.Tuesday {
		t.Errorf("parts of %v: %d %v %d %v", d, d.Year(), d.Month(), d.Day(), d.Weekday())
	}
	if d.Short() != "Tue 12 May" || d.Long() != "Tue 12 May 2026" || d.Format("2.1.") != "12.5." {
		t.Errorf("formats: %q %q %q", d.Short(), d.Long(), d.Format("2.1."))
	}
	var none civil.Date
	if none.Year() != 0 || none.Month() != 0 || none.Day() != 0 || none.Short() != "" || none.IsWeekend() || none.AddDays(3) != none ||
		none.Sub(d) != 0 {
		t.Error("no date must stay no date")
	}
	if !none.Before(d) || !d.After(none) || d.Compare(none) != 1 || d.Compare(d) != 0 {
		t.Error("no date must sort first")
	}
}

func TestLeapDays(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]string{
		"2024-02-28": "2024-02-29", "2024-02-29": "2024-03-01", "2023-02-28": "2023-03-01",
		"2000-02-28": "2000-02-29", "1900-02-28": "1900-03-01", "2026-12-31": "2027-01-01",
	} {
		if got := date(t, from).AddDays(1); got.String() != want {
			t.Errorf("%s + 1 = %s, want %s", from, got, want)
		}
	}
	if got := civil.New(2025, time.February, 29).String(); got != "2025-03-01" {
		t.Errorf("29 February 2025 carries over to %s", got)
	}
}

func TestAddDaysClampsToCalendar(t *testing.T) {
	t.Parallel()
	const huge = int(^uint(0) >> 1)
	d := date(t, "2026-05-12")
	if got := d.AddDays(huge).String(); got != "9999-12-31" {
		t.Errorf("far future is %s", got)
	}
	if got := d.AddDays(-huge - 1).String(); got != "0001-01-01" {
		t.Errorf("far past is %s", got)
	}
}

func TestCountdown(t *testing.T) {
	t.Parallel()
	launch := date(t, "2026-05-12")
	for n, want := range map[int]string{-9: "T-9", 0: "T", 3: "T+3", 90: "T+90"} {
		if got := civil.Countdown(launch, launch.AddDays(n)); got != want {
			t.Errorf("Countdown %d = %q, want %q", n, got, want)
		}
	}
	if civil.Countdown(launch, civil.Date{}) != "" || civil.Countdown(civil.Date{}, launch) != "" {
		t.Error("no date has no countdown")
	}
}

func TestOfUsesZone(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 12, 23, 30, 0, 0, time.UTC)
	for zone, want := range map[string]string{"UTC": "2026-05-12", "Asia/Tokyo": "2026-05-13", "America/Los_Angeles": "2026-05-12",
		"Pacific/Kiritimati": "2026-05-13"} {
		if got := civil.Of(at, mustZone(t, zone)); got.String() != want {
			t.Errorf("in %s it is %s, want %s", zone, got, want)
		}
	}
	if !civil.Of(time.Time{}, time.UTC).IsZero() {
		t.Error("the zero time has no date")
	}
}

func TestDateScanAndValue(t *testing.T) {
	t.Parallel()
	want := date(t, "2026-05-12")
	tokyo := mustZone(t, "Asia/Tokyo")
	for name, src := range map[string]any{
		"string": "2026-05-12", "bytes": []byte("2026-05-12"),
		"time": time.Date(2026, 5, 12, 0, 0, 0, 0, time.UTC), "zoned time": time.Date(2026, 5, 12, 1, 0, 0, 0, tokyo),
	} {
		var got civil.Date
		if err := got.Scan(src); err != nil || got != want {
			t.Errorf("Scan %s = %v, %v", name, got, err)
		}
	}
	for name, src := range map[string]any{"NULL": nil, "empty": "", "empty bytes": []byte{}} {
		got := want
		if err := got.Scan(src); err != nil || !got.IsZero() {
			t.Errorf("Scan %s = %v, %v", name, got, err)
		}
	}
	for _, src := range []any{"yesterday", 12, 1.5} {
		got := want
		if err := got.Scan(src); err == nil || got != want {
			t.Errorf("Scan %v = %v, %v; want an error and the value untouched", src, got, err)
		}
	}
	if v, err := want.Value(); v != "2026-05-12" || err != nil {
		t.Errorf("Value = %v, %v", v, err)
	}
	if v, err := (civil.Date{}).Value(); v != nil || err != nil {
		t.Errorf("Value of no date = %v, %v; want NULL", v, err)
	}
}

func TestDateInJSON(t *testing.T) {
	t.Parallel()
	type item struct {
		Due  civil.Date
		Time civil.TimeOfDay
		None civil.Date `json:",omitzero"`
	}
	want := item{Due: date(t, "2026-05-12"), Time: civil.At(9, 5)}
	b, err := json.Marshal(want)
	if err != nil || string(b) != `{"Due":"2026-05-12","Time":"09:05"}` {
		t.Fatalf("%s, %v", b, err)
	}
	var got item
	if err := json.Unmarshal(b, &got); err != nil || got != want {
		t.Errorf("read back %+v, %v", got, err)
	}
	if err := json.Unmarshal([]byte(`{"Due":"2026-02-30"}`), &got); err == nil {
		t.Error("30 February was read")
	}
}

func TestDateProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, e := dates().Draw(t, "d"), dates().Draw(t, "e")
		if back, err := civil.Parse(d.String()); err != nil || back != d {
			t.Fatalf("Parse(%s) = %s, %v", d, back, err)
		}
		if e.AddDays(d.Sub(e)) != d || d.Sub(e) != -e.Sub(d) {
			t.Fatalf("%s - %s = %d does not add back", d, e, d.Sub(e))
		}
		if sign := max(-1, min(1, d.Sub(e))); d.Compare(e) != sign || d.Before(e) != (sign < 0) || d.After(e) != (sign > 0) {
			t.Fatalf("order of %s and %s contradicts their difference", d, e)
		}
		if civil.New(d.Year(), d.Month(), d.Day()) != d {
			t.Fatalf("parts of %s make another date", d)
		}
		if want := time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, time.UTC).Weekday(); d.Weekday() != want {
			t.Fatalf("%s is a %s, not a %s", d, want, d.Weekday())
		}
		n := rapid.IntRange(-40000, 40000).Draw(t, "n")
		if there := d.AddDays(n); there.Sub(d) == n && there.AddDays(-n) != d {
			t.Fatalf("%s %+d days and back is %s", d, n, there.AddDays(-n))
		}
	})
}

func TestAddDaysIsReversible(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := civil.New(2000, time.January, rapid.IntRange(1, 40000).Draw(t, "day"))
		n := rapid.IntRange(-40000, 40000).Draw(t, "n")
		if got := d.AddDays(n).AddDays(-n); got != d {
			t.Fatalf("%s %+d and back is %s", d, n, got)
		}
	})
}

func TestWorkdays(t *testing.T) {
	t.Parallel()
	for d, want := range map[string][2]string{
		"2026-05-15": {"2026-05-15", "2026-05-15"}, // Friday
		"2026-05-16": {"2026-05-15", "2026-05-18"},
		"2026-05-17": {"2026-05-15", "2026-05-18"},
		"2026-05-18": {"2026-05-18", "2026-05-18"},
	} {
		if p, n := date(t, d).PrevWorkday(), date(t, d).NextWorkday(); p.String() != want[0] || n.String() != want[1] {
			t.Errorf("%s: previous %s, next %s, want %v", d, p, n, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d := civil.New(2000, time.January, rapid.IntRange(1, 40000).Draw(t, "day"))
		p, n := d.PrevWorkday(), d.NextWorkday()
		if p.After(d) || n.Before(d) || p.IsWeekend() || n.IsWeekend() {
			t.Fatalf("%s ≤ %s ≤ %s does not hold, or one is a weekend", p, d, n)
		}
		if p.PrevWorkday() != p || n.NextWorkday() != n || (p == d) != !d.IsWeekend() || (n == d) != !d.IsWeekend() {
			t.Fatalf("a working day must be its own: %s %s %s", p, d, n)
		}
	})
}
