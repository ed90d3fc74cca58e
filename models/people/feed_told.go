package people

import (
	"encoding/json"
	"time"

	"tminus/internal/civil"
	"tminus/internal/ics"
	"tminus/models/db"
)

// remembered is for how long a calendar feed says of what was deleted that it is
// cancelled: long enough for every program that fetches it now and then.
const remembered = 30 * 24 * time.Hour

// Told is what a feed has said of an event the last time it was fetched.
type Told struct {
	ID         int64
	UserID     int64
	Feed       string
	UID        string `gorm:"column:uid"`
	Sequence   int
	ModifiedAt db.Instant
	Event      string
	// GoneAt is since when the event is in the feed no more.
	GoneAt db.Instant
}

// TableName implements GORM's Tabler.
func (Told) TableName() string { return "feed_told" }

// toldEvent is what a calendar program sees of an event.
type toldEvent struct {
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

func keep(e ics.Event) string {
	k := toldEvent{Summary: e.Summary, Description: e.Description, URL: e.URL, Day: e.Day, LastDay: e.LastDay, Busy: e.Busy, Cancelled: e.Cancelled}
	if e.Day.IsZero() {
		k.Start, k.Zone = e.Start.UnixMilli(), e.Start.Location().String()
		if !e.End.IsZero() {
			k.End = e.End.UnixMilli()
		}
	}
	b, _ := json.Marshal(k) // of texts, numbers and dates
	return string(b)
}

// event is the event as it was told.
func (t Told) event() (ics.Event, error) {
	var k toldEvent
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

// over tells whether an event lies so far back that nobody waits for it.
func over(e ics.Event, now time.Time) bool {
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
	return ends.Before(now.Add(-remembered))
}

// news is how a feed differs from what it has said before: the events to be sent,
// what is to be remembered, and what can be forgotten.
type news struct {
	events []ics.Event
	write  []Told
	forget []int64
}

// compare lays the events that a feed has now beside what it has told. Of what
// has changed the sequence grows; what was there and is not any more is told as
// cancelled for a while, unless it was that already or is long over.
func compare(before []Told, events []ics.Event, now time.Time) (news, error) {
	var n news
	old := make(map[string]Told, len(before))
	for _, t := range before {
		old[t.UID] = t
	}
	for _, e := range events {
		t, was := old[e.UID]
		delete(old, e.UID)
		t.GoneAt = db.Instant{} // it may be back
		n.events = append(n.events, n.tell(t, was, e, now))
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
		case t.GoneAt.IsZero() && !e.Cancelled && !over(e, now):
			t.GoneAt = db.At(now)
			e.Cancelled = true
			e = n.tell(t, true, e, now)
		case t.GoneAt.IsZero(), !t.GoneAt.After(now.Add(-remembered)):
			n.forget = append(n.forget, t.ID)
			continue
		}
		n.events = append(n.events, e)
	}
	return n, nil
}

// tell gives an event the sequence that follows what was told of it.
func (n *news) tell(t Told, was bool, e ics.Event, now time.Time) ics.Event {
	text := keep(e)
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
