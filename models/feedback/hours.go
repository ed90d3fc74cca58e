package feedback

import "time"

// Tick is the number of reports in a short period from At, by channel and symptom.
type Tick struct {
	At      time.Time
	Channel Channel
	Symptom string
	Times   int
}

// Hour is the number of reports in an hour, by channel.
type Hour struct {
	From time.Time
	By   map[Channel]int
}

// Total returns the number in all channels.
func (h Hour) Total() int {
	n := 0
	for _, m := range h.By {
		n += m
	}
	return n
}

// ByHour counts reports by hour up to the hour of now, oldest first. Hours begin at the full hours
// of the zone. ByHour ignores reports outside of these hours.
func ByHour(ticks []Tick, now time.Time, hours int, zone *time.Location) []Hour {
	first := hourStart(now, zone).Add(-time.Duration(hours-1) * time.Hour)
	out := make([]Hour, hours)
	for i := range out {
		out[i] = Hour{From: first.Add(time.Duration(i) * time.Hour), By: map[Channel]int{}}
	}
	for _, t := range ticks {
		if i := int(t.At.Sub(first) / time.Hour); !t.At.Before(first) && i < hours {
			out[i].By[t.Channel] += t.Times
		}
	}
	return out
}

// hourStart returns the start of the hour of t in a zone. The offset of some zones includes half an
// hour.
func hourStart(t time.Time, zone *time.Location) time.Time {
	local := t.In(zone)
	past := time.Duration(local.Minute())*time.Minute + time.Duration(local.Second())*time.Second + time.Duration(local.Nanosecond())
	return local.Add(-past)
}
