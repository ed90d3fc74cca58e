package people

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/internal/ics"
)

// Whatever happens to the events of a feed between two looks at it: a sequence
// never falls and grows with each change, and what stood is cancelled for a while
// before it is gone.
func TestAFeedTellsEachChangeAndForgetsNothingAtOnce(t *testing.T) {
	t.Parallel()
	berlin, err := civil.Zone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a test's dice
		now := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
		var told []Told
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
			n, err := compare(told, events, now)
			if err != nil {
				t.Fatal(err)
			}
			told = apply(told, n)
			seen := map[string]ics.Event{}
			for _, e := range n.events {
				before, was := last[e.UID]
				if was && (e.Sequence < before.Sequence || e.Modified.Before(before.Modified) || keep(e) != keep(before) && e.Sequence == before.Sequence) {
					t.Fatalf("seed %d: %+v after %+v", seed, e, before)
				}
				seen[e.UID] = e
				if e.Cancelled && !before.Cancelled {
					gone[e.UID] = now
				}
			}
			for uid, before := range last {
				if _, still := seen[uid]; !still && (!before.Cancelled || now.Sub(gone[uid]) < remembered) {
					t.Fatalf("seed %d: %+v went at once", seed, before)
				}
			}
			last = seen
			// Nothing is written when the same is asked again.
			if again, err := compare(told, events, now); err != nil || len(again.write)+len(again.forget) > 0 {
				t.Fatalf("seed %d: told again: %+v, %v", seed, again, err)
			}
		}
	}
}

// apply is what save does, without a database.
func apply(told []Told, n news) []Told {
	byID := map[int64]Told{}
	top := int64(0)
	for _, t := range told {
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
	var out []Told
	for id := int64(1); id <= top; id++ {
		if t, ok := byID[id]; ok {
			out = append(out, t)
		}
	}
	return out
}
