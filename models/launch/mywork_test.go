package launch

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/models/template"
)

func TestWhenSomethingIsDue(t *testing.T) {
	t.Parallel()
	today := civil.New(2026, 11, 20) // a Friday
	for _, c := range []struct {
		due  civil.Date
		want When
	}{
		{civil.New(2026, 11, 19), DueOverdue},
		{today, DueToday},
		{civil.New(2026, 11, 21), DueWeek},
		{civil.New(2026, 11, 26), DueWeek},
		{civil.New(2026, 11, 27), DueLater},
		{civil.Date{}, NoDate},
	} {
		if got := WhenOf(c.due, today); got != c.want {
			t.Errorf("%s: %q, want %q", c.due, got, c.want)
		}
	}
}

// At one instant it is already tomorrow in Auckland and still yesterday in
// Honolulu: the same date is then overdue in one launch and not in another.
func TestTheDayIsThatOfTheLaunch(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 16, 11, 30, 0, 0, time.UTC)
	due := civil.New(2026, 11, 16)
	for zone, want := range map[string]When{"Pacific/Auckland": DueOverdue, "UTC": DueToday, "Pacific/Honolulu": DueToday} {
		if got := WhenOf(due, Launch{Zone: zone}.Today(now)); got != want {
			t.Errorf("%s: %q, want %q", zone, got, want)
		}
	}
	if got := WhenOf(due, Launch{Zone: "Pacific/Honolulu"}.Today(now.Add(-2*time.Hour))); got != DueWeek {
		t.Errorf("Honolulu at 23:30 the day before: %q", got)
	}
}

func TestWhatWaitsForMeIsThereOnce(t *testing.T) {
	t.Parallel()
	const me = int64(1)
	rapid.Check(t, func(t *rapid.T) {
		person := rapid.Int64Range(0, 3)
		items := make([]WorkItem, rapid.IntRange(0, 30).Draw(t, "n"))
		today := civil.New(2026, 11, 16)
		for i := range items {
			it := &items[i]
			it.ID, it.Kind = int64(i+1), rapid.SampledFrom(template.Kinds).Draw(t, "kind")
			it.Status = rapid.SampledFrom(Statuses(it.Kind)).Draw(t, "status")
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
				if it.OwnerID != me || WhenOf(it.DueOn, it.Today) != when {
					t.Fatalf("item %d is in the wrong group %q", it.ID, when)
				}
				if i > 0 && compareDue(list[i-1].Schedule, it.Schedule) > 0 {
					t.Fatalf("%q is out of order", when)
				}
			}
		}
		for _, it := range append(w.Unblock, w.Review...) {
			seen[it.ID]++
		}
		for _, it := range items {
			asked := (it.Status == Blocked && it.UnblockerID == me) || (it.Status == InReview && it.ReviewerID == me)
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
