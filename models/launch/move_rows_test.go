package launch

import (
	"encoding/csv"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/models/template"
)

// planOf returns a plan in a zone with items that are due on days, with ids from 1.
func planOf(t *testing.T, now time.Time, target Target, items ...Schedule) *Plan {
	t.Helper()
	at, err := target.Resolve(civil.Date{})
	if err != nil {
		t.Fatal(err)
	}
	p := &Plan{Launch: Launch{ID: 1, State: Planning, LaunchOn: target.On, LaunchTime: target.Time, Zone: target.Zone}, Now: now}
	p.LaunchAt.Time, p.Today = at, civil.Of(now, at.Location())
	for i, s := range items {
		s = s.Moved(target.On, s.StartsOn, s.DueOn)
		p.Items = append(p.Items, Item{ID: int64(i + 1), Kind: template.KindEngineering, Status: NotStarted, Schedule: s})
	}
	return p
}

// The move of the release of Kubernetes 1.24 by two weeks, decided on 13 April 2022, takes four actions by hand.
func TestMoveOfKubernetesTakesFourActions(t *testing.T) {
	file, err := os.Open("testdata/kubernetes-1.24-move.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows = rows[1:]
	parse := func(s string) civil.Date {
		if s == "" {
			return civil.Date{}
		}
		d, err := civil.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	var items []Schedule
	for _, r := range rows {
		items = append(items, Schedule{Anchor: template.Follows, DueOn: parse(r[2])})
	}
	from := Target{On: civil.New(2022, 4, 19), Time: civil.At(10, 0), Zone: "UTC"}
	p := planOf(t, time.Date(2022, 4, 13, 12, 0, 0, 0, time.UTC), from, items...)
	to := Target{On: civil.New(2022, 5, 3), Time: civil.At(10, 0), Zone: "UTC"}
	id := func(what string) int64 {
		return int64(slices.IndexFunc(rows, func(r []string) bool { return r[0] == what }) + 1)
	}
	choices := map[int64]RowChoice{}
	actions := 0
	choose := func(action RowAction, days int, whats ...string) {
		actions++
		for _, w := range whats {
			it, ok := p.Item(id(w))
			if !ok {
				t.Fatalf("there is no row %q", w)
			}
			choices[it.ID] = RowChoice{Action: action}
			if action == RowOnDay {
				choices[it.ID] = RowChoice{Action: action, Day: it.DueOn.AddDays(days)}
			}
		}
	}
	choose(RowOnDay, 8, "1.24.0-rc.0 released", "release-1.24 branch created", "release-1.24 jobs created")
	choose(RowOnDay, 11, "1.24.0-rc.1 released")
	choose(RowStays, 0, "Release Notes complete — reviewed & merged to `k/sig-release`")
	choose(RowOpen, 0, "Release retrospective part 2 (Time TBC)", "Release retrospective part 3 (Time TBC)")
	if actions > 4 {
		t.Errorf("it takes %d actions", actions)
	}
	m, err := p.PreviewMove(to, choices, Move{})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		if want := parse(r[3]); m.Rows[i].New.DueOn != want {
			t.Errorf("%q is due %s, want %s", r[0], m.Rows[i].New.DueOn, want)
		}
	}
}

func someZone(t *rapid.T, label string) string {
	return rapid.SampledFrom([]string{"Europe/Berlin", "UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia"}).Draw(t, label)
}

func someTarget(t *rapid.T, label string) Target {
	return Target{On: civil.New(2026, 10, 20).AddDays(rapid.IntRange(0, 200).Draw(t, label+" day")),
		Time: civil.At(rapid.IntRange(0, 23).Draw(t, label+" hour"), 0), Zone: someZone(t, label+" zone")}
}

func someSchedule(t *rapid.T, on civil.Date) Schedule {
	s := Schedule{Anchor: rapid.SampledFrom(template.Anchors).Draw(t, "anchor")}
	if !rapid.Bool().Draw(t, "has a date") {
		return s
	}
	due := on.AddDays(rapid.IntRange(-60, 30).Draw(t, "due"))
	s = s.Moved(on, due.AddDays(-rapid.IntRange(0, 9).Draw(t, "length")), due)
	if rapid.Bool().Draw(t, "has a time") {
		s.DueTime = civil.At(rapid.IntRange(0, 23).Draw(t, "hour"), 30)
	}
	return s
}

// Moving T and back changes nothing, whatever was chosen on the way, for every status, date, time and zone.
func TestMoveAndBackWithChoicesChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		from, to := someTarget(rt, "from"), someTarget(rt, "to")
		at, err := from.Resolve(civil.Date{})
		if err != nil || from == to {
			rt.Skip("there is no such time")
		}
		p := &Plan{Launch: Launch{State: Planning, LaunchOn: from.On, LaunchTime: from.Time, Zone: from.Zone},
			Now: at.AddDate(0, 0, -rapid.IntRange(0, 40).Draw(rt, "days ahead"))}
		p.Today = civil.Of(p.Now, p.Location())
		choices := map[int64]RowChoice{}
		for i := range rapid.IntRange(1, 6).Draw(rt, "items") {
			it := Item{ID: int64(i + 1), Kind: template.KindEngineering, Schedule: someSchedule(rt, from.On)}
			it.Status = rapid.SampledFrom([]Status{NotStarted, InProgress, Done, Skipped}).Draw(rt, "status")
			p.Items = append(p.Items, it)
			if action := rapid.SampledFrom(append([]RowAction{""}, RowActions...)).Draw(rt, "choice"); action != "" {
				choices[it.ID] = RowChoice{Action: action, Day: to.On.AddDays(rapid.IntRange(-30, 30).Draw(rt, "on day"))}
			}
		}
		before := schedules(p)
		m, err := p.PreviewMove(to, choices, Move{})
		if err != nil {
			rt.Skip("there is no such time")
		}
		for i, r := range m.Rows {
			if r.Choice.Action == RowStays && !r.Was.IsZero() && !r.Was.Equal(r.Is) && !repeated(r.Was, to.Zone) {
				rt.Fatalf("item %d stays, and its moment changes from %s to %s", r.ID, r.Was, r.Is)
			}
			p.Items[i].Schedule = r.New
		}
		p.LaunchOn, p.LaunchTime, p.Zone = to.On, to.Time, to.Zone
		back, err := p.PreviewMove(from, nil, m.Record())
		if err != nil {
			rt.Fatal(err)
		}
		for i, r := range back.Rows {
			p.Items[i].Schedule = r.New
		}
		wantSame(rt, before, schedules(p))
	})
}

// repeated reports whether the clocks of a zone show the time of a moment twice that day, so that the zone has no name
// for one of the two.
func repeated(at time.Time, zone string) bool {
	loc, err := civil.Zone(zone)
	if err != nil {
		return false
	}
	_, how := civil.Instant(civil.Of(at, loc), civil.TimeOf(at, loc), loc)
	return how == civil.Repeated
}

// If only the zone of T changes, what follows T keeps its time of day and what is pinned keeps its moment.
func TestMoveToAnotherZoneShowsMoments(t *testing.T) {
	from := Target{On: civil.New(2027, 10, 31), Time: civil.At(10, 0), Zone: "Europe/Berlin"}
	p := planOf(t, time.Date(2027, 10, 1, 12, 0, 0, 0, time.UTC), from,
		Schedule{Anchor: template.Pinned, DueOn: civil.New(2027, 10, 20), DueTime: civil.At(10, 0)},
		Schedule{Anchor: template.Follows, DueOn: civil.New(2027, 10, 14), DueTime: civil.At(2, 30)},
		Schedule{Anchor: template.Follows, DueOn: civil.New(2027, 10, 15)})
	to := from
	to.Zone = "America/New_York"
	m, err := p.PreviewMove(to, nil, Move{})
	if err != nil {
		t.Fatal(err)
	}
	const layout = "2006-01-02 15:04 MST"
	for i, want := range []struct {
		was, is string
		moves   bool
	}{
		{"2027-10-20 10:00 CEST", "2027-10-20 04:00 EDT", true},
		{"2027-10-14 02:30 CEST", "2027-10-14 02:30 EDT", true},
		{"", "", false},
	} {
		r := m.Rows[i]
		was, is := "", ""
		if !r.Was.IsZero() {
			was, is = r.Was.Format(layout), r.Is.Format(layout)
		}
		if was != want.was || is != want.is || r.Moves() != want.moves {
			t.Errorf("row %d: %q → %q, moves %v", i, was, is, r.Moves())
		}
	}
	if !m.Rows[0].Was.Equal(m.Rows[0].Is) {
		t.Error("the pinned item has another moment")
	}
	// Unless somebody chooses otherwise.
	if m, err = p.PreviewMove(to, map[int64]RowChoice{1: {Action: RowMoves}}, Move{}); err != nil || m.Rows[0].New.DueTime != civil.At(10, 0) {
		t.Errorf("moved by choice: %v, %v", m.Rows[0].New, err)
	}
}

// An item that was finished when T moved, and is opened again afterwards, moves by the next move only.
func TestReopenedItemMovesOnce(t *testing.T) {
	from := Target{On: civil.New(2026, 12, 10), Time: civil.At(10, 0), Zone: "UTC"}
	p := planOf(t, time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), from, Schedule{Anchor: template.Follows, DueOn: civil.New(2026, 12, 1)})
	p.Items[0].Status = Done
	to := from
	for i, status := range []Status{Done, InProgress} {
		p.Items[0].Status = status
		to.On = to.On.AddDays(7)
		m, err := p.PreviewMove(to, nil, Move{})
		if err != nil {
			t.Fatal(err)
		}
		p.Items[0].Schedule, p.LaunchOn = m.Rows[0].New, to.On
		if want := civil.New(2026, 12, 1+7*i); p.Items[0].DueOn != want {
			t.Errorf("after move %d it is due %s, want %s", i+1, p.Items[0].DueOn, want)
		}
	}
}

func TestMovePresets(t *testing.T) {
	from := Target{On: civil.New(2026, 12, 10), Time: civil.At(10, 0), Zone: "UTC"}
	day := func(d int) Schedule { return Schedule{Anchor: template.Follows, DueOn: from.On.AddDays(d)} }
	pinned := day(-3)
	pinned.Anchor = template.Pinned
	p := planOf(t, time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC), from,
		day(-20), day(-2), pinned, day(0), day(5), Schedule{Anchor: template.Follows})
	to := from
	to.On = to.On.AddDays(7)
	for preset, want := range map[MovePreset][]int{
		"":             {-20, 5, -3, 7, 12},
		MovesLaunchDay: {-20, -2, -3, 7, 5},
		MovesAllOpen:   {-13, 5, 4, 7, 12},
	} {
		m, err := p.PreviewMove(to, p.Choices(preset), Move{})
		if err != nil {
			t.Fatal(err)
		}
		for i, days := range want {
			if got := m.Rows[i].New.DueOn.Sub(from.On); got != days {
				t.Errorf("%q: row %d is due on T%+d, want T%+d", preset, i, got, days)
			}
		}
		if !m.Rows[5].New.Unscheduled() {
			t.Errorf("%q gives an item without a date one", preset)
		}
	}
}
