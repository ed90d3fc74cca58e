package runsheet

import (
	"strings"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// launchAt is a launch whose T is at a time in a zone.
func launchAt(t *testing.T, day, hour, zone string) launch.Launch {
	t.Helper()
	on, _ := civil.Parse(day)
	at, _ := civil.ParseTime(hour)
	loc, err := civil.Zone(zone)
	if err != nil {
		t.Fatal(err)
	}
	moment, _ := civil.Instant(on, at, loc)
	return launch.Launch{LaunchOn: on, LaunchTime: at, Zone: zone, LaunchAt: db.At(moment)}
}

func TestParseStartReadsTypedTimes(t *testing.T) {
	t.Parallel()
	plain := launchAt(t, "2026-12-10", "10:00", "Europe/Berlin")
	forward := launchAt(t, "2027-03-28", "10:00", "Europe/Berlin") // 02:00 to 03:00 does not exist
	back := launchAt(t, "2027-10-31", "10:00", "Europe/Berlin")    // 02:00 to 03:00 comes twice
	for _, c := range []struct {
		text string
		l    launch.Launch
		want int
		ok   bool
	}{
		{"T-2h", plain, -120, true}, {"t - 2 h", plain, -120, true}, {"T−2h", plain, -120, true}, {"T", plain, 0, true},
		{"T+30m", plain, 30, true}, {"T+1h30m", plain, 90, true}, {"T+1d2h", plain, 26 * 60, true}, {"T-72h", plain, -72 * 60, true},
		{"08:00", plain, -120, true}, {"2026-12-10 08:00", plain, -120, true}, {"2026-12-09 22:30", plain, -690, true},
		{"2026-12-10T12:15", plain, 135, true},
		{"01:30", forward, -450, true}, {"03:00", forward, -420, true}, {"02:30", forward, 0, false},
		{"02:30", back, -510, true}, {"03:00", back, -420, true},
		{"T-99999h", plain, 0, false}, {"2037-12-10 08:00", plain, 0, false}, {"T-2", plain, 0, false}, {"T2h", plain, 0, false},
		{"T-30m2h", plain, 0, false},
		{"", plain, 0, false}, {"soon", plain, 0, false}, {"T-", plain, 0, false}, {"25:00", plain, 0, false}, {"2026-12-10", plain, 0, false},
		{"T-99999999h", plain, 0, false}, {"T--2h", plain, 0, false},
	} {
		got, err := ParseStart(c.text, c.l)
		if (err == nil) != c.ok || got != c.want {
			t.Errorf("%q on %s: %d, %v", c.text, c.l.LaunchOn, got, err)
		}
	}
}

func TestParseStartReadsFromT(t *testing.T) {
	t.Parallel()
	l := launchAt(t, "2026-12-10", "10:00", "UTC")
	for m := -farthestStart; m <= farthestStart; m += 7 {
		if got, err := ParseStart(FromT(m), l); err != nil || got != m {
			t.Fatalf("%s: %d, %v", FromT(m), got, err)
		}
	}
}

func line(id int64, owner int64, start, minutes int) Line {
	who, other := owner, owner+100
	return Line{Task: Task{ID: id, Title: "task", OwnerID: &who, FallbackID: &other, StartMinutes: start, Minutes: minutes, Position: int(id)},
		OwnerName: "Max", FallbackName: "Otto"}
}

// A task that switched something off is still off until the task that switches it on again is done.
func TestPairShowsWhatIsStillOff(t *testing.T) {
	t.Parallel()
	l := launchAt(t, "2026-12-10", "10:00", "Europe/Berlin")
	for name, c := range map[string]struct{ off, on, still bool }{
		"nothing done": {false, false, false}, "off": {true, false, true}, "on again": {true, true, false}, "only on": {false, true, false},
	} {
		off, on := line(1, 1, 0, 5), line(2, 1, 60, 5)
		off.BackID, on.Title = &on.ID, "Alerts on"
		if c.off {
			off.DoneAt = db.AtMilli(1)
		}
		if c.on {
			on.DoneAt = db.AtMilli(2)
		}
		v := Sheet{Lines: judged([]Line{off, on}, l, nil, false)}
		if k, _ := v.Line(1); k.StillOff != c.still || k.Back != "Alerts on" || (v.StillOff() == 1) != c.still {
			t.Errorf("%s: still off %v", name, k.StillOff)
		}
	}
}

func TestLineNamesItsProblems(t *testing.T) {
	t.Parallel()
	l := launchAt(t, "2026-12-10", "10:00", "Europe/Berlin")
	day := l.LaunchOn
	bare := line(1, 1, 0, 30)
	bare.OwnerID, bare.FallbackID = nil, nil
	gone := line(1, 1, 0, 30)
	gone.OwnerGone, gone.FallbackGone = true, true
	done := bare
	done.DoneAt = db.AtMilli(1)
	for _, c := range []struct {
		name  string
		lines []Line
		away  []people.Absence
		want  string // of the line with id 1
	}{
		{"all is well", []Line{line(1, 1, 0, 30), line(2, 1, 30, 30)}, nil, ""},
		{"nobody", []Line{bare}, nil, "No owner"},
		{"what is done is past", []Line{done}, nil, ""},
		{"they left", []Line{gone}, nil, "Max has left|Otto, the fallback, has left"},
		{"both at once", []Line{line(1, 1, 0, 30), line(2, 1, 29, 30)}, nil, "Max is on “task” too, 10:29 to 10:59"},
		{"two people at once", []Line{line(1, 1, 0, 30), line(2, 2, 0, 30)}, nil, ""},
		{"a short one inside", []Line{line(1, 1, 10, 5), line(2, 1, 0, 30)}, nil, ""},
		{"a long one inside", []Line{line(1, 1, 10, 6), line(2, 1, 0, 30)}, nil, "Max is on “task” too, 10:00 to 10:30"},
		{"no length at the end", []Line{line(1, 1, 30, 0), line(2, 1, 0, 30)}, nil, ""},
		{"away", []Line{line(1, 1, 0, 30)}, []people.Absence{{UserID: 1, FirstDay: day, LastDay: day}}, "Max is away that day"},
		{"away the day before", []Line{line(1, 1, 0, 30)}, []people.Absence{{UserID: 1, FirstDay: day.AddDays(-3), LastDay: day.AddDays(-1)}},
			""},
		{"over midnight into an absence", []Line{line(1, 1, 13*60+30, 60)},
			[]people.Absence{{UserID: 1, FirstDay: day.AddDays(1), LastDay: day.AddDays(1)}}, "Max is away that day"},
		{"the fallback is away", []Line{line(1, 1, 0, 30)}, []people.Absence{{UserID: 101, FirstDay: day, LastDay: day}},
			"Otto, the fallback, is away that day"},
	} {
		v := Sheet{Lines: judged(c.lines, l, c.away, false)}
		k, _ := v.Line(1)
		if got := strings.Join(k.Problems, "|"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// The end of the sheet is that of whatever ends last, and it lasts as long as
// it does on a day that has 23 or 25 hours.
func TestSheetEndsWithLastTask(t *testing.T) {
	t.Parallel()
	l := launchAt(t, "2027-03-28", "01:00", "Europe/Berlin")
	v := Sheet{Lines: judged([]Line{line(2, 2, 60, 30), line(1, 1, 0, 120), line(3, 3, 150, 10)}, l, nil, false)}
	if v.Lines[0].ID != 1 || v.Lines[1].Gap != 0 || v.Lines[2].Gap != 30 {
		t.Errorf("order and gaps: %+v", v.Lines)
	}
	if got := v.Ends().In(l.Location()).Format("15:04"); got != "04:40" || v.Ends().Sub(l.LaunchAt.Time) != 160*time.Minute {
		t.Errorf("it ends at %s", got)
	}
	if !(Sheet{}).Ends().IsZero() {
		t.Error("an empty sheet ends")
	}
}

func TestPlacesTwiceRestoresBoth(t *testing.T) {
	t.Parallel()
	for _, c := range [][4]int{{0, 30, 30, 60}, {0, 30, 45, 5}, {-120, 15, -60, 30}, {0, 60, 30, 90}, {0, 60, 30, 31}, {0, 30, 0, 10},
		{0, 0, 0, 0}, {0, 0, 15, 0}} {
		a, b := Task{StartMinutes: c[0], Minutes: c[1]}, Task{StartMinutes: c[2], Minutes: c[3]}
		startA, startB, _ := places(a, b)
		if startB > startA {
			t.Errorf("%v: the later one does not come first: %d, %d", c, startB, startA)
		}
		a.StartMinutes, b.StartMinutes = startA, startB
		startB, startA, _ = places(b, a)
		if startA != c[0] || startB != c[2] {
			t.Errorf("%v: back at %d and %d", c, startA, startB)
		}
	}
}
