package launch

import (
	"slices"
	"strings"
)

// Graph holds for each item the ids of what it waits for.
type Graph map[int64][]int64

// Cycle returns a way from an item back to itself, both ends named, or nil.
// Only cycles through the item are looked for: a graph that had none before
// the item's edges changed can have no other.
func (g Graph) Cycle(from int64) []int64 {
	seen := map[int64]bool{}
	var path []int64
	var walk func(at int64) bool
	walk = func(at int64) bool {
		path = append(path, at)
		for _, to := range g[at] {
			if to == from {
				path = append(path, to)
				return true
			}
			if !seen[to] {
				seen[to] = true
				if walk(to) {
					return true
				}
			}
		}
		path = path[:len(path)-1]
		return false
	}
	if walk(from) {
		return path
	}
	return nil
}

// named is an item of a launch as far as dependencies need to know it.
type named struct {
	ID       int64
	Title    string
	Archived bool
}

func titles(known map[int64]named, ids []int64, between string) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = known[id].Title
	}
	return strings.Join(words, between)
}

func sorted(ids []int64) []int64 {
	out := slices.Clone(ids)
	slices.Sort(out)
	return out
}
