package finder

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// many are n guides: those of the fixture, told of other products with codes of
// their own, so that common words grow common and rare ones stay rare.
func many(t testing.TB, n int) []Doc {
	base := guides(t)
	all := make([]Doc, 0, n)
	// The first hundred are spread over all areas and languages.
	for i := range n {
		d := base[(i*97)%len(base)]
		if round := i / len(base); round > 0 {
			name := product(round)
			text := map[string]string{}
			for k, v := range d.Text {
				text[k] = v
			}
			text["context"] = name + " " + text["context"]
			text["body"] = name + ": " + text["body"]
			if text["error"] != "" {
				text["error"] = fmt.Sprintf("%s-%d", text["error"], round)
			}
			d.ID += fmt.Sprint("/", round)
			d.Group, d.Text = d.ID, text
		}
		all = append(all, d)
	}
	return all
}

// product is a name that nothing else has.
func product(n int) string {
	a := []string{"Ara", "Belo", "Cin", "Dova", "Elu", "Fenn", "Gir"}
	b := []string{"mont", "desk", "flow", "pad", "nest"}
	return a[n%len(a)] + b[n/len(a)%len(b)]
}

// BenchmarkSize answers the sixty queries from 100 and from 10,000 guides, turn
// about, and reports how many times as long the many take.
func BenchmarkSize(b *testing.B) {
	few, lots := library(b, many(b, 100)), library(b, many(b, 10_000))
	all := queries(b)
	var took [2]time.Duration
	for b.Loop() {
		for _, q := range all {
			for i, x := range []*Index{few, lots} {
				start := time.Now()
				if _, err := x.Search(q.query, 10, 3); err != nil {
					b.Fatal(err)
				}
				took[i] += time.Since(start)
			}
		}
	}
	n := float64(b.N * len(all))
	b.ReportMetric(float64(took[0].Microseconds())/n, "µs/search-of-100")
	b.ReportMetric(float64(took[1].Microseconds())/n, "µs/search-of-10000")
	b.ReportMetric(float64(took[1])/float64(took[0]), "ratio")
}

// BenchmarkWorst is a search for nothing but words that stand in every tenth guide.
func BenchmarkWorst(b *testing.B) {
	few, lots := library(b, many(b, 100)), library(b, many(b, 10_000))
	var took [2]time.Duration
	for b.Loop() {
		for _, q := range []string{"customer", "hello name", "the notification", strings.Repeat("settings ", 20)} {
			for i, x := range []*Index{few, lots} {
				start := time.Now()
				if _, err := x.Search(q, 10, 3); err != nil {
					b.Fatal(err)
				}
				took[i] += time.Since(start)
			}
		}
	}
	b.ReportMetric(float64(took[1])/float64(took[0]), "ratio")
}
