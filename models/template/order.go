package template

import (
	"fmt"
	"strconv"
	"strings"
)

// cycle reports one ring of deliverables that wait for each other, by name.
func (c *checker) cycle(items []Item) {
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
				c.sayCycle(items, trail, j)
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

func (c *checker) sayCycle(items []Item, trail []int, back int) {
	for trail[0] != back {
		trail = trail[1:]
	}
	last := trail[len(trail)-1]
	names := make([]string, 0, len(trail)+1)
	for _, i := range trail {
		names = append(names, "“"+clip(items[i].Title)+"”")
	}
	names = append(names, names[0])
	c.say(fmt.Sprintf("deliverables[%d].after", last+1), items[last].Title,
		"these wait for each other: %s", strings.Join(names, " after "))
}

// relativeTime tells whether s is a time like T-2h or T+1h30m, within a day.
func relativeTime(s string) bool {
	_, ok := relativeMinutes(s)
	return ok
}

func relativeMinutes(s string) (int, bool) {
	m := relativePattern.FindStringSubmatch(s)
	if m == nil || m[1] != "" && m[2] == "" && m[3] == "" {
		return 0, false
	}
	hours, _ := strconv.Atoi(m[2])
	minutes, _ := strconv.Atoi(m[3])
	total := 60*hours + minutes
	if total >= 24*60 {
		return 0, false
	}
	if m[1] == "-" {
		total = -total
	}
	return total, true
}

// StartMinutes is when the task starts, in minutes from the time of launch.
func (k Task) StartMinutes() int {
	m, _ := relativeMinutes(k.Start)
	return m
}

// ClockAt returns the item's time of day for a launch at the time "HH:MM", and
// how many days it is moved by that (a sync two hours before a launch at 01:00
// is on the day before: "23:00", -1). It returns "" for an item without a time.
// It counts on the clock's face: where the clocks change in between, people
// still meet at the time that is written down.
func (i Item) ClockAt(launch string) (clock string, days int) {
	delta, relative := relativeMinutes(i.Time)
	if !relative {
		return i.Time, 0
	}
	if !clockPattern.MatchString(launch) {
		return "", 0
	}
	hours, _ := strconv.Atoi(launch[:2])
	minutes, _ := strconv.Atoi(launch[3:])
	const day = 24 * 60
	at := 60*hours + minutes + delta
	switch {
	case at < 0:
		at, days = at+day, -1
	case at >= day:
		at, days = at-day, 1
	}
	return fmt.Sprintf("%02d:%02d", at/60, at%60), days
}
