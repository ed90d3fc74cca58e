package ritual_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tminus/models/ritual"
)

// The shipped ritual, day by day: the line through its runs is straight as far
// as whole runs can be.
func TestCadenceOfShippedTemplate(t *testing.T) {
	got := ritual.Cadence{From: -14, To: 7, Peak: 2}.Beats()
	want := []ritual.Beat{
		{Day: -11, Runs: 1}, {Day: -9, Runs: 1}, {Day: -8, Runs: 1}, {Day: -7, Runs: 1}, {Day: -6, Runs: 1}, {Day: -5, Runs: 1},
		{Day: -4, Runs: 1},
		{Day: -3, Runs: 2}, {Day: -2, Runs: 2}, {Day: -1, Runs: 2}, {Day: 0, Runs: 2},
		{Day: 1, Runs: 2}, {Day: 2, Runs: 1}, {Day: 3, Runs: 1}, {Day: 4, Runs: 1}, {Day: 5, Runs: 1},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestCadencePlansAllRunsForEverySize(t *testing.T) {
	for _, c := range []struct {
		name string
		of   ritual.Cadence
		want []ritual.Beat
	}{
		{"no peak", ritual.Cadence{From: -14, To: 7}, nil},
		{"T alone", ritual.Cadence{Peak: 3}, []ritual.Beat{{Day: 0, Runs: 3}}},
		{"the line is down a day away", ritual.Cadence{From: -1, To: 1, Peak: 3}, []ritual.Beat{{Day: 0, Runs: 3}}},
		{"one a day at most, ever sparser", ritual.Cadence{From: -12, Peak: 1},
			[]ritual.Beat{{Day: -11, Runs: 1}, {Day: -7, Runs: 1}, {Day: -5, Runs: 1}, {Day: -3, Runs: 1}, {Day: -2, Runs: 1}, {Day: -1, Runs: 1},
				{Day: 0, Runs: 1}}},
	} {
		if got := c.of.Beats(); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// Whatever the line, its two sides mirror each other, no day has more runs than
// T, days with several runs lie nearer to T than those with fewer, the gaps
// between single runs widen away from T, and all runs are as many as the area
// under the line.
func TestCadenceFollowsItsLine(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for range 20_000 {
		c := ritual.Cadence{From: -r.IntN(61), Peak: r.IntN(11)}
		c.To = -c.From
		runs := make(map[int]int)
		total, last := 0, c.From-1
		for _, b := range c.Beats() {
			if b.Runs <= 0 || b.Day <= last || (b.Day <= c.From && b.Day != 0) || (b.Day >= c.To && b.Day != 0) {
				t.Fatalf("%v: %v", c, b)
			}
			runs[b.Day], last = b.Runs, b.Day
			total += b.Runs
		}
		if runs[0] != c.Peak {
			t.Fatalf("%v: %d runs at T", c, runs[0])
		}
		checkSide(t, c, runs)
		// Both triangles, less what lies beyond the middle of T: peak times days.
		area := c.Peak * c.To
		if c.To == 0 {
			area = c.Peak
		}
		if d := total - area; d < -1 || d > 1 {
			t.Fatalf("%v: %d runs, the area is %d", c, total, area)
		}
	}
}

func checkSide(t *testing.T, c ritual.Cadence, runs map[int]int) {
	t.Helper()
	at, gap := 0, 0
	for day := 1; day < c.To; day++ {
		if runs[day] != runs[-day] {
			t.Fatalf("%v: %d runs %d days before T, %d after it", c, runs[-day], day, runs[day])
		}
		if runs[day] > c.Peak || runs[day] > max(runs[day-1], 1) {
			t.Fatalf("%v: more runs %d days from T than nearer", c, day)
		}
		if runs[day] == 0 {
			continue
		}
		// Days are whole, so a gap may be one short of the one before.
		if day-at < gap-1 {
			t.Fatalf("%v: the gap before %d days from T is narrower than the one nearer to T", c, day)
		}
		at, gap = day, day-at
	}
}
