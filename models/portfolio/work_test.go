package portfolio

import (
	"testing"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/template"
)

func TestWorkListsEachItemOnce(t *testing.T) {
	t.Parallel()
	const me = int64(1)
	rapid.Check(t, func(t *rapid.T) {
		person := rapid.Int64Range(0, 3)
		items := make([]launch.WorkItem, rapid.IntRange(0, 30).Draw(t, "n"))
		today := civil.New(2026, 11, 16)
		for i := range items {
			it := &items[i]
			it.ID, it.Kind = int64(i+1), rapid.SampledFrom(template.Kinds).Draw(t, "kind")
			it.Status = rapid.SampledFrom(launch.Statuses(it.Kind)).Draw(t, "status")
			it.OwnerID, it.ReviewerID, it.UnblockerID = person.Draw(t, "owner"), person.Draw(t, "reviewer"), person.Draw(t, "unblocker")
			it.Today = today.AddDays(rapid.IntRange(-1, 1).Draw(t, "zone"))
			if rapid.Bool().Draw(t, "dated") {
				it.DueOn = today.AddDays(rapid.IntRange(-40, 40).Draw(t, "due"))
			}
		}
		seen := make(map[int64]int)
		w := groupWork(items, me)
		for when, list := range w.Due {
			for i, it := range list {
				seen[it.ID]++
				if it.OwnerID != me || launch.DueGroupOf(it.DueOn, it.Today) != when {
					t.Fatalf("item %d is in the wrong group %q", it.ID, when)
				}
				if i > 0 && list[i-1].CompareDue(it.Schedule) > 0 {
					t.Fatalf("%q is out of order", when)
				}
			}
		}
		for _, it := range append(w.Unblock, w.Review...) {
			seen[it.ID]++
		}
		for _, it := range items {
			asked := (it.Status == launch.Blocked && it.UnblockerID == me) || (it.Status == launch.InReview && it.ReviewerID == me)
			want := 0
			if !it.Status.Finished() && (it.OwnerID == me || asked) {
				want = 1
			}
			if seen[it.ID] != want {
				t.Fatalf("item %d is shown %d times, want %d: %+v", it.ID, seen[it.ID], want, it)
			}
		}
	})
}
