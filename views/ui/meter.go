package ui

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"
)

// Seg is a segment of a Meter: the number of items with this mark.
type Seg struct {
	Class Mark
	N     int
}

// Meter is a bar of progress, with segments in proportion to their numbers. label has the same
// content as text ("Engineering: 4 of 7 done").
func Meter(segs []Seg, label string) templ.Component {
	total := 0
	for _, s := range segs {
		total += s.N
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="meter" viewBox="0 0 120 8" preserveAspectRatio="none" role="img" aria-label="%s">`,
		templ.EscapeString(label))
	b.WriteString(`<rect class="m-rest" width="120" height="8"/>`)
	at := 0.0
	for _, s := range segs {
		if s.N == 0 || s.Class == MarkNotStarted {
			continue // items that have not begun are the empty rest of the bar
		}
		width := 120 * float64(s.N) / float64(total)
		fmt.Fprintf(&b, `<rect class="m-%s" x="%.2f" width="%.2f" height="8"/>`, templ.EscapeString(string(s.Class)), at, width)
		at += width
	}
	b.WriteString(`</svg>`)
	return text(b.String())
}
