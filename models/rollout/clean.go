package rollout

import (
	"cmp"
	"slices"
	"time"
)

// Verdict is the state of a condition, or of all conditions of a stage, at an instant. The greater one is the worse.
type Verdict int

// The verdicts.
const (
	Pass Verdict = iota
	NoData
	Fail
)

// String returns the verdict as it is shown.
func (v Verdict) String() string { return [...]string{"Pass", "No data", "Fail"}[v] }

// Reading is one value of a metric. N is the number of observations behind it, 0 if unknown.
type Reading struct {
	At, RecordedAt time.Time
	Value          float64
	N              int64
}

// Condition is what a metric must satisfy for a stage: Holds says whether a value does. A reading is too old after Stale. There must
// be MinN observations since the confirmation of the stage.
type Condition struct {
	Name     string
	Holds    func(value float64) bool
	Stale    time.Duration
	MinN     int64
	Readings []Reading
}

// Span is a half-open span of time. A zero End has not ended.
type Span struct{ Start, End time.Time }

func (s Span) covers(t time.Time) bool {
	return !t.Before(s.Start) && (s.End.IsZero() || t.Before(s.End))
}

// Watch is what the clean time of a stage in Holding is computed from (day.md §4). It does not depend on when it is computed.
type Watch struct {
	ConfirmedAt   time.Time
	Settle, Reset time.Duration
	Conditions    []Condition
	Pauses        []Span
	// Judged says that a person judges the stage instead of conditions, so that the time counts as it passes.
	Judged bool
}

// Clean returns for how long all conditions have passed since the confirmation and the settle time, without pauses, the verdict at
// now and since when it holds. A failure that lasts Reset sets the time to zero; a shorter one, or no data, only stops it.
func (w Watch) Clean(now time.Time) (clean time.Duration, verdict Verdict, since time.Time) {
	from := w.ConfirmedAt.Add(w.Settle)
	if now.Before(from) {
		return 0, NoData, w.ConfirmedAt
	}
	var failed time.Duration
	verdict, since = w.at(from), from
	instants := w.instants(from, now)
	for i, t := range instants {
		v := w.at(t)
		if v != verdict {
			verdict, since, failed = v, t, 0
		}
		end := now
		if i+1 < len(instants) {
			end = instants[i+1]
		}
		switch {
		case v == Fail:
			if failed += end.Sub(t); failed >= w.Reset {
				clean = 0
			}
		case v == Pass && !w.paused(t):
			clean += end.Sub(t)
		}
	}
	return clean, verdict, since
}

// instants returns the instants from from to now at which the verdict can change.
func (w Watch) instants(from, now time.Time) []time.Time {
	all := []time.Time{from}
	add := func(t time.Time) {
		if t.After(from) && !t.After(now) {
			all = append(all, t)
		}
	}
	for _, p := range w.Pauses {
		add(p.Start)
		add(p.End)
	}
	for _, c := range w.Conditions {
		for _, r := range c.Readings {
			add(r.At)
			add(r.At.Add(c.Stale))
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return slices.CompactFunc(all, time.Time.Equal)
}

// at returns the worst verdict of all conditions at an instant. No condition is no data.
func (w Watch) at(t time.Time) Verdict {
	if w.Judged {
		return Pass
	}
	if len(w.Conditions) == 0 {
		return NoData
	}
	worst := Pass
	for _, c := range w.Conditions {
		worst = max(worst, c.At(t, w.ConfirmedAt, w.Settle))
	}
	return worst
}

// At returns the verdict of a condition at an instant, for a stage that was confirmed at an instant and then has to settle. A
// reading counts from its instant until it is Stale old, without that instant.
func (c Condition) At(t, confirmed time.Time, settle time.Duration) Verdict {
	from := confirmed.Add(settle)
	var newest *Reading
	var n int64
	for i := range c.Readings {
		r := &c.Readings[i]
		if r.At.After(t) || r.At.Before(confirmed) {
			continue
		}
		n += r.N
		if !r.At.Before(from) && (newest == nil || newest.before(r)) {
			newest = r
		}
	}
	switch {
	case newest == nil || !newest.At.Add(c.Stale).After(t) || !finite(newest.Value) || n < c.MinN:
		return NoData
	case c.Holds(newest.Value):
		return Pass
	}
	return Fail
}

// before orders readings by their instant, and then by when they were recorded.
func (r *Reading) before(o *Reading) bool {
	return cmp.Or(r.At.Compare(o.At), r.RecordedAt.Compare(o.RecordedAt)) < 0
}

func finite(v float64) bool { return v-v == 0 }

func (w Watch) paused(t time.Time) bool {
	return slices.ContainsFunc(w.Pauses, func(p Span) bool { return p.covers(t) })
}
