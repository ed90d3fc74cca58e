package feedback_test

import (
	"sync/atomic"
	"testing"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/feedback"
)

func TestSearchFindsReportsOfAllLaunches(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	full := supportInput("The bell stays silent")
	full.Doing, full.Expected, full.Reporter, full.Source = "Writing to Zoë", "A sound", "Jörg Bäcker", "TICKET-4711"
	first := b.add(full)
	b.clock.Advance(time.Hour)
	closed := b.decide(b.add(supportInput("The bell is too loud")).ID, feedback.Roadmap, "")
	b.ok(faulttest.Err(b.Close(ctx, slug, closed.ID, false, closed.Version)))
	removed := b.add(supportInput("The bell sells watches"))
	b.ok(faulttest.Err(b.Remove(ctx, slug, removed.ID, removed.Version)))
	b.clock.Advance(time.Hour)
	elsewhere, err := b.Add(ctx, b.other.Slug, supportInput("No bell 100% of the time"), "")
	b.ok(err)

	find := func(text string, n int) (ids []int64, more bool) {
		t.Helper()
		list, more, err := b.Search(b.as(b.viewer), text, n)
		b.ok(err)
		for _, r := range list {
			ids = append(ids, r.ID)
		}
		return ids, more
	}
	for text, want := range map[string][]int64{
		"bell": {elsewhere, first.ID, closed.ID}, "BELL silent": {first.ID}, "zoe": {first.ID}, "sound": {first.ID},
		"backer jorg": {first.ID}, "ticket-4711": {first.ID},
		"100%": {elsewhere}, "%": {elsewhere}, "_": nil, "watches": nil, "": nil, "  ": nil,
	} {
		if got, more := find(text, 8); len(got) != len(want) || more {
			t.Errorf("%q: found %v, want %v", text, got, want)
		} else {
			for i := range want {
				if got[i] != want[i] {
					t.Errorf("%q: found %v, want %v", text, got, want)
				}
			}
		}
	}
	if got, more := find("bell", 2); len(got) != 2 || !more {
		t.Errorf("of three: %v, %v", got, more)
	}
	if got, more := find("bell", 0); len(got) != 0 || more {
		t.Errorf("of none: %v, %v", got, more)
	}
	list, _, err := b.Search(b.as(b.viewer), "100%", 8)
	b.ok(err)
	if list[0].LaunchName != b.other.Name || list[0].LaunchSlug != b.other.Slug {
		t.Errorf("of %q", list[0].LaunchName)
	}
	_, _, err = b.Search(b.nobody(), "bell", 8)
	b.want(err, fault.KindUnauthenticated)
}

func TestSearchQueryCountIsConstant(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	asked := func() int64 {
		var n atomic.Int64
		_, _, err := b.Search(db.WithQueryCount(b.as(b.viewer), &n), "mail", 200)
		b.ok(err)
		return n.Load()
	}
	b.add(supportInput("The mail is late"))
	few := asked()
	b.fill(1_000)
	if many := asked(); many != few {
		t.Errorf("%d queries for one, %d for many", few, many)
	}
}
