package roster

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := civil.Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestRotaShifts(t *testing.T) {
	t.Parallel()
	r, err := Rota{Role: Primary, People: []int64{1, 2, 3}, Handoffs: []civil.TimeOfDay{civil.At(20, 0), civil.At(8, 0)},
		From: civil.New(2026, 12, 10), To: civil.New(2026, 12, 11), Secondary: true}.Clean()
	if err != nil {
		t.Fatal(err)
	}
	loc := zone(t, "Europe/Berlin")
	var got []string
	for _, s := range r.Shifts(loc) {
		got = append(got, fmt.Sprintf("%s %d %s-%s", s.Role, s.In, s.From.In(loc).Format("2 15:04"), s.To.In(loc).Format("2 15:04")))
	}
	want := []string{
		"primary 1 10 08:00-10 20:00", "secondary 2 10 08:00-10 20:00", "primary 2 10 20:00-11 08:00", "secondary 3 10 20:00-11 08:00",
		"primary 3 11 08:00-11 20:00", "secondary 1 11 08:00-11 20:00", "primary 1 11 20:00-12 08:00", "secondary 2 11 20:00-12 08:00",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRotaCleanRejectsInvalidInput(t *testing.T) {
	t.Parallel()
	whole := Rota{Role: Primary, People: []int64{1, 2}, Handoffs: []civil.TimeOfDay{civil.At(8, 0)}, From: civil.New(2026, 12, 10),
		To: civil.New(2026, 12, 17)}
	for field, change := range map[string]func(*Rota){
		"role": func(r *Rota) {
			r.Role = " "
		}, "person1": func(r *Rota) { r.People = []int64{0, 0} }, "handoffs": func(r *Rota) { r.Handoffs = nil },
		"from": func(r *Rota) {
			r.From = civil.Date{}
		}, "to": func(r *Rota) { r.To = r.From.AddDays(-1) }, "secondary": func(r *Rota) { r.Secondary, r.People = true, []int64{1, 1} },
	} {
		r := whole
		change(&r)
		_, err := r.Clean()
		if fs := fault.FieldsOf(err); len(fs) != 1 || fs[0].Name != field {
			t.Errorf("%s: got %v", field, err)
		}
	}
	far := whole
	far.From, far.To = civil.New(9999, 12, 1), civil.New(9999, 12, 2)
	if _, err := far.Clean(); len(fault.FieldsOf(err)) != 1 {
		t.Errorf("a rota of another age: %v", err)
	}
	long := whole
	long.To = long.From.AddDays(maxRotaDays)
	if _, err := long.Clean(); err == nil {
		t.Error("a rota of months was taken")
	}
}

// hoursOf returns the shifts of a rotation in short: person, from and to in local time.
func hoursOf(r Rota, loc *time.Location) []string {
	var out []string
	for _, s := range r.Shifts(loc) {
		out = append(out, fmt.Sprintf("%d %s-%s", s.In, s.From.In(loc).Format("2 15:04"), s.To.In(loc).Format("2 15:04")))
	}
	return out
}

func times(hours ...int) []civil.TimeOfDay {
	var out []civil.TimeOfDay
	for _, h := range hours {
		out = append(out, civil.At(h, 0))
	}
	return out
}

func TestRotaWithSameHoursKeepsPeopleAtTheirHours(t *testing.T) {
	t.Parallel()
	r, err := Rota{Role: "Night watch", People: []int64{4, 2, 3, 1}, Handoffs: times(21, 0, 3, 6, 9), SameHours: true,
		From: civil.New(2026, 12, 10), To: civil.New(2026, 12, 11)}.Clean()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"4 10 21:00-11 00:00", "2 11 00:00-11 03:00", "3 11 03:00-11 06:00", "1 11 06:00-11 09:00",
		"4 11 21:00-12 00:00", "2 12 00:00-12 03:00", "3 12 03:00-12 06:00", "1 12 06:00-12 09:00"}
	if got := hoursOf(r, zone(t, "Europe/Berlin")); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The hour from 02:00 to 03:00 is skipped: who has it has nothing, and the others keep their times.
func TestRotaWithSameHoursLeavesOutSkippedTurn(t *testing.T) {
	t.Parallel()
	r := Rota{Role: Primary, People: []int64{1, 2, 3}, Handoffs: append(times(0, 2), civil.At(2, 30), civil.At(6, 0)), SameHours: true,
		From: civil.New(2026, 3, 29), To: civil.New(2026, 3, 29)}
	want := []string{"1 29 00:00-29 03:00", "3 29 03:00-29 06:00"}
	if got := hoursOf(r, zone(t, "Europe/Berlin")); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRotaWithSameHoursRejectsInvalidHours(t *testing.T) {
	t.Parallel()
	whole := Rota{Role: Primary, People: []int64{1, 2}, Handoffs: times(21, 3, 9), SameHours: true, From: civil.New(2026, 12, 10),
		To: civil.New(2026, 12, 17)}
	if _, err := whole.Clean(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		field  string
		change func(*Rota)
	}{
		"one time":               {"handoffs", func(r *Rota) { r.Handoffs = times(21) }},
		"more than a day":        {"handoffs", func(r *Rota) { r.Handoffs = times(21, 9, 22) }},
		"a time twice":           {"handoffs", func(r *Rota) { r.Handoffs = times(21, 21, 3) }},
		"more people than turns": {"person1", func(r *Rota) { r.People = []int64{1, 2, 3} }},
	} {
		r := whole
		c.change(&r)
		_, err := r.Clean()
		if fs := fault.FieldsOf(err); len(fs) != 1 || fs[0].Name != c.field {
			t.Errorf("%s: got %v", name, err)
		}
	}
	whole.Handoffs = times(8, 20, 8)
	if _, err := whole.Clean(); err != nil {
		t.Errorf("hours that fill the day: %v", err)
	}
}

// With any clock change, exactly one person is on call whenever the clock has reached the first of
// the hours and not the last, and nobody at any other time.
func TestRotaWithSameHoursHasNoHoleOrOverlap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.SampledFrom(clockChanges).Draw(t, "place")
		loc, err := civil.Zone(place.zone)
		if err != nil {
			t.Fatal(err)
		}
		const quarters = dayMinutes / 15
		start := rapid.IntRange(0, quarters-1).Draw(t, "start")
		ends := rapid.SliceOfNDistinct(rapid.IntRange(1, quarters), 1, 6, rapid.ID[int]).Draw(t, "ends")
		slices.Sort(ends)
		if ends[0] == quarters { // a whole day needs two turns
			ends = []int{quarters / 2, quarters}
		}
		r := Rota{Role: Primary, SameHours: true, From: place.day.AddDays(-1), To: place.day.AddDays(rapid.IntRange(0, 4).Draw(t, "days"))}
		for _, n := range append([]int{0}, ends...) {
			m := (start + n) % quarters * 15
			r.Handoffs = append(r.Handoffs, civil.At(m/60, m%60))
		}
		for i := range rapid.IntRange(1, len(ends)).Draw(t, "people") {
			r.People = append(r.People, int64(i+1))
		}
		if r, err = r.Clean(); err != nil {
			t.Fatal(err)
		}
		shifts := r.Shifts(loc)
		// shown is the latest date and time, in minutes, that the clock has shown so far.
		shown := -8 * dayMinutes
		from, _ := civil.DayBounds(r.From.AddDays(-1), loc)
		_, to := civil.DayBounds(r.To.AddDays(2), loc)
		for at := from; at.Before(to); at = at.Add(15 * time.Minute) {
			shown = max(shown, civil.Of(at, loc).Sub(r.From)*dayMinutes+civil.TimeOf(at, loc).Minutes())
			want := 0
			for day := range r.To.Sub(r.From) + 1 {
				if first := day*dayMinutes + start*15; shown >= first && shown < first+ends[len(ends)-1]*15 {
					want++
				}
			}
			got := 0
			for _, s := range shifts {
				if s.Holds(at) {
					got++
				}
			}
			if got != want {
				t.Fatalf("%d on call at %s, want %d: %v", got, at.In(loc), want, hoursOf(r, loc))
			}
		}
	})
}

// With any clock change, the shifts of a rotation cover its days without a gap or a duplicate.
func TestRotaCoversItsDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.SampledFrom(clockChanges).Draw(t, "place")
		loc, err := civil.Zone(place.zone)
		if err != nil {
			t.Fatal(err)
		}
		r := Rota{Role: Primary, From: place.day.AddDays(-1), To: place.day.AddDays(rapid.IntRange(0, 8).Draw(t, "days")),
			Keep: rapid.IntRange(1, 3).Draw(t, "keep")}
		for i := range rapid.IntRange(2, 5).Draw(t, "people") {
			r.People = append(r.People, int64(i+1))
		}
		for range rapid.IntRange(1, 4).Draw(t, "handoffs") {
			r.Handoffs = append(r.Handoffs, civil.At(rapid.IntRange(0, 23).Draw(t, "h"), rapid.SampledFrom([]int{0, 15, 30}).Draw(t, "m")))
		}
		r.Secondary = rapid.Bool().Draw(t, "secondary")
		r, err = r.Clean()
		if err != nil {
			t.Fatal(err)
		}
		var entries []Entry
		for i, in := range r.Shifts(loc) {
			entries = append(entries, Entry{ID: int64(i + 1), Kind: Shift, Role: in.Role, UserID: db.RefOf(in.In), FromAt: db.At(in.From),
				ToAt: db.At(in.To)})
			if !in.From.Before(in.To) {
				t.Fatalf("an empty shift: %v", in)
			}
		}
		from, _ := civil.Instant(r.From, r.Handoffs[0], loc)
		to, _ := civil.Instant(r.To.AddDays(1), r.Handoffs[0], loc)
		w := watch(Span{from, to}, entries...)
		if !r.Secondary {
			w.Needs = []Role{Primary}
		}
		c := Assess(w)
		if n := c.Minutes(Gap) + c.Minutes(Missing) + c.Minutes(Twice); n != 0 {
			t.Fatalf("%d minutes are wrong: %v", n, problemTexts(c))
		}
		first, _ := civil.Instant(r.From, r.Handoffs[0], loc)
		if got := entries[0].FromAt; !got.Equal(first) {
			t.Fatalf("it begins at %s, want %s", got, first)
		}
	})
}

func TestMomentAroundClockChanges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, want, twice string
		on                civil.Date
		at                civil.TimeOfDay
		refused           bool
	}{
		{"Europe/Berlin", "2026-03-29T01:30:00Z", "", civil.New(2026, 3, 29), civil.At(3, 30), false},
		{"Europe/Berlin", "", "", civil.New(2026, 3, 29), civil.At(2, 30), true},
		{"Europe/Berlin", "2026-10-25T00:30:00Z", "02:30 comes twice on Sun 25 Oct 2026; the first is meant, 02:30 CEST.",
			civil.New(2026, 10, 25), civil.At(2, 30), false},
		{"Australia/Lord_Howe", "", "", civil.New(2026, 10, 4), civil.At(2, 15), true},
		{"Australia/Lord_Howe", "2026-04-04T14:45:00Z", "01:45 comes twice on Sun 5 Apr 2026; the first is meant, 01:45 +11.",
			civil.New(2026, 4, 5), civil.At(1, 45), false},
		{"Pacific/Apia", "", "", civil.New(2011, 12, 30), civil.At(10, 0), true},
	} {
		var check fault.Check
		loc := zone(t, c.zone)
		got := Moment{c.on, c.at}.Resolve(loc, "from", &check)
		if (check.Err() != nil) != c.refused {
			t.Errorf("%s %s in %s: %v", c.on, c.at, c.zone, check.Err())
		}
		if !c.refused && got.Format(time.RFC3339) != c.want {
			t.Errorf("%s %s in %s is %s, want %s", c.on, c.at, c.zone, got.Format(time.RFC3339), c.want)
		}
		if note := (Moment{c.on, c.at}).Ambiguous(loc); note != c.twice {
			t.Errorf("%s %s in %s: note %q", c.on, c.at, c.zone, note)
		}
	}
	var check fault.Check
	if (Moment{}).Resolve(time.UTC, "from", &check); len(fault.FieldsOf(check.Err())) != 2 {
		t.Errorf("nothing was typed: %v", check.Err())
	}
}

func TestDryRunSkipsUnreachableSteps(t *testing.T) {
	t.Parallel()
	w := watch(Span{h(0), h(24)}, shift(1, Primary, 1, h(8), h(12)), shift(2, Primary, 2, h(12), h(20)),
		shift(3, Secondary, 4, h(8), h(20)), shift(4, "Database", 3, h(8), h(20)))
	away(&w, 3, h(0), h(24))
	lead := int64(2)
	steps := []Step{{Role: Primary, Wait: 10}, {Role: "Network", Wait: 30}, {Role: Secondary, Wait: 10}, {Role: "Database", Wait: 5},
		{Role: Primary, Wait: 5}, {UserID: &lead, Wait: 15}}
	var got []string
	for _, p := range DryRun(steps, w, h(12).Add(-15*time.Minute)) {
		line := p.At.Format("15:04")
		for _, who := range p.Who {
			line += " " + who.Name
		}
		if p.Skipped() {
			line += " skipped"
		}
		got = append(got, fmt.Sprintf("%s %d %d", line, len(p.Unheard), len(p.Away)))
	}
	want := []string{"11:45 Sena Senior 0 0", "11:55 skipped 0 0", "11:55 skipped 1 0", "11:55 Juno Junior 0 1", "12:00 Mido Mid 0 0",
		"12:05 Mido Mid 0 0"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEntryMovesWithTAtSameTimeOfDay(t *testing.T) {
	t.Parallel()
	loc := zone(t, "Europe/Berlin")
	at := func(d, hour int) time.Time {
		t, _ := civil.Instant(civil.New(2026, time.October, d), civil.At(hour, 0), loc)
		return t
	}
	l := launch.Launch{Zone: "Europe/Berlin", LaunchOn: civil.New(2026, time.October, 27), LaunchTime: civil.At(10, 0),
		LaunchAt: db.At(at(27, 10))}
	e := Entry{FromAt: db.At(at(22, 8)), ToAt: db.At(at(22, 20)), PlannedFor: db.At(at(22, 10))}
	if !e.LeftBehind(l.LaunchAt.Time, at(20, 0)) || e.LeftBehind(l.LaunchAt.Time, at(22, 8)) {
		t.Error("an entry is left behind until it has begun")
	}
	// The clocks go back in between; the shift stays at 08:00 to 20:00.
	if got := e.Along(l); !got.From.Equal(at(27, 8)) || !got.To.Equal(at(27, 20)) {
		t.Errorf("it goes to %v", got)
	}
	l.LaunchOn, l.LaunchAt = civil.New(2026, time.October, 22), db.At(at(22, 14))
	if got := e.Along(l); !got.From.Equal(at(22, 12)) {
		t.Errorf("within the day it goes to %v", got)
	}
	e.PlannedFor = l.LaunchAt
	if e.LeftBehind(l.LaunchAt.Time, at(20, 0)) {
		t.Error("an entry for the present T is left behind")
	}
}
