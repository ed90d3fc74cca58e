package civil_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"tminus/internal/civil"
)

func mustZone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := civil.Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestZone(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Australia/Lord_Howe", "Etc/GMT+8"} {
		if loc, err := civil.Zone(name); err != nil || loc.String() != name {
			t.Errorf("Zone(%q) = %v, %v", name, loc, err)
		}
	}
	for _, name := range []string{"", "Local", "localtime", "PST", "PDT", "CEST", "BST", "+02:00", "UTC+2", "Europe/Atlantis",
		"../etc/passwd", "/etc/localtime", "posix/UTC", "right/UTC", "posixrules", "zone.tab", "Europe", " UTC"} {
		if loc, err := civil.Zone(name); err == nil {
			t.Errorf("Zone(%q) = %v, want an error", name, loc)
		}
	}
}

func TestInstantAroundClockChanges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, date, time, want string
		res                    civil.Resolution
	}{
		{"UTC", "2026-05-12", "09:00", "2026-05-12T09:00:00Z", civil.Exact},
		{"Europe/Berlin", "2026-05-12", "09:00", "2026-05-12T09:00:00+02:00", civil.Exact},
		{"Europe/Berlin", "2026-03-29", "01:59", "2026-03-29T01:59:00+01:00", civil.Exact},
		{"Europe/Berlin", "2026-03-29", "02:00", "2026-03-29T03:00:00+02:00", civil.Skipped},
		{"Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:30:00+02:00", civil.Skipped},
		{"Europe/Berlin", "2026-03-29", "03:00", "2026-03-29T03:00:00+02:00", civil.Exact},
		{"Europe/Berlin", "2026-10-25", "01:59", "2026-10-25T01:59:00+02:00", civil.Exact},
		{"Europe/Berlin", "2026-10-25", "02:00", "2026-10-25T02:00:00+02:00", civil.Repeated},
		{"Europe/Berlin", "2026-10-25", "02:59", "2026-10-25T02:59:00+02:00", civil.Repeated},
		{"Europe/Berlin", "2026-10-25", "03:00", "2026-10-25T03:00:00+01:00", civil.Exact},
		{"America/Los_Angeles", "2026-03-08", "02:30", "2026-03-08T03:30:00-07:00", civil.Skipped},
		{"America/Los_Angeles", "2026-11-01", "01:30", "2026-11-01T01:30:00-07:00", civil.Repeated},
		// The clock moves by half an hour only.
		{"Australia/Lord_Howe", "2026-10-04", "02:00", "2026-10-04T02:30:00+11:00", civil.Skipped},
		{"Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-04T02:45:00+11:00", civil.Skipped},
		{"Australia/Lord_Howe", "2026-10-04", "02:30", "2026-10-04T02:30:00+11:00", civil.Exact},
		{"Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-05T01:45:00+11:00", civil.Repeated},
		{"Australia/Lord_Howe", "2026-04-05", "02:00", "2026-04-05T02:00:00+10:30", civil.Exact},
		// Samoa went over the date line and had no 30 December.
		{"Pacific/Apia", "2011-12-29", "23:59", "2011-12-29T23:59:00-10:00", civil.Exact},
		{"Pacific/Apia", "2011-12-30", "00:00", "2011-12-31T00:00:00+14:00", civil.Skipped},
		{"Pacific/Apia", "2011-12-30", "10:00", "2011-12-31T10:00:00+14:00", civil.Skipped},
		{"Pacific/Apia", "2011-12-31", "00:00", "2011-12-31T00:00:00+14:00", civil.Exact},
		// Kwajalein the same in 1993, and the day was 24 hours there too.
		{"Pacific/Kwajalein", "1993-08-21", "12:00", "1993-08-22T12:00:00+12:00", civil.Skipped},
		// Midnight itself is left out: the day starts at 01:00.
		{"America/Sao_Paulo", "2018-11-04", "", "2018-11-04T01:00:00-02:00", civil.Skipped},
		// Midnight comes twice.
		{"America/Havana", "2026-11-01", "", "2026-11-01T00:00:00-04:00", civil.Repeated},
		// Local mean time, with odd seconds.
		{"Europe/Berlin", "1880-01-01", "12:00", "1880-01-01T12:00:00+00:53", civil.Exact},
		// Beyond the last transition of the tz files.
		{"Europe/Berlin", "2099-07-01", "12:00", "2099-07-01T12:00:00+02:00", civil.Exact},
	} {
		tod, err := civil.ParseTime(c.time)
		if err != nil {
			t.Fatal(err)
		}
		loc := mustZone(t, c.zone)
		got, res := civil.Instant(date(t, c.date), tod, loc)
		if text := got.In(loc).Format(time.RFC3339); text != c.want || res != c.res {
			t.Errorf("%s %s in %s = %s %s, want %s %s", c.date, c.time, c.zone, text, res, c.want, c.res)
		}
		if got.Location() != time.UTC {
			t.Errorf("%s: an instant must be in UTC", c.date)
		}
	}
	if got, _ := civil.Instant(civil.Date{}, civil.At(9, 0), time.UTC); !got.IsZero() {
		t.Error("no date has no instant")
	}
}

func TestDayBounds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, date string
		hours      float64
	}{
		{"Europe/Berlin", "2026-05-12", 24}, {"Europe/Berlin", "2026-03-29", 23}, {"Europe/Berlin", "2026-10-25", 25},
		{"Australia/Lord_Howe", "2026-10-04", 23.5}, {"Pacific/Apia", "2011-12-30", 0}, {"America/Havana", "2026-11-01", 25},
	} {
		from, to := civil.DayBounds(date(t, c.date), mustZone(t, c.zone))
		if got := to.Sub(from).Hours(); got != c.hours {
			t.Errorf("%s in %s has %v hours, want %v", c.date, c.zone, got, c.hours)
		}
	}
}

// time.Time.ZoneBounds is wrong on the last day of a leap year if the zone's rule applies and not
// its table. A loop over it once did not end there.
func TestLastDayOfLeapYears(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"America/New_York", "America/Los_Angeles", "Europe/Berlin", "Australia/Sydney", "America/Santiago",
		"Africa/Cairo", "Asia/Tokyo"} {
		loc := mustZone(t, zone)
		for year := 2000; year <= 2096; year += 4 {
			for _, d := range []civil.Date{civil.New(year, time.December, 30), civil.New(year, time.December, 31),
				civil.New(year+1, time.January, 1)} {
				from, to := civil.DayBounds(d, loc)
				at, res := civil.Instant(d, civil.At(12, 0), loc)
				if to.Sub(from) != 24*time.Hour || at.Sub(from) != 12*time.Hour || res != civil.Exact {
					t.Errorf("%s in %s: %s to %s, noon at %s, %s", d, zone, from, to, at, res)
				}
			}
		}
	}
}

func TestTimeOfDay(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "", "00:00": "00:00", "9:05": "09:05", "23:59": "23:59", "14:00:00": "14:00"} {
		got, err := civil.ParseTime(in)
		if err != nil || got.String() != want || got.IsZero() != (in == "") {
			t.Errorf("ParseTime(%q) = %q, %v", in, got, err)
		}
		var scanned civil.TimeOfDay
		v, _ := got.Value()
		if err := scanned.Scan(v); err != nil || scanned != got {
			t.Errorf("%q came back from the database as %v, %v", in, scanned, err)
		}
		if err := scanned.Scan([]byte(want)); err != nil || scanned != got {
			t.Errorf("%q scanned from bytes is %v, %v", in, scanned, err)
		}
	}
	for _, in := range []string{"24:00", "12:60", "2 pm", "1400", "14:00:30", "14:00:00.5", "-1:00", "14", " 14:00"} {
		if got, err := civil.ParseTime(in); err == nil {
			t.Errorf("ParseTime(%q) = %v, want an error", in, got)
		}
	}
	if civil.At(0, 0) == (civil.TimeOfDay{}) || civil.At(0, 0).Compare(civil.TimeOfDay{}) != 1 {
		t.Error("midnight is not the same as no time")
	}
	var tod civil.TimeOfDay
	if tod.Scan(7) == nil {
		t.Error("a number was scanned as a time")
	}
	at := time.Date(2026, 5, 12, 12, 0, 59, 0, time.UTC)
	if got := civil.TimeOf(at, mustZone(t, "Asia/Kathmandu")); got.String() != "17:45" {
		t.Errorf("in Kathmandu it is %s", got)
	}
}

func TestInstantProperties(t *testing.T) {
	t.Parallel()
	names := []string{"UTC", "Europe/Berlin", "Europe/London", "Africa/Casablanca", "Asia/Tokyo", "Asia/Kathmandu", "Pacific/Apia",
		"Pacific/Kiritimati", "Pacific/Chatham",
		"America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "America/St_Johns", "Pacific/Pago_Pago", "Australia/Lord_Howe",
		"Antarctica/Troll", "Africa/Monrovia"}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "zone")
		loc, err := civil.Zone(name)
		if err != nil {
			t.Fatal(err)
		}
		d := civil.New(1950, time.January, rapid.IntRange(1, 40000).Draw(t, "day"))
		tod := civil.At(rapid.IntRange(0, 23).Draw(t, "h"), rapid.IntRange(0, 59).Draw(t, "m"))
		at, res := civil.Instant(d, tod, loc)
		same := civil.Of(at, loc) == d && civil.TimeOf(at, loc) == tod
		if same == (res == civil.Skipped) {
			t.Fatalf("%s %s in %s is %s, resolved %s", d, tod, name, at.In(loc), res)
		}
		later := 0
		for gap := 10 * time.Minute; gap <= 3*time.Hour; gap += 10 * time.Minute {
			if civil.Of(at.Add(-gap), loc) == d && civil.TimeOf(at.Add(-gap), loc) == tod {
				t.Fatalf("%s %s in %s: an earlier moment shows the same", d, tod, name)
			}
			if civil.Of(at.Add(gap), loc) == d && civil.TimeOf(at.Add(gap), loc) == tod {
				later++
			}
		}
		if res == civil.Exact && later > 0 {
			t.Fatalf("%s %s in %s exists again later, yet is called exact", d, tod, name)
		}
		from, to := civil.DayBounds(d, loc)
		if res != civil.Skipped && (at.Before(from) || !at.Before(to)) {
			t.Fatalf("%s lies outside of its own day %s – %s", at, from, to)
		}
	})
}
