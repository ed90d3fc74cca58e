package feedback_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/feedback"
)

func TestExportIncludesAllPages(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	b.fill(400)
	_, err := b.Add(ctx, b.other.Slug, supportInput("Elsewhere"), "")
	b.ok(err)
	removed := b.add(supportInput("Removed"))
	b.ok(faulttest.Err(b.Remove(ctx, slug, removed.ID, removed.Version)))
	b.clock.Advance(time.Hour)
	r := b.decide(b.add(supportInput("The bell is silent")).ID, feedback.QuickFix, "")
	risk, err := b.MakeRisk(ctx, slug, r.ID, r.Version)
	b.ok(err)

	for _, f := range []feedback.Filter{{}, {State: feedback.Any}, {State: feedback.Duplicate, Page: 3}, {Text: "mail", Oldest: true},
		{Text: "nothing like it"}, {State: feedback.Any, Often: true}} {
		var got []int64
		b.ok(b.Export(b.as(b.viewer), b.launch, f, func(r feedback.Report) error {
			got = append(got, r.ID)
			return nil
		}))
		f.Page = 1
		var want []int64
		for reg := b.list(f); ; reg = b.list(f) {
			for _, r := range reg.Rows {
				want = append(want, r.ID)
			}
			if f.Page++; f.Page > reg.Pages {
				break
			}
		}
		if len(got) != len(want) {
			t.Fatalf("%+v: %d in the file, %d in the list", f, len(got), len(want))
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("%+v: in another order than the list", f)
			}
		}
	}
	var links []feedback.Link
	b.ok(b.Export(b.as(b.viewer), b.launch, feedback.Filter{Text: "bell"}, func(r feedback.Report) error {
		links = append(links, r.Links...)
		return nil
	}))
	if len(links) != 1 || links[0].TargetID != risk {
		t.Errorf("links: %+v", links)
	}
}

func TestExportReadsInChunks(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	asked := func() int64 {
		var n atomic.Int64
		b.ok(b.Export(db.WithQueryCount(b.as(b.viewer), &n), b.launch, feedback.Filter{State: feedback.Any}, func(feedback.Report) error {
			return nil
		}))
		return n.Load()
	}
	b.add(supportInput("One"))
	few := asked()
	b.fill(1_998) // plus the one that they duplicate
	if many := asked(); many-1 != 10*(few-1) {
		t.Errorf("%d queries for one, %d for ten times 200", few, many)
	}
}

func TestExportStopsAtCallbackError(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	b.fill(10)
	gone, n := errors.New("gone"), 0
	err := b.Export(b.as(b.viewer), b.launch, feedback.Filter{State: feedback.Any}, func(feedback.Report) error {
		n++
		return gone
	})
	if !errors.Is(err, gone) || n != 1 {
		t.Errorf("%v after %d", err, n)
	}
	b.want(b.Export(b.nobody(), b.launch, feedback.Filter{}, func(feedback.Report) error { return nil }), fault.KindUnauthenticated)
}
