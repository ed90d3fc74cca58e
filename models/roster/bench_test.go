package roster

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tminus/models/people"
)

// BenchmarkCoverage compares assessing the coverage of 2,000 shifts over 30 days with sorting the
// same shifts by their start. It measures both alternately on the same shuffled list, so that a
// busy machine slows both.
func BenchmarkCoverage(b *testing.B) {
	w := Watch{Window: Span{monday, monday.Add(30 * 24 * time.Hour)}, Needs: []Role{Primary, Secondary}, People: map[int64]Person{}}
	for id := int64(1); id <= 40; id++ {
		w.People[id] = Person{ID: id, Seniority: people.Seniorities[id%3], Reachable: true}
	}
	r := rand.New(rand.NewPCG(1, 2))
	var shuffled []Entry
	for i := range 2000 {
		from := monday.Add(time.Duration(r.IntN(30*24*4)) * 15 * time.Minute)
		shuffled = append(shuffled, shift(int64(i)+1, []Role{Primary, Secondary, "Database"}[i%3], int64(i%40)+1, from,
			from.Add(time.Duration(1+r.IntN(48))*15*time.Minute)))
	}
	entries := slices.Clone(shuffled)
	var sorting, judging time.Duration
	for b.Loop() {
		copy(entries, shuffled)
		t0 := time.Now()
		slices.SortFunc(entries, func(a, b Entry) int { return a.FromAt.Compare(b.FromAt.Time) })
		sorting += time.Since(t0)
		copy(entries, shuffled)
		t0 = time.Now()
		w.Slots = Effective(entries)
		c := Assess(w)
		judging += time.Since(t0)
		if len(c.Roles) != 3 {
			b.Fatal(c.Roles)
		}
	}
	b.ReportMetric(float64(judging)/float64(sorting), "of-sorting")
	b.ReportMetric(float64(sorting.Nanoseconds())/float64(b.N), "ns-sorting")
	b.ReportMetric(float64(judging.Nanoseconds())/float64(b.N), "ns-judging")
}
