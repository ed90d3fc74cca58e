package rollout

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var ten = time.Date(2026, 12, 9, 10, 0, 0, 0, time.UTC)

func minute(n int) time.Time { return ten.Add(time.Duration(n) * time.Minute) }

// below is a condition that a value is below 1.
func below(readings ...Reading) Condition {
	return Condition{Name: "Error rate", Holds: func(v float64) bool { return v < 1 }, Stale: 10 * time.Minute, Readings: readings}
}

// each returns a reading every minute.
func each(first, last int, value float64) []Reading {
	var out []Reading
	for m := first; m <= last; m++ {
		out = append(out, Reading{At: minute(m), RecordedAt: minute(m), Value: value})
	}
	return out
}

// The example of day.md §4: clean from 10:05 to 11:00, 11:20 to 11:40, 11:43 to 12:00, and from 12:30, so 120 minutes at 12:58.
func TestCleanMinutesOfTheExample(t *testing.T) {
	t.Parallel()
	w := Watch{ConfirmedAt: ten, Settle: 5 * time.Minute, Reset: 5 * time.Minute,
		Conditions: []Condition{below(slices.Concat(each(5, 50, 0), each(80, 99, 0), each(100, 102, 2), each(103, 200, 0))...)},
		Pauses:     []Span{{minute(120), minute(150)}}}
	for at, want := range map[int]int{0: 0, 5: 0, 60: 55, 80: 55, 100: 75, 103: 75, 120: 92, 150: 92, 177: 119, 178: 120} {
		if clean, _, _ := w.Clean(minute(at)); clean != time.Duration(want)*time.Minute {
			t.Errorf("at minute %d it is clean for %v, want %d minutes", at, clean, want)
		}
	}
	for at, want := range map[int]Verdict{4: NoData, 59: Pass, 60: NoData, 79: NoData, 80: Pass, 100: Fail, 103: Pass} {
		if _, v, _ := w.Clean(minute(at)); v != want {
			t.Errorf("at minute %d it is %v, want %v", at, v, want)
		}
	}
}

func TestLongFailureResetsCleanTime(t *testing.T) {
	t.Parallel()
	w := Watch{ConfirmedAt: ten, Reset: 5 * time.Minute,
		Conditions: []Condition{below(slices.Concat(each(0, 29, 0), each(30, 34, 2), each(35, 60, 0))...)}}
	for at, want := range map[int]int{34: 30, 35: 0, 60: 25} {
		if clean, _, _ := w.Clean(minute(at)); clean != time.Duration(want)*time.Minute {
			t.Errorf("at minute %d it is clean for %v, want %d minutes", at, clean, want)
		}
	}
}

func TestNothingCountsAsPassWithoutData(t *testing.T) {
	t.Parallel()
	few := below(Reading{At: minute(1), Value: 0, N: 120})
	few.MinN = 500
	for name, w := range map[string]Watch{
		"no condition":     {ConfirmedAt: ten},
		"no reading":       {ConfirmedAt: ten, Conditions: []Condition{below()}},
		"before the stage": {ConfirmedAt: ten, Conditions: []Condition{below(each(-5, -1, 0)...)}},
		"while it settles": {ConfirmedAt: ten, Settle: 3 * time.Minute, Conditions: []Condition{below(each(0, 2, 0)...)}},
		"too few":          {ConfirmedAt: ten, Conditions: []Condition{few}},
		"one of two":       {ConfirmedAt: ten, Conditions: []Condition{below(each(0, 5, 0)...), below()}},
		"not a number":     {ConfirmedAt: ten, Conditions: []Condition{below(Reading{At: minute(1), Value: nan()})}},
		"a newer one is odd": {ConfirmedAt: ten, Conditions: []Condition{below(Reading{At: minute(1)},
			Reading{At: minute(1), RecordedAt: minute(1), Value: nan()})}},
	} {
		if clean, v, _ := w.Clean(minute(5)); clean != 0 || v != NoData {
			t.Errorf("%s: clean for %v, %v", name, clean, v)
		}
	}
	judged := Watch{ConfirmedAt: ten, Settle: time.Minute, Judged: true}
	if clean, v, _ := judged.Clean(minute(5)); clean != 4*time.Minute || v != Pass {
		t.Errorf("judged by a person: clean for %v, %v", clean, v)
	}
}

func nan() float64 { var zero float64; return zero / zero }

// drawWatch draws a stage with readings, failures, gaps and pauses within 200 minutes.
func drawWatch(t *rapid.T) Watch {
	w := Watch{ConfirmedAt: ten, Settle: time.Duration(rapid.IntRange(0, 10).Draw(t, "settle")) * time.Minute, Reset: 5 * time.Minute}
	for range rapid.IntRange(1, 3).Draw(t, "conditions") {
		c := below()
		for i := range rapid.IntRange(0, 40).Draw(t, "readings") {
			at := minute(rapid.IntRange(-10, 200).Draw(t, "at"))
			late := time.Duration(rapid.IntRange(0, 600).Draw(t, "late"))*time.Second + time.Duration(i)
			c.Readings = append(c.Readings, Reading{At: at, RecordedAt: at.Add(late), Value: rapid.SampledFrom([]float64{0, 0, 0, 2, nan()}).
				Draw(t, "value")})
		}
		w.Conditions = append(w.Conditions, c)
	}
	for range rapid.IntRange(0, 3).Draw(t, "pauses") {
		start := rapid.IntRange(0, 200).Draw(t, "pause")
		w.Pauses = append(w.Pauses, Span{minute(start), minute(start + rapid.IntRange(1, 60).Draw(t, "length"))})
	}
	return w
}

func TestCleanTimeDependsOnlyOnWhatHappened(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWatch(t)
		now := minute(rapid.IntRange(0, 240).Draw(t, "now"))
		clean, verdict, since := w.Clean(now)
		if clean < 0 || clean > now.Sub(w.ConfirmedAt) {
			t.Fatalf("clean for %v of %v", clean, now.Sub(w.ConfirmedAt))
		}
		// Another order of the same readings, with readings of later, is the same.
		shuffled := w
		shuffled.Conditions = slices.Clone(w.Conditions)
		random := rand.New(rand.NewPCG(1, uint64(len(w.Pauses))))
		for i := range shuffled.Conditions {
			rs := slices.Clone(shuffled.Conditions[i].Readings)
			random.Shuffle(len(rs), func(a, b int) { rs[a], rs[b] = rs[b], rs[a] })
			shuffled.Conditions[i].Readings = append(rs, Reading{At: now.Add(time.Minute), Value: 2})
		}
		if c, v, s := shuffled.Clean(now); c != clean || v != verdict || !s.Equal(since) {
			t.Fatalf("in another order it is %v %v since %v, it was %v %v since %v", c, v, s, clean, verdict, since)
		}
		// A failing reading never raises it.
		worse := w
		worse.Conditions = slices.Clone(w.Conditions)
		at := minute(rapid.IntRange(0, 200).Draw(t, "failing at"))
		worse.Conditions[0].Readings = append(slices.Clone(w.Conditions[0].Readings), Reading{At: at, RecordedAt: now.Add(time.Hour), Value: 2})
		if c, _, _ := worse.Clean(now); c > clean {
			t.Fatalf("with a failing reading it is clean for %v instead of %v", c, clean)
		}
		// A pause adds nothing.
		paused := w
		start := rapid.IntRange(0, 200).Draw(t, "another pause")
		paused.Pauses = append(slices.Clone(w.Pauses), Span{Start: minute(start)})
		c, _, _ := paused.Clean(minute(240))
		if before, _, _ := w.Clean(minute(start)); c > before {
			t.Fatalf("paused for ever since minute %d it is clean for %v, at the start it was %v", start, c, before)
		}
	})
}
