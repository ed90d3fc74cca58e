package roster

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/people"
)

var monday = time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC)

// h returns the time n hours after monday.
func h(n float64) time.Time { return monday.Add(time.Duration(n * float64(time.Hour))) }

func shift(id int64, role Role, who int64, from, to time.Time) Entry {
	return Entry{ID: id, Kind: Shift, Role: role, UserID: db.RefOf(who), FromAt: db.At(from), ToAt: db.At(to)}
}

func override(id int64, kind Kind, role Role, in, out int64, from, to time.Time) Entry {
	return Entry{ID: id, Kind: kind, Role: role, UserID: db.RefOf(in), OutID: db.RefOf(out), FromAt: db.At(from), ToAt: db.At(to)}
}

// crew returns a senior, a mid-level and a junior engineer, and one without a contact.
func crew() map[int64]Person {
	return map[int64]Person{
		1: {ID: 1, Name: "Sena Senior", Seniority: people.Senior, Engineer: true, Reachable: true},
		2: {ID: 2, Name: "Mido Mid", Seniority: people.Mid, Reachable: true},
		3: {ID: 3, Name: "Juno Junior", Seniority: people.Junior, Reachable: true},
		4: {ID: 4, Name: "Hidden", Seniority: people.Mid},
	}
}

func watch(window Span, entries ...Entry) Watch {
	return Watch{Window: window, Needs: []Role{Primary, Secondary}, Slots: Effective(entries), People: crew()}
}

// problemTexts returns the problems in short: kind, role, person, hours after monday, minutes.
func problemTexts(c Coverage) []string {
	var out []string
	for _, p := range c.Problems {
		out = append(out, fmt.Sprintf("%s %s %d %g-%g %d", p.Kind, p.Role, p.Person, p.From.Sub(monday).Hours(), p.To.Sub(monday).Hours(),
			p.Minutes))
	}
	return out
}

func TestAssessProblems(t *testing.T) {
	t.Parallel()
	day := Span{h(8), h(20)}
	both := func(more ...Entry) []Entry {
		return append([]Entry{shift(1, Primary, 1, h(8), h(20)), shift(2, Secondary, 2, h(8), h(20))}, more...)
	}
	for name, c := range map[string]struct {
		entries []Entry
		change  func(*Watch)
		want    []string
	}{
		"all is well":   {entries: both()},
		"nobody at all": {want: []string{"gap primary 0 8-20 720", "missing secondary 0 8-20 720"}},
		"a gap between two shifts": {
			entries: []Entry{shift(1, Primary, 1, h(6), h(12)), shift(2, Primary, 2, h(13), h(22)), shift(3, Secondary, 4, h(8), h(20))},
			change:  reachable, want: []string{"gap primary 0 12-13 60"}},
		"shifts that touch leave no gap": {
			entries: []Entry{shift(1, Primary, 1, h(8), h(14)), shift(2, Primary, 1, h(14), h(20)), shift(3, Secondary, 2, h(8), h(20))}},
		"one minute is a gap": {
			entries: []Entry{shift(1, Primary, 1, h(8), h(14).Add(-time.Minute)), shift(2, Primary, 1, h(14), h(20)),
				shift(3, Secondary, 2, h(8), h(20))}, want: []string{fmt.Sprintf("gap primary 0 %g-14 1", 14-1.0/60)}},
		"a shift that begins at the end": {entries: both(shift(3, "Database", 3, h(20), h(22)))},
		"a shift that ends at the start": {entries: both(shift(3, "Database", 3, h(6), h(8)))},
		"no secondary for an hour": {entries: []Entry{shift(1, Primary, 1, h(8), h(20)), shift(2, Secondary, 2, h(8), h(19))},
			want: []string{"missing secondary 0 19-20 60"}},
		"a junior alone": {
			entries: []Entry{shift(1, Primary, 3, h(8), h(20)), shift(2, Secondary, 2, h(8), h(10)), shift(3, Secondary, 1, h(11), h(20))},
			want:    []string{"junior alone primary 3 10-11 60", "missing secondary 0 10-11 60"}},
		"two juniors are alone too": {entries: []Entry{shift(1, Primary, 3, h(8), h(20)), shift(2, Secondary, 5, h(8), h(20))},
			change: func(w *Watch) {
				w.People[5] = Person{ID: 5, Seniority: people.Junior, Reachable: true}
			}, want: []string{"junior alone primary 3 8-20 720"}},
		"a person who is away": {entries: both(), change: func(w *Watch) {
			away(w, 1, h(18), h(42))
		}, want: []string{"absent primary 1 18-20 120"}},
		"a person without contact": {
			entries: []Entry{shift(1, Primary, 1, h(8), h(20)), shift(2, Secondary, 4, h(4), h(12)), shift(3, Secondary, 4, h(14), h(24)),
				shift(4, Secondary, 2, h(12), h(14))}, want: []string{"no contact secondary 4 8-20 600"}},
		"a person who has left": {entries: both(), change: func(w *Watch) {
			p := w.People[2]
			p.Gone = true
			w.People[2] = p
		}, want: []string{"gone secondary 2 8-20 720"}},
		"one person in both roles": {
			entries: []Entry{shift(1, Primary, 1, h(8), h(20)), shift(2, Secondary, 1, h(9), h(10)), shift(3, Secondary, 2, h(8), h(9)),
				shift(4, Secondary, 2, h(10), h(20))}, want: []string{"booked twice secondary 1 9-10 60"}},
		"on call elsewhere": {entries: both(), change: func(w *Watch) {
			w.Elsewhere = []Booking{{1, Span{h(6), h(9)}, "Pay v2", "pay-v2"}}
		}, want: []string{"booked twice primary 1 8-9 60"}},
		"elsewhere before is not twice": {entries: both(), change: func(w *Watch) {
			w.Elsewhere = []Booking{{1, Span{h(6), h(8)}, "Pay v2", "pay-v2"}}
		}},
		"elsewhere counts for too long": {entries: both(), change: func(w *Watch) {
			w.Elsewhere = []Booking{{1, Span{h(2), h(8)}, "Pay v2", "pay-v2"}}
		}, want: []string{"too long primary 1 18-20 120"}},
		"sixteen hours are still all right": {entries: []Entry{shift(1, Primary, 1, h(8), h(24)), shift(2, Secondary, 2, h(8), h(20))}},
		"more than sixteen are not": {
			entries: []Entry{shift(1, Primary, 1, h(2), h(10)), shift(2, Secondary, 1, h(10), h(19)), shift(3, Secondary, 2, h(8), h(10)),
				shift(4, Primary, 2, h(10), h(20)), shift(5, Secondary, 4, h(19), h(20))}, change: reachable,
			want: []string{"too long secondary 1 18-19 60"}},
		"a break ends the row": {entries: []Entry{shift(1, Primary, 1, h(0), h(12)), shift(2, Primary, 2, h(12), h(13)),
			shift(3, Primary, 1, h(13), h(24)), shift(4, Secondary, 4, h(8), h(20))}, change: reachable},
	} {
		t.Run(name, func(t *testing.T) {
			w := watch(day, c.entries...)
			if c.change != nil {
				c.change(&w)
			}
			if got := problemTexts(Assess(w)); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func reachable(w *Watch) { p := w.People[4]; p.Reachable = true; w.People[4] = p }

func away(w *Watch, who int64, from, to time.Time) {
	p := w.People[who]
	p.Away = append(p.Away, Span{from, to})
	w.People[who] = p
}

func TestEffectiveAppliesOverridesInOrder(t *testing.T) {
	t.Parallel()
	base := shift(1, Primary, 1, h(8), h(20))
	for name, c := range map[string]struct {
		over []Entry
		want string
	}{
		"replaced in the middle": {[]Entry{override(2, Replace, Primary, 2, 1, h(10), h(12))}, "1:8-10 2:10-12 1:12-20 "},
		"beyond the shift":       {[]Entry{override(2, Replace, "", 2, 1, h(18), h(30))}, "1:8-18 2:18-20 "},
		"another role":           {[]Entry{override(2, Replace, Secondary, 2, 1, h(10), h(12))}, "1:8-20 "},
		"taken off":              {[]Entry{override(2, Remove, "", 0, 1, h(8), h(9))}, "1:9-20 "},
		"added":                  {[]Entry{override(2, Add, Primary, 2, 0, h(20), h(22))}, "1:8-20 2:20-22 "},
		"added who is there":     {[]Entry{override(2, Add, Primary, 1, 0, h(18), h(22))}, "1:8-18 1:18-22 "},
		"the replacement taken off": {
			[]Entry{override(2, Replace, Primary, 2, 1, h(10), h(12)), override(3, Remove, "", 0, 2, h(11), h(12))}, "1:8-10 2:10-11 1:12-20 "},
		"the replacement replaced": {
			[]Entry{override(2, Replace, Primary, 2, 1, h(10), h(12)), override(3, Replace, Primary, 3, 2, h(11), h(14))},
			"1:8-10 2:10-11 3:11-12 1:12-20 "},
		"taken off, then added again": {
			[]Entry{override(2, Remove, Primary, 0, 1, h(10), h(14)), override(3, Add, Primary, 1, 0, h(11), h(12))}, "1:8-10 1:11-12 1:14-20 "},
		"added, then taken off": {
			[]Entry{override(2, Add, Primary, 2, 0, h(8), h(10)), override(3, Remove, Primary, 0, 2, h(8), h(20))}, "1:8-20 "},
		"the order is that of making": {
			[]Entry{override(3, Remove, Primary, 0, 2, h(8), h(20)), override(2, Add, Primary, 2, 0, h(8), h(10))}, "1:8-20 "},
	} {
		got := ""
		for _, s := range Effective(append([]Entry{base}, c.over...)) {
			got += fmt.Sprintf("%d:%g-%g ", s.Person, s.From.Sub(monday).Hours(), s.To.Sub(monday).Hours())
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestAtAndNext(t *testing.T) {
	t.Parallel()
	slots := Effective([]Entry{
		shift(1, Secondary, 2, h(8), h(20)), shift(2, Primary, 1, h(8), h(14)), shift(3, Primary, 3, h(14), h(20)),
		shift(4, Primary, 1, h(20), h(22)), shift(5, "Database", 4, h(9), h(10)),
		shift(6, Primary, 3, h(22), h(23)), shift(7, Secondary, 2, h(20), h(21)),
	})
	if on := At(slots, h(14)); len(on) != 2 || on[0].Person != 3 || on[1].Role != Secondary {
		t.Errorf("on call at the handoff: %v", on)
	}
	if next := Next(slots, h(8)); len(next) != 3 || next[0].Person != 3 || next[1].From != h(20) || next[2].Role != "Database" {
		t.Errorf("next: %v", next)
	}
	if got := Until(slots, 2, Secondary, h(9)); got != h(21) {
		t.Errorf("until %s, want the end of the slot that follows at once", got)
	}
}

// anyRoster generates shifts and overrides of few people over few hours, in quarters of an hour, so
// that many of them adjoin and overlap.
func anyRoster(t *rapid.T, from time.Time, quarters int) []Entry {
	var out []Entry
	for i := range rapid.IntRange(0, 14).Draw(t, "entries") {
		a, b := rapid.IntRange(0, quarters-1).Draw(t, "from"), rapid.IntRange(1, 40).Draw(t, "long")
		e := Entry{ID: int64(i + 1), Kind: Shift, Role: rapid.SampledFrom([]Role{Primary, Secondary, "Database"}).Draw(t, "role"),
			FromAt: db.At(from.Add(time.Duration(a) * 15 * time.Minute)), ToAt: db.At(from.Add(time.Duration(a+b) * 15 * time.Minute))}
		if rapid.IntRange(0, 2).Draw(t, "over") == 0 {
			e.Kind = rapid.SampledFrom([]Kind{Add, Replace, Remove}).Draw(t, "kind")
			if e.Kind != Add && rapid.Bool().Draw(t, "any role") {
				e.Role = ""
			}
		}
		who := rapid.Int64Range(1, 4).Draw(t, "who")
		if e.Kind.addsPerson() {
			e.UserID = db.RefOf(who)
		}
		if e.Kind.removesPerson() {
			e.OutID = db.RefOf(who%4 + 1)
		}
		out = append(out, e)
	}
	return out
}

// onCall returns who is on call at t in which role, computed directly from the definition: the
// overrides applied one after another to the people of the shifts.
func onCall(entries []Entry, t time.Time) map[[2]any]bool {
	on := map[[2]any]bool{}
	for _, e := range entries {
		if e.Kind == Shift && e.Span().Holds(t) {
			on[[2]any{e.Role, e.In()}] = true
		}
	}
	for _, e := range entries { // ordered by id
		if !e.Kind.Override() || !e.Span().Holds(t) {
			continue
		}
		for _, r := range []Role{Primary, Secondary, "Database"} {
			out := [2]any{r, e.Out()}
			if e.Role != "" && e.Role != r {
				continue
			}
			was := on[out]
			if e.Kind.removesPerson() {
				delete(on, out)
			}
			if e.Kind == Add || e.Kind == Replace && was {
				on[[2]any{r, e.In()}] = true
			}
		}
	}
	return on
}

// clockChanges are places with a clock change in the generated week: forward, back, by half an hour
// and by a day.
var clockChanges = []struct {
	zone string
	day  civil.Date
}{
	{"Europe/Berlin", civil.New(2026, time.March, 28)}, {"Europe/Berlin", civil.New(2026, time.October, 24)},
	{"Australia/Lord_Howe", civil.New(2026, time.October, 3)}, {"Australia/Lord_Howe", civil.New(2026, time.April, 4)},
	{"Pacific/Apia", civil.New(2011, time.December, 28)}, {"UTC", civil.New(2026, time.November, 16)},
}

func anyStart(t *rapid.T) time.Time {
	c := rapid.SampledFrom(clockChanges).Draw(t, "place")
	loc, err := civil.Zone(c.zone)
	if err != nil {
		t.Fatal(err)
	}
	at, _ := civil.Instant(c.day, civil.At(rapid.IntRange(0, 23).Draw(t, "hour"), 0), loc)
	return at
}

// anyAbsences generates absences, which may overlap.
func anyAbsences(t *rapid.T, start time.Time, quarters int) []Span {
	var out []Span
	for range rapid.IntRange(0, 3).Draw(t, "absences") {
		from := start.Add(time.Duration(rapid.IntRange(-8, quarters).Draw(t, "away from")) * 15 * time.Minute)
		out = append(out, Span{from, from.Add(time.Duration(rapid.IntRange(1, quarters).Draw(t, "away")) * 15 * time.Minute)})
	}
	return out
}

func TestAssessMatchesSampling(t *testing.T) {
	t.Parallel()
	const quarters = 4 * 48
	rapid.Check(t, func(t *rapid.T) {
		start := anyStart(t)
		entries := anyRoster(t, start, quarters)
		from := start.Add(time.Duration(rapid.IntRange(-8, quarters).Draw(t, "window from")) * 15 * time.Minute)
		w := Watch{Window: Span{from, from.Add(time.Duration(rapid.IntRange(1, quarters).Draw(t, "window")) * 15 * time.Minute)},
			Needs: []Role{Primary, Secondary}, Slots: Effective(entries), People: crew()}
		w.Covers = rapid.SampledFrom([][]Role{nil, nil, {"Database"}, {Secondary, "Database"}}).Draw(t, "covers")
		away := anyAbsences(t, start, quarters)
		w.People[1] = Person{ID: 1, Seniority: people.Senior, Engineer: true, Reachable: true, Away: away}
		got := Assess(w)
		covered, problems := map[Role]int{}, map[ProblemKind]int{}
		senior, seniorFirst := 0, false
		// All times are at quarters, so one sample in each quarter is enough.
		for at := from; at.Before(w.Window.To); at = at.Add(15 * time.Minute) {
			on := onCall(entries, at)
			roles, who, grown, hasSenior := map[Role]int{}, map[int64]int{}, false, false
			for k := range on {
				role, id := k[0].(Role), k[1].(int64)
				roles[role]++
				who[id]++
				grown = grown || w.People[id].Seniority != people.Junior
				hasSenior = hasSenior || id == 1 && !slices.ContainsFunc(away, func(a Span) bool { return a.Holds(at) })
			}
			for _, r := range w.Covers {
				roles[Primary] += roles[r]
			}
			for r, n := range roles {
				if n > 0 {
					covered[r] += 15
				}
			}
			count := func(k ProblemKind, wrong bool) {
				if wrong {
					problems[k] += 15
				}
			}
			count(Gap, roles[Primary] == 0)
			count(Missing, roles[Secondary] == 0)
			count(JuniorAlone, len(on) > 0 && !grown)
			count(NoContact, false)
			for id, n := range who {
				count(Twice, n > 1)
				if id == 4 {
					problems[NoContact] += 15 * n
				}
			}
			if hasSenior {
				senior += 15
				seniorFirst = seniorFirst || at.Equal(from)
			}
			if slots := At(w.Slots, at); len(slots) != len(on) {
				t.Fatalf("at %s the slots say %v, the definition %v", at, slots, on)
			}
		}
		for _, c := range got.Roles {
			if c.Minutes != covered[c.Role] || c.Total != w.Window.Minutes() {
				t.Fatalf("%s: covered for %d of %d minutes, want %d", c.Role, c.Minutes, c.Total, covered[c.Role])
			}
		}
		for _, k := range []ProblemKind{Gap, Missing, JuniorAlone, Twice, NoContact} {
			if got.Minutes(k) != problems[k] {
				t.Fatalf("%s for %d minutes, want %d: %v", k, got.Minutes(k), problems[k], problemTexts(got))
			}
		}
		if got.Senior != senior {
			t.Fatalf("a senior for %d minutes, want %d", got.Senior, senior)
		}
		if w.SeniorAt(from) != seniorFirst {
			t.Fatalf("a senior at the beginning: %v, want %v", w.SeniorAt(from), seniorFirst)
		}
		for _, p := range got.Problems {
			if p.Minutes <= 0 || p.From.Before(w.Window.From) || p.To.After(w.Window.To) {
				t.Fatalf("a problem outside of the window: %v", p)
			}
		}
	})
}

func TestRemovedPersonIsNotOnCall(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		entries := anyRoster(t, monday, 4*48)
		last := override(1000, Remove, "", 0, rapid.Int64Range(1, 4).Draw(t, "gone"), h(5), h(30))
		for _, s := range Effective(append(entries, last)) {
			if _, meets := s.Span().Meets(last.Span()); meets && s.Person == last.Out() {
				t.Fatalf("%v is on call although taken off", s)
			}
			if !s.From.Before(s.To) {
				t.Fatalf("an empty slot: %v", s)
			}
		}
	})
}

// Dividing shifts anywhere, or joining adjoining ones, changes nothing.
func TestAssessIgnoresShiftBoundaries(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start := anyStart(t)
		entries := anyRoster(t, start, 4*48)
		window := Span{start, start.Add(40 * time.Hour)}
		whole := Assess(watch(window, entries...))
		var parts []Entry
		for _, e := range entries {
			cut := e.FromAt.Add(time.Duration(rapid.Int64Range(0, e.ToAt.Sub(e.FromAt.Time).Milliseconds()).Draw(t, "cut")) * time.Millisecond)
			if e.Kind != Shift || !cut.After(e.FromAt.Time) || !cut.Before(e.ToAt.Time) {
				parts = append(parts, e)
				continue
			}
			a, b := e, e
			a.ToAt, b.FromAt = db.At(cut), db.At(cut)
			parts = append(parts, a, b)
		}
		again := Assess(watch(window, parts...))
		for _, k := range []ProblemKind{Gap, Missing, JuniorAlone, TooLong} {
			if whole.Minutes(k) != again.Minutes(k) {
				t.Fatalf("%s for %d minutes, cut in two for %d", k, whole.Minutes(k), again.Minutes(k))
			}
		}
	})
}
