package feedback

import "time"

// Tick is how often something was said in a short while, by channel and symptom. At
// is when that began.
type Tick struct {
	At      time.Time
	Channel Channel
	Symptom string
	Times   int
}

// Hour is how often something was said within an hour, by channel.
type Hour struct {
	From time.Time
	By   map[Channel]int
}

// Total counts all channels of the hour.
func (h Hour) Total() int {
	n := 0
	for _, m := range h.By {
		n += m
	}
	return n
}

// ByHour counts what was said in the hours up to that of now, the oldest first. Hours
// begin as the clocks of the zone show them. What is older, or later than now's hour,
// is left out.
func ByHour(said []Tick, now time.Time, hours int, zone *time.Location) []Hour {
	first := beginning(now, zone).Add(-time.Duration(hours-1) * time.Hour)
	out := make([]Hour, hours)
	for i := range out {
		out[i] = Hour{From: first.Add(time.Duration(i) * time.Hour), By: map[Channel]int{}}
	}
	for _, t := range said {
		if i := int(t.At.Sub(first) / time.Hour); !t.At.Before(first) && i < hours {
			out[i].By[t.Channel] += t.Times
		}
	}
	return out
}

// beginning is when the hour of t began by the clocks of a zone, some of which are
// half an hour off.
func beginning(t time.Time, zone *time.Location) time.Time {
	local := t.In(zone)
	past := time.Duration(local.Minute())*time.Minute + time.Duration(local.Second())*time.Second + time.Duration(local.Nanosecond())
	return local.Add(-past)
}
