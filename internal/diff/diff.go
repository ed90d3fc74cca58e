// Package diff compares two texts line by line, as Myers described in "An O(ND)
// Difference Algorithm and Its Variations" (1986).
package diff

import "strings"

// Kind says in which of the texts a line stands.
type Kind int

// In both, only in the old, only in the new.
const (
	Same Kind = iota
	Removed
	Added
)

// Line is a line of either text.
type Line struct {
	Kind Kind
	Text string
}

// most bounds the work for texts that have little in common: beyond so many
// differences all that is left is told as removed and added.
const most = 400

// Lines returns the lines of both texts in order. What is removed stands before
// what is added in its place.
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

// middle finds the shortest way from x to y: trace keeps, for each number of
// differences, how far one gets on each diagonal.
func middle(x, y []string) []Line {
	n, m := len(x), len(y)
	bound := min(n+m, most)
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
				return back(trace, x, y, d)
			}
		}
		v = now
	}
	return replaced(x, y)
}

// start is where diagonal k begins with d differences: one more line of the old
// text passed over, or one of the new.
func start(v map[int]int, k, d int) int {
	if k == -d || k != d && v[k-1] < v[k+1] {
		return v[k+1]
	}
	return v[k-1] + 1
}

func back(trace []map[int]int, x, y []string, d int) []Line {
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

func replaced(x, y []string) []Line {
	out := make([]Line, 0, len(x)+len(y))
	for _, l := range x {
		out = append(out, Line{Removed, l})
	}
	for _, l := range y {
		out = append(out, Line{Added, l})
	}
	return out
}

// Pair is what stands side by side: a line of the old text, of the new, or of
// both. Where only one is set, the other side is empty.
type Pair struct {
	Old, New       string
	HasOld, HasNew bool
	Same           bool
}

// Pairs sets lines side by side: of a change, the first removed beside the first
// added, and so on.
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
