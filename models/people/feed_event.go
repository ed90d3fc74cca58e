package people

import (
	"encoding/json"
	"time"

	"tminus/internal/civil"
	"tminus/internal/ics"
	"tminus/models/db"
)

// cancelledFor is the time for which a calendar feed reports a deleted event as cancelled: long
// enough for every program that fetches it occasionally.
const cancelledFor = 30 * 24 * time.Hour

// FeedEvent is an event as a feed last sent it.
type FeedEvent struct {
	ID         int64
	UserID     int64
	Feed       string
	UID        string `gorm:"column:uid"`
	Sequence   int
	ModifiedAt db.Instant
	Event      string
	// GoneAt is the time since when the event is no longer in the feed.
	GoneAt db.Instant
}

// TableName implements GORM's Tabler.
func (FeedEvent) TableName() string { return "feed_told" }

// eventData holds the properties of an event that a calendar program sees.
type eventData struct {
	Summary     string     `json:"summary"`
	Description string     `json:"description,omitempty"`
	URL         string     `json:"url,omitempty"`
	Day         civil.Date `json:"day,omitzero"`
	LastDay     civil.Date `json:"last_day,omitzero"`
	Start       int64      `json:"start,omitempty"` // Unix milliseconds
	End         int64      `json:"end,omitempty"`
	Zone        string     `json:"zone,omitempty"`
	Busy        bool       `json:"busy,omitempty"`
	Cancelled   bool       `json:"cancelled,omitempty"`
}

func marshalEvent(e ics.Event) string {
	k := eventData{Summary: e.Summary, Description: e.Description, URL: e.URL, Day: e.Day, LastDay: e.LastDay, Busy: e.Busy,
		Cancelled: e.Cancelled}
	if e.Day.IsZero() {
		k.Start, k.Zone = e.Start.UnixMilli(), e.Start.Location().String()
		if !e.End.IsZero() {
			k.End = e.End.UnixMilli()
		}
	}
	b, _ := json.Marshal(k) // strings, numbers and dates always marshal
	return string(b)
}

// event returns the event as it was sent.
func (t FeedEvent) event() (ics.Event, error) {
	var k eventData
	if err := json.Unmarshal([]byte(t.Event), &k); err != nil {
		return ics.Event{}, err
	}
	e := ics.Event{UID: t.UID, Sequence: t.Sequence, Modified: t.ModifiedAt.Time, Summary: k.Summary, Description: k.Description, URL: k.URL,
		Day: k.Day, LastDay: k.LastDay, Busy: k.Busy, Cancelled: k.Cancelled}
	if !k.Day.IsZero() {
		return e, nil
	}
	loc, err := civil.Zone(k.Zone)
	if err != nil {
		loc = time.UTC
	}
	e.Start = time.UnixMilli(k.Start).In(loc)
	if k.End != 0 {
		e.End = time.UnixMilli(k.End).In(loc)
	}
	return e, nil
}

// isOver reports whether an event ended so long ago that nobody waits for it.
func isOver(e ics.Event, now time.Time) bool {
	ends := e.End
	if ends.IsZero() {
		ends = e.Start
	}
	if day := e.Day; !day.IsZero() {
		if e.LastDay.After(day) {
			day = e.LastDay
		}
		_, ends = civil.DayBounds(day, time.UTC)
	}
	return ends.Before(now.Add(-cancelledFor))
}

// feedUpdate is the difference between a feed and its last state: the events to send, the rows to
// write, and the ids of the rows to delete.
type feedUpdate struct {
	events []ics.Event
	write  []FeedEvent
	forget []int64
}

// compare compares the events of a feed with the last state. Changed events get a higher sequence;
// events that are no longer there are sent as cancelled for a while, unless they were cancelled
// already or are long over.
func compare(before []FeedEvent, events []ics.Event, now time.Time) (feedUpdate, error) {
	var n feedUpdate
	old := make(map[string]FeedEvent, len(before))
	for _, t := range before {
		old[t.UID] = t
	}
	for _, e := range events {
		t, was := old[e.UID]
		delete(old, e.UID)
		t.GoneAt = db.Instant{} // it may have returned
		n.events = append(n.events, n.addEvent(t, was, e, now))
	}
	for _, t := range before {
		if _, gone := old[t.UID]; !gone {
			continue
		}
		e, err := t.event()
		if err != nil {
			return n, err
		}
		switch {
		case t.GoneAt.IsZero() && !e.Cancelled && !isOver(e, now):
			t.GoneAt = db.At(now)
			e.Cancelled = true
			e = n.addEvent(t, true, e, now)
		case t.GoneAt.IsZero(), !t.GoneAt.After(now.Add(-cancelledFor)):
			n.forget = append(n.forget, t.ID)
			continue
		}
		n.events = append(n.events, e)
	}
	return n, nil
}

// addEvent adds an event with the sequence that follows the last one sent.
func (n *feedUpdate) addEvent(t FeedEvent, was bool, e ics.Event, now time.Time) ics.Event {
	text := marshalEvent(e)
	changed := was && t.Event != text
	if was {
		e.Sequence = max(e.Sequence, t.Sequence)
		if changed && e.Sequence == t.Sequence {
			e.Sequence++
		}
		if changed && !e.Modified.After(t.ModifiedAt.Time) {
			e.Modified = now
		}
		if e.Modified.Before(t.ModifiedAt.Time) {
			e.Modified = t.ModifiedAt.Time
		}
	}
	if was && !changed && e.Sequence == t.Sequence && e.Modified.Equal(t.ModifiedAt.Time) {
		return e
	}
	t.UID, t.Event, t.Sequence, t.ModifiedAt = e.UID, text, e.Sequence, db.At(e.Modified)
	n.write = append(n.write, t)
	return e
}
