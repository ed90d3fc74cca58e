package people

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/internal/ics"
)

// For random changes of the events between two fetches: a sequence never decreases and increases
// with each change, and an event is sent as cancelled for a while before it disappears.
func TestFeedSequencesAndCancellations(t *testing.T) {
	t.Parallel()
	berlin, err := civil.Zone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // test data
		now := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
		var sent []FeedEvent
		last, gone := map[string]ics.Event{}, map[string]time.Time{}
		for range 40 {
			now = now.Add(time.Duration(r.IntN(5*24)) * time.Hour)
			var events []ics.Event
			for i := range 6 {
				e := ics.Event{UID: fmt.Sprint(i), Summary: fmt.Sprint("Event ", r.IntN(2)), Modified: now.Add(-time.Hour), Sequence: r.IntN(3)}
				if i%2 == 0 {
					e.Day = civil.New(2027, 12, 1+r.IntN(2))
				} else {
					e.Start = time.Date(2027, 12, 1+r.IntN(2), 10, 0, 0, 0, berlin)
				}
				if r.IntN(3) > 0 {
					events = append(events, e)
				}
			}
			n, err := compare(sent, events, now)
			if err != nil {
				t.Fatal(err)
			}
			sent = apply(sent, n)
			seen := map[string]ics.Event{}
			for _, e := range n.events {
				before, was := last[e.UID]
				if was && (e.Sequence < before.Sequence || e.Modified.Before(before.Modified) ||
					marshalEvent(e) != marshalEvent(before) && e.Sequence == before.Sequence) {
					t.Fatalf("seed %d: %+v after %+v", seed, e, before)
				}
				seen[e.UID] = e
				if e.Cancelled && !before.Cancelled {
					gone[e.UID] = now
				}
			}
			for uid, before := range last {
				if _, still := seen[uid]; !still && (!before.Cancelled || now.Sub(gone[uid]) < cancelledFor) {
					t.Fatalf("seed %d: %+v went at once", seed, before)
				}
			}
			last = seen
			// A second fetch without changes writes nothing.
			if again, err := compare(sent, events, now); err != nil || len(again.write)+len(again.forget) > 0 {
				t.Fatalf("seed %d: told again: %+v, %v", seed, again, err)
			}
		}
	}
}

// apply does the same as save, without a database.
func apply(sent []FeedEvent, n feedUpdate) []FeedEvent {
	byID := map[int64]FeedEvent{}
	top := int64(0)
	for _, t := range sent {
		byID[t.ID] = t
		top = max(top, t.ID)
	}
	for _, t := range n.write {
		if t.ID == 0 {
			top++
			t.ID = top
		}
		byID[t.ID] = t
	}
	for _, id := range n.forget {
		delete(byID, id)
	}
	var out []FeedEvent
	for id := int64(1); id <= top; id++ {
		if t, ok := byID[id]; ok {
			out = append(out, t)
		}
	}
	return out
}
