package template

import (
	"fmt"
	"strings"
)

// cycle reports one circular dependency between deliverables, by their titles.
func (c *Checker) cycle(items []Item) {
	index := map[string]int{}
	for i, it := range items {
		if _, twice := index[it.Key]; !twice {
			index[it.Key] = i
		}
	}
	const (
		unseen = iota
		open
		closed
	)
	state := make([]int, len(items))
	var trail []int
	var visit func(i int) bool
	visit = func(i int) bool {
		state[i] = open
		trail = append(trail, i)
		for _, key := range items[i].After {
			j, ok := index[key]
			if !ok {
				continue // reported already
			}
			if state[j] == open {
				c.reportCycle(items, trail, j)
				return true
			}
			if state[j] == unseen && visit(j) {
				return true
			}
		}
		trail = trail[:len(trail)-1]
		state[i] = closed
		return false
	}
	for i := range items {
		if state[i] == unseen && visit(i) {
			return
		}
	}
}

func (c *Checker) reportCycle(items []Item, trail []int, back int) {
	for trail[0] != back {
		trail = trail[1:]
	}
	last := trail[len(trail)-1]
	names := make([]string, 0, len(trail)+1)
	for _, i := range trail {
		names = append(names, "“"+Clip(items[i].Title)+"”")
	}
	names = append(names, names[0])
	c.Report(fmt.Sprintf("deliverables[%d].after", last+1), items[last].Title,
		"these wait for each other: %s", strings.Join(names, " after "))
}
