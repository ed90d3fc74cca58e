package mywork

import (
	"fmt"
	"strings"

	"tminus/models/guide"
)

// notHelped returns how often a guide did not help, and how often people said what was missing.
func notHelped(u guide.Unhelped) string {
	times := fmt.Sprintf("%d times", u.Times)
	if u.Times == 1 {
		times = "Once"
	}
	switch {
	case u.Noted == 0:
		return times
	case u.Noted == u.Times:
		return times + ", with what was missing"
	}
	return fmt.Sprintf("%s, %d with what was missing", times, u.Noted)
}

// inVain returns the number of searches without a result as text.
func inVain(w guide.Work) string {
	n := fmt.Sprint(len(w.Misses))
	if w.MissesCut {
		n = "At least " + n
	}
	if n == "1" {
		return "1 search found nothing in the last 7 days"
	}
	return n + " searches found nothing in the last 7 days"
}

// lookedFor returns the most frequent searches.
func lookedFor(w guide.Work) string {
	var out []string
	for _, m := range w.Misses[:min(named, len(w.Misses))] {
		out = append(out, "“"+m.Query+"”")
	}
	if more := len(w.Misses) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("%d more", more))
	}
	return strings.Join(out, " · ")
}
