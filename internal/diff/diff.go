// Package diff compares two texts line by line with Myers's algorithm from "An O(ND) Difference
// Algorithm and Its Variations" (1986).
package diff

import "strings"

// Kind is the side of a comparison that a line belongs to.
type Kind int

// Same lines are in both texts, Removed lines only in the old one, Added lines only in the new one.
const (
	Same Kind = iota
	Removed
	Added
)

// Line is a line of the comparison.
type Line struct {
	Kind Kind
	Text string
}

// maxDifferences bounds the work for texts that have little in common. Beyond it, the remaining
// lines are reported as all removed and all added.
const maxDifferences = 400

// Lines returns the lines of both texts in order. In a change, removed lines come before added
// ones.
func Lines(a, b string) []Line {
	x, y := split(a), split(b)
	var head, tail []Line
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		head = append(head, Line{Same, x[0]})
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		tail = append(tail, Line{Same, x[len(x)-1]})
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	out := append(head, middle(x, y)...)
	for i := len(tail) - 1; i >= 0; i-- {
		out = append(out, tail[i])
	}
	return out
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}

// middle finds the shortest edit script from x to y. trace keeps the furthest position on each
// diagonal for each number of differences.
func middle(x, y []string) []Line {
	n, m := len(x), len(y)
	bound := min(n+m, maxDifferences)
	v := map[int]int{1: 0}
	var trace []map[int]int
	for d := 0; d <= bound; d++ {
		now := make(map[int]int, d+1)
		trace = append(trace, v)
		for k := -d; k <= d; k += 2 {
			i := start(v, k, d)
			j := i - k
			for i < n && j < m && x[i] == y[j] {
				i, j = i+1, j+1
			}
			now[k] = i
			if i >= n && j >= m {
				return backtrack(trace, x, y, d)
			}
		}
		v = now
	}
	return replaceAll(x, y)
}

// start returns the position at which diagonal k begins with d differences, by skipping one more
// line of the old text or taking one of the new text.
func start(v map[int]int, k, d int) int {
	if k == -d || k != d && v[k-1] < v[k+1] {
		return v[k+1]
	}
	return v[k-1] + 1
}

// backtrack walks the trace from the end and returns the lines in order.
func backtrack(trace []map[int]int, x, y []string, d int) []Line {
	i, j := len(x), len(y)
	var out []Line
	for ; d >= 0; d-- {
		v, k := trace[d], i-j
		before := k - 1
		if k == -d || k != d && v[k-1] < v[k+1] {
			before = k + 1
		}
		pi := v[before]
		pj := pi - before
		for i > pi && j > pj {
			i, j = i-1, j-1
			out = append(out, Line{Same, x[i]})
		}
		if d > 0 {
			if i == pi {
				j--
				out = append(out, Line{Added, y[j]})
			} else {
				i--
				out = append(out, Line{Removed, x[i]})
			}
		}
	}
	for l, r := 0, len(out)-1; l < r; l, r = l+1, r-1 {
		out[l], out[r] = out[r], out[l]
	}
	return out
}

// replaceAll returns the lines of x as removed and those of y as added.
func replaceAll(x, y []string) []Line {
	out := make([]Line, 0, len(x)+len(y))
	for _, l := range x {
		out = append(out, Line{Removed, l})
	}
	for _, l := range y {
		out = append(out, Line{Added, l})
	}
	return out
}

// Pair is one row of a side-by-side view: an old line, a new line, or both. A side without a line
// is empty.
type Pair struct {
	Old, New       string
	HasOld, HasNew bool
	Same           bool
}

// Pairs arranges lines side by side. Within a change, the first removed line is next to the first
// added one, and so on.
func Pairs(lines []Line) []Pair {
	var out []Pair
	var removed, added []string
	flush := func() {
		for i := range max(len(removed), len(added)) {
			var p Pair
			if i < len(removed) {
				p.Old, p.HasOld = removed[i], true
			}
			if i < len(added) {
				p.New, p.HasNew = added[i], true
			}
			out = append(out, p)
		}
		removed, added = nil, nil
	}
	for _, l := range lines {
		switch l.Kind {
		case Removed:
			removed = append(removed, l.Text)
		case Added:
			added = append(added, l.Text)
		default:
			flush()
			out = append(out, Pair{l.Text, l.Text, true, true, true})
		}
	}
	flush()
	return out
}
