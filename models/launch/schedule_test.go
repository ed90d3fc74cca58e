package launch

import (
	"testing"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/models/fault/faulttest"
	"tminus/models/template"
)

func anyDate(t *rapid.T, label string) civil.Date {
	// From a leap year over several others, so that 29 February occurs.
	return civil.New(2024, 1, 1).AddDays(rapid.IntRange(0, 4000).Draw(t, label))
}

func anySchedule(t *rapid.T, at civil.Date) Schedule {
	starts := at.AddDays(rapid.IntRange(-120, 60).Draw(t, "start"))
	due := starts.AddDays(rapid.IntRange(0, 40).Draw(t, "days"))
	anchor := rapid.SampledFrom(template.Anchors).Draw(t, "anchor")
	return Schedule{Anchor: anchor}.Moved(at, starts, due)
}

func TestScheduleThereAndBackChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := anyDate(t, "from"), anyDate(t, "to")
		s := anySchedule(t, from)
		if back := s.On(to).On(from); back != s {
			t.Fatalf("%+v became %+v by way of %v", s, back, to)
		}
	})
}

func TestScheduleNeverEndsBeforeStart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySchedule(t, anyDate(t, "from")).On(anyDate(t, "to"))
		if s.DueOn.Before(s.StartsOn) {
			t.Fatalf("%+v ends before it starts", s)
		}
	})
}

func TestAnchorDueDates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := anyDate(t, "from"), anyDate(t, "to")
		s := anySchedule(t, from)
		moved := s.On(to)
		days := to.Sub(from)
		switch s.Anchor {
		case template.Pinned:
			if moved.DueOn != s.DueOn || moved.StartsOn != s.StartsOn {
				t.Fatalf("a pinned item moved from %v to %v", s.DueOn, moved.DueOn)
			}
		case template.Follows:
			if moved.DueOn.Sub(s.DueOn) != days || moved.StartsOn.Sub(s.StartsOn) != days {
				t.Fatalf("T moved by %d, the item by %d", days, moved.DueOn.Sub(s.DueOn))
			}
		default:
			if moved.DueOn.IsWeekend() {
				t.Fatalf("%s fell on %s", s.Anchor, moved.DueOn.Weekday())
			}
		}
	})
}

func TestWorkdayAnchors(t *testing.T) {
	saturday := civil.New(2026, 5, 16)
	for _, c := range []struct {
		anchor template.Anchor
		want   civil.Date
	}{
		{template.Follows, saturday},
		{template.PreviousWorkday, civil.New(2026, 5, 15)},
		{template.NextWorkday, civil.New(2026, 5, 18)},
	} {
		s := Schedule{Anchor: c.anchor, DueOffset: -2, StartOffset: -2, DueOn: saturday}.On(civil.New(2026, 5, 18))
		if s.DueOn != c.want {
			t.Errorf("%s: due %s, want %s", c.anchor, s.DueOn.Long(), c.want.Long())
		}
	}
}

func TestUnscheduledItemStaysUnscheduled(t *testing.T) {
	s := Schedule{Anchor: template.Follows}
	if got := s.On(civil.New(2028, 2, 29)); got != s {
		t.Errorf("got dates from nowhere: %+v", got)
	}
}

func TestTargetInvalid(t *testing.T) {
	today := civil.New(2026, 3, 1)
	for name, c := range map[string]struct {
		in    Target
		field string
	}{
		"no date":                  {Target{Time: civil.At(10, 0), Zone: "UTC"}, "launch_on"},
		"no time":                  {Target{On: today, Zone: "UTC"}, "launch_time"},
		"unknown zone":             {Target{today, civil.At(10, 0), "Mars/Olympus"}, "zone"},
		"the hour that is skipped": {Target{civil.New(2026, 3, 29), civil.At(2, 30), "Europe/Berlin"}, "launch_time"},
		"a year mistyped":          {Target{civil.New(2206, 3, 1), civil.At(10, 0), "UTC"}, "launch_on"},
	} {
		t.Run(name, func(t *testing.T) { faulttest.WantInvalid(t, faulttest.Err(c.in.Resolve(today)), c.field) })
	}
	at, err := Target{civil.New(2026, 10, 25), civil.At(2, 30), "Europe/Berlin"}.Resolve(today)
	if err != nil || at.UTC().Hour() != 0 {
		t.Errorf("the hour that comes twice should be the first: %v, %v", at, err)
	}
}

func TestDateChangeNamesOtherWorkdays(t *testing.T) {
	at := func(start, due civil.Date) Schedule { return Schedule{StartsOn: start, DueOn: due} }
	monday := civil.New(2026, 12, 7)
	for name, c := range map[string]struct {
		before, after Schedule
		other         bool
	}{
		"a week later":        {at(monday, monday.AddDays(4)), at(monday.AddDays(7), monday.AddDays(11)), false},
		"over a weekend":      {at(monday, monday.AddDays(4)), at(monday.AddDays(3), monday.AddDays(7)), true},
		"longer":              {at(monday, monday.AddDays(4)), at(monday, monday.AddDays(7)), false},
		"without a date":      {at(monday, monday), Schedule{}, false},
		"the same":            {at(monday, monday.AddDays(4)), at(monday, monday.AddDays(4)), false},
		"a day onto a Sunday": {at(monday, monday), at(monday.AddDays(6), monday.AddDays(6)), true},
	} {
		before, after, other := DateChange{Before: c.before, After: c.after}.OtherWorkdays()
		if other != c.other {
			t.Errorf("%s: %d working days, then %d", name, before, after)
		}
	}
}
