package feedback

import (
	"slices"
	"strings"
	"unicode"

	"tminus/internal/fold"
)

// Alike returns the reports that share enough words with to, most similar first. They are the
// candidates for duplicates.
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
		if share := float64(shared) / float64(max(1, len(own)+len(other)-shared)); share >= minSimilarity {
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

// minSimilarity is the share of common words from which two reports are similar. Below a fifth, a
// single common word would be enough.
const minSimilarity = 0.2

// wordsOf returns the words of a report, without short ones, which occur everywhere.
func wordsOf(r Report) map[string]bool {
	const short = 3
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(fold.Text(r.Title+" "+r.Wrong), func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c)
	}) {
		if len([]rune(w)) > short {
			out[w] = true
		}
	}
	return out
}
