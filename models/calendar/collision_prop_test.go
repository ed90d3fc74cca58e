package calendar_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/models/calendar"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/service"
	"tminus/models/template"
)

var someZones = []string{"UTC", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Tokyo", "Australia/Lord_Howe",
	"Pacific/Kiritimati"}

// someDay generates a day near a clock change, a leap day or the turn of a year.
func someDay(t *rapid.T, name string) civil.Date {
	base := rapid.SampledFrom([]civil.Date{civil.New(2028, 2, 29), civil.New(2027, 3, 28), civil.New(2027, 10, 31),
		civil.New(2027, 12, 31)}).Draw(t, name)
	return base.AddDays(rapid.IntRange(-12, 12).Draw(t, name+" days"))
}

func someLaunch(t *rapid.T, id int64, name string) launch.Launch {
	l := launch.Launch{ID: id, LeadID: 1, State: launch.Planning}
	return at(l, launch.Target{On: someDay(t, name), Time: civil.At(rapid.IntRange(4, 23).Draw(t, name+" hour"), 30),
		Zone: rapid.SampledFrom(someZones).Draw(t, name+" zone")})
}

func at(l launch.Launch, to launch.Target) launch.Launch {
	l.LaunchOn, l.LaunchTime, l.Zone = to.On, to.Time, to.Zone
	when, _ := civil.Instant(to.On, to.Time, l.Location())
	l.LaunchAt = db.At(when)
	return l
}

func someEvent(t *rapid.T, id int64) calendar.Event {
	e := calendar.Event{ID: id, Kind: rapid.SampledFrom(calendar.Kinds).Draw(t, "kind"),
		Severity: rapid.SampledFrom(calendar.Severities).Draw(t, "severity"), Zone: berlin}
	first := someDay(t, "event")
	length := rapid.IntRange(0, 5).Draw(t, "length")
	if rapid.Bool().Draw(t, "whole days") {
		e.FirstDay, e.LastDay = first, first.AddDays(length)
		return e
	}
	from, _ := civil.DayBounds(first, time.UTC)
	e.StartAt = db.At(from.Add(time.Duration(rapid.IntRange(0, 47).Draw(t, "half hours")) * 30 * time.Minute))
	e.EndAt = db.At(e.StartAt.Add(time.Duration(1+length) * time.Hour))
	return e
}

// before is earlier than all generated days.
var before = time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC)

func someFacts(t *rapid.T) calendar.Facts {
	f := calendar.Facts{Launch: someLaunch(t, 7, "T"), Now: before, People: map[int64]calendar.Person{1: {Name: "Ana", Zone: "Asia/Tokyo"}}}
	for i := range rapid.IntRange(0, 6).Draw(t, "events") {
		f.Events = append(f.Events, someEvent(t, int64(i+1)))
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "deliverables") {
		d := calendar.Due{ID: int64(i + 1), Kind: rapid.SampledFrom(template.Kinds).Draw(t, "of kind"), OwnerID: 1, On: someDay(t, "due")}
		if rapid.Bool().Draw(t, "with a time") {
			d.At = civil.At(13, 0)
		}
		f.Dues = append(f.Dues, d)
	}
	p := f.People[1]
	day := someDay(t, "away")
	p.Away = []people.Absence{{ID: 3, UserID: 1, FirstDay: day, LastDay: day.AddDays(2)}}
	f.People[1] = p
	from, _ := civil.DayBounds(someDay(t, "shift"), time.UTC)
	f.Shifts = []calendar.Shift{{Entry: 2, Person: 1, From: from.Add(8 * time.Hour), To: from.Add(20 * time.Hour)}}
	f.Others = []calendar.Other{{Launch: someLaunch(t, 8, "other"), Shared: []service.Touch{{ServiceID: 3}}}}
	return f
}

func TestCollisionKeysAreUnique(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := someFacts(t)
		cs := calendar.Collide(f)
		seen := map[string]bool{}
		for _, c := range cs {
			if seen[c.Key] {
				t.Fatalf("%s twice", c.Key)
			}
			seen[c.Key] = true
			if c.Text == "" || c.Dates == "" || c.On.IsZero() {
				t.Fatalf("says nothing: %+v", c)
			}
		}
		slices.Reverse(f.Events)
		slices.Reverse(f.Dues)
		if again := calendar.Collide(f); !reflect.DeepEqual(cs, again) {
			t.Fatalf("in another order: %s, then %s", keys(cs), keys(again))
		}
	})
}

func TestCollideUsesHalfOpenEvents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := calendar.Facts{Launch: someLaunch(t, 7, "T"), Now: before, Events: []calendar.Event{someEvent(t, 1)}}
		e, when := f.Events[0], f.Launch.LaunchAt.Time
		from, to := e.Span(f.Launch.Location())
		want := ""
		switch {
		case !when.Before(from) && when.Before(to):
			want = "t/" + string(e.Kind) + ":1"
			if e.Forbids() {
				want += "!"
			}
		case e.Kind != calendar.Campaign && from.After(when) && from.Before(when.Add(24*time.Hour)):
			want = "watch/" + string(e.Kind) + ":1"
		}
		if got := keys(calendar.Collide(f)); got != want {
			t.Fatalf("T %s, event %s to %s: got %q, want %q", when, from, to, got, want)
		}
	})
}

func TestLaunchCollisionsAreMutual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := someLaunch(t, 7, "one"), someLaunch(t, 8, "two")
		shared := []service.Touch{{ServiceID: 3}}
		one := calendar.Collide(calendar.Facts{Launch: a, Now: before, Others: []calendar.Other{{Launch: b, Shared: shared}}})
		two := calendar.Collide(calendar.Facts{Launch: b, Now: before, Others: []calendar.Other{{Launch: a, Shared: shared}}})
		if len(one) != len(two) || len(one) > 0 && one[0].Stops != two[0].Stops {
			t.Fatalf("%s, but %s", keys(one), keys(two))
		}
	})
}

func TestMovingTBackRestoresCollisions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := someFacts(t)
		p := &launch.Plan{Launch: f.Launch, Now: before, Today: f.Launch.Today(before)}
		for i, d := range f.Dues {
			s := launch.Schedule{Anchor: rapid.SampledFrom(
				[]template.Anchor{template.Follows, template.Pinned, template.PreviousWorkday, template.NextWorkday}).Draw(t, "anchor")}
			s = s.Moved(p.LaunchOn, d.On, d.On)
			s.DueTime = d.At
			f.Dues[i].On = s.DueOn
			p.Items = append(p.Items, launch.Item{ID: d.ID, OwnerID: 1, Status: launch.NotStarted, Schedule: s})
		}
		was, from := calendar.Collide(f), p.Target()
		to := someLaunch(t, 7, "new T").Target()
		var last launch.Move
		for _, target := range []launch.Target{to, from} {
			m, err := p.PreviewMove(target, nil, last)
			if err != nil {
				t.Skip("there is no such time")
			}
			f, last = f.Moved(m), m.Record()
			p.Launch = at(p.Launch, target)
			for i, r := range m.Rows {
				p.Items[i].Schedule = r.New
			}
		}
		if is := calendar.Collide(f); !reflect.DeepEqual(was, is) {
			t.Fatalf("before %s, after %s", keys(was), keys(is))
		}
		ch := calendar.Compare(was, calendar.Collide(f))
		if len(ch.New)+len(ch.Gone) > 0 || len(ch.Stay) != len(was) {
			t.Fatalf("a move to where it is changes %+v", ch)
		}
	})
}

func TestAcceptanceAppliesToItsDatesOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := someFacts(t)
		cs := calendar.Collide(f)
		if len(cs) == 0 {
			t.Skip("nothing collides")
		}
		var as []calendar.Acceptance
		for i, c := range cs {
			as = append(as, calendar.Acceptance{ID: int64(i + 1), Key: c.Key, Dates: c.Dates, Reason: "Because"})
		}
		if l := calendar.Match(cs, as); len(l.Open()) > 0 || len(l.Past) > 0 {
			t.Fatalf("accepted, but open: %+v", l.Open())
		}
		// With another T, no accepted collision of T stays accepted.
		moved := f
		moved.Launch = at(f.Launch, launch.Target{On: f.Launch.LaunchOn.AddDays(rapid.SampledFrom([]int{-2, -1, 1, 2}).Draw(t, "by days")),
			Time: f.Launch.LaunchTime, Zone: f.Launch.Zone})
		for _, r := range calendar.Match(calendar.Collide(moved), as).Accepted() {
			if r.Side == calendar.OfT || r.Side == calendar.OfLaunches {
				t.Fatalf("%s was accepted for another T", r.Key)
			}
		}
		// With other days of everything else, the same applies.
		later := f
		later.Events = slices.Clone(f.Events)
		for i := range later.Events {
			e := &later.Events[i]
			if e.WholeDays() {
				e.LastDay = e.LastDay.AddDays(1)
			} else {
				e.EndAt = db.At(e.EndAt.Add(time.Hour))
			}
		}
		for _, r := range calendar.Match(calendar.Collide(later), as).Accepted() {
			if r.EventID != 0 {
				t.Fatalf("%s was accepted for a shorter event", r.Key)
			}
		}
		// An acceptance that has ended applies to nothing.
		for i := range as {
			as[i].EndedAt = db.At(before)
		}
		if l := calendar.Match(cs, as); len(l.Accepted()) > 0 || len(l.Past) != len(as) {
			t.Fatalf("ended, but accepted: %+v", l.Accepted())
		}
	})
}
