package launch

import (
	"slices"
	"strings"
)

// Graph maps each item to the ids of the items that it depends on.
type Graph map[int64][]int64

// Cycle returns a path from an item back to itself, including both ends, or nil. It finds only
// cycles through the item: if the graph had none before the item's edges changed, there can be no
// other.
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

// itemTitle is an item of a launch with its title.
type itemTitle struct {
	ID       int64
	Title    string
	Archived bool
}

func joinTitles(known map[int64]itemTitle, ids []int64, between string) string {
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
