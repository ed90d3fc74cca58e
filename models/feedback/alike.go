package feedback

import (
	"slices"
	"strings"
	"unicode"

	"tminus/internal/fold"
)

// Alike puts those first that share the most words with what somebody said, and
// leaves out those that share few. It is what duplicates are looked for among.
func Alike(to Report, among []Report) []Report {
	own := wordsOf(to)
	type rated struct {
		Report
		share float64
	}
	var list []rated
	for _, r := range among {
		if r.ID == to.ID {
			continue
		}
		other := wordsOf(r)
		shared := 0
		for w := range other {
			if own[w] {
				shared++
			}
		}
		if share := float64(shared) / float64(max(1, len(own)+len(other)-shared)); share >= leastShare {
			list = append(list, rated{r, share})
		}
	}
	slices.SortStableFunc(list, func(a, b rated) int {
		switch {
		case a.share > b.share:
			return -1
		case a.share < b.share:
			return 1
		}
		return 0
	})
	out := make([]Report, len(list))
	for i, r := range list {
		out[i] = r.Report
	}
	return out
}

// leastShare is how much of the words of two reports together both must have to be
// taken for alike: a fifth, below which a single common word decides.
const leastShare = 0.2

// wordsOf are the words of a report that say something: short ones stand everywhere.
func wordsOf(r Report) map[string]bool {
	const short = 3
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(fold.Text(r.Title+" "+r.Wrong), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
		if len([]rune(w)) > short {
			out[w] = true
		}
	}
	return out
}
