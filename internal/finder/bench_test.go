package finder

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// guideCopies returns n guides: those of the fixture, and copies for other products with other
// codes, so that common words become common and rare ones remain rare.
func guideCopies(t testing.TB, n int) []Doc {
	base := guides(t)
	all := make([]Doc, 0, n)
	// The first hundred cover all areas and languages.
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

// product returns a unique product name.
func product(n int) string {
	a := []string{"Ara", "Belo", "Cin", "Dova", "Elu", "Fenn", "Gir"}
	b := []string{"mont", "desk", "flow", "pad", "nest"}
	return a[n%len(a)] + b[n/len(a)%len(b)]
}

// BenchmarkSize runs the sixty queries alternately on 100 and on 10,000 guides and reports the
// ratio of the times.
func BenchmarkSize(b *testing.B) {
	few, lots := library(b, guideCopies(b, 100)), library(b, guideCopies(b, 10_000))
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

// BenchmarkWorst searches for words that occur in every tenth guide.
func BenchmarkWorst(b *testing.B) {
	few, lots := library(b, guideCopies(b, 100)), library(b, guideCopies(b, 10_000))
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
