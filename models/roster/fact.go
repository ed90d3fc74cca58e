package roster

import (
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/models/launch"
)

// Fact has the properties of a roster that other packages use.
type Fact struct {
	Coverage
	// SeniorAtT reports whether a senior engineer is on call at T.
	SeniorAtT bool
	// SeniorGaps are the spans from T to the end of launch day without a senior engineer on call.
	SeniorGaps []Span
	// Empty reports whether the roster has no entries.
	Empty bool
	// Names has the names of the people in the problems.
	Names map[int64]string
}

// Covered reports whether the roster has entries and no problem in the window.
func (f Fact) Covered() bool { return !f.Empty && len(f.Problems) == 0 }

// SeniorThroughout reports whether a senior engineer is on call from T to the end of launch day.
func (f Fact) SeniorThroughout() bool { return f.SeniorAtT && len(f.SeniorGaps) == 0 }

// FirstGap describes the first span of the window in which nobody is primary, "" if there is none.
func (f Fact) FirstGap(loc *time.Location) string {
	if f.Empty {
		return "Nobody is on call " + Say(f.Window, loc)
	}
	for _, p := range f.Problems {
		if p.Kind == Gap {
			return "Nobody is on call " + Say(p.Span, loc)
		}
	}
	return ""
}

// SeniorGap describes the first span without a senior engineer.
func (f Fact) SeniorGap(loc *time.Location) string {
	if len(f.SeniorGaps) == 0 {
		return ""
	}
	return "No senior engineer " + Say(f.SeniorGaps[0], loc)
}

// Away is a shift whose person is absent or has left.
type Away struct {
	Person int64
	Name   string
	From   time.Time
	Text   string
}

// AwayOrGone returns the people with shifts in the window who are absent then or have left, each once.
func (f Fact) AwayOrGone(loc *time.Location) []Away {
	var out []Away
	for _, p := range f.Problems {
		if p.Kind != Absent && p.Kind != Gone || slices.ContainsFunc(out, func(a Away) bool { return a.Person == p.Person }) {
			continue
		}
		text := f.Names[p.Person] + " is away during the shift " + Say(p.Span, loc)
		if p.Kind == Gone {
			text = f.Names[p.Person] + " can no longer be on call"
		}
		out = append(out, Away{Person: p.Person, Name: f.Names[p.Person], From: p.From, Text: text})
	}
	return out
}

func (rd *rosterData) fact(l launch.Launch) Fact {
	f := Fact{Coverage: Assess(rd.watch), SeniorAtT: rd.watch.SeniorAt(l.LaunchAt.Time), Empty: len(rd.entries) == 0,
		Names: map[int64]string{}}
	_, end := civil.DayBounds(l.LaunchOn, l.Location())
	if f.Window.To.Before(end) {
		end = f.Window.To
	}
	f.SeniorGaps = rd.watch.seniorGaps(Span{From: l.LaunchAt.Time, To: end})
	for _, p := range f.Problems {
		f.Names[p.Person] = rd.watch.People[p.Person].Name
	}
	return f
}

// seniorGaps returns the parts of a span in which no senior engineer is on call.
func (w Watch) seniorGaps(in Span) []Span {
	gaps := []Span{in}
	for _, s := range w.Slots {
		p := w.People[s.Person]
		if !p.senior() {
			continue
		}
		for _, here := range subtract([]Span{s.Span()}, p.Away) {
			gaps = subtract(gaps, []Span{here})
		}
	}
	return gaps
}

// subtract returns the parts of spans that are in none of the others.
func subtract(spans, others []Span) []Span {
	for _, o := range others {
		var left []Span
		for _, s := range spans {
			if !o.From.Before(s.To) || !s.From.Before(o.To) {
				left = append(left, s)
				continue
			}
			if s.From.Before(o.From) {
				left = append(left, Span{From: s.From, To: o.From})
			}
			if o.To.Before(s.To) {
				left = append(left, Span{From: o.To, To: s.To})
			}
		}
		spans = left
	}
	if len(spans) > 0 && !spans[0].From.Before(spans[0].To) {
		return nil
	}
	return spans
}
