package guide_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/guide"
)

// work returns the person's work without the misses that have a result now.
func (b fixture) work(l *guide.Library, key string) guide.Work {
	b.t.Helper()
	w, err := b.Mine(b.as(key))
	b.must(err)
	now, err := l.Now(b.as(key), w.Misses)
	b.must(err)
	w.Found(now)
	return w
}

func queries(list []guide.Miss) (out []string) {
	for _, m := range list {
		out = append(out, m.Query)
	}
	return out
}

func TestMissesReachGuideOwners(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	l := guide.NewLibrary(b.Store)
	for _, q := range []string{"Zeppelin", "zeppelin  ", "xy", "hovercraft"} {
		b.must(b.Missed(b.as("vera"), q))
	}
	got := queries(b.work(l, "petra").Misses)
	if !slices.Contains(got, "zeppelin") || !slices.Contains(got, "hovercraft") || slices.Contains(got, "xy") {
		t.Fatalf("an owner gets %q", got)
	}
	for _, key := range []string{"dana", "vera"} { // reviewers and readers
		if w := b.work(l, key); len(w.Misses) != 0 {
			t.Errorf("%s owns nothing and gets %q", key, queries(w.Misses))
		}
	}
	b.publishedGuide("Airships", "The zeppelin loses height")
	if got := queries(b.work(l, "petra").Misses); slices.Contains(got, "zeppelin") || !slices.Contains(got, "hovercraft") {
		t.Errorf("with a guide for it: %q", got)
	}
	b.clock.Advance(7*24*time.Hour + time.Minute)
	if w := b.work(l, "petra"); len(w.Misses) != 0 {
		t.Errorf("after a week: %q", queries(w.Misses))
	}
	if list, err := b.Misses(b.as("petra")); err != nil || !slices.Contains(queries(list), "hovercraft") {
		t.Errorf("on its page after a week: %q, %v", queries(list), err)
	}
	wantKind(t, b.Missed(context.Background(), "balloon"), fault.KindUnauthenticated)
}

func TestArchivedGuideGivesNoWork(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	g := b.publishedGuide("Airships", "They lose height")
	if _, err := b.Helped(b.as("vera"), g.Slug, b.read(g.Slug).Revision.Content.Issues[0].Anchor(), false, "How high"); err != nil {
		t.Fatal(err)
	}
	b.must(b.Missed(b.as("vera"), "hovercraft"))
	own, err := b.List(b.as("petra"), guide.Filter{})
	b.must(err)
	for _, one := range own.Rows {
		if one.OwnerID == b.user("petra").ID {
			b.must(b.Archive(b.as("ana"), one.Slug, false, one.Version))
		}
	}
	if w, err := b.Mine(b.as("petra")); err != nil || len(w.Misses)+len(w.Unhelped) != 0 {
		t.Errorf("got %q and %v, %v", queries(w.Misses), w.Unhelped, err)
	}
}

func TestUnhelpedUntilSettled(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	g := b.publishedGuide("Airships", "They lose height")
	at := b.read(g.Slug).Revision.Content.Issues[0].Anchor()
	for key, missing := range map[string]string{"vera": "How high", "dana": ""} {
		if _, err := b.Helped(b.as(key), g.Slug, at, false, missing); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Helped(b.as("marek"), g.Slug, at, true, ""); err != nil {
		t.Fatal(err)
	}
	of := func(key string) []guide.Unhelped {
		w, err := b.Mine(b.as(key))
		b.must(err)
		return w.Unhelped
	}
	want := []guide.Unhelped{{Slug: g.Slug, Title: "Airships", Times: 2, Noted: 1}}
	if got := of("petra"); !slices.Equal(got, want) {
		t.Errorf("the owner has %+v", got)
	}
	if got := of("marek"); slices.ContainsFunc(got, func(u guide.Unhelped) bool { return u.Slug == g.Slug }) {
		t.Errorf("another has %+v", got)
	}
	notes, err := b.NotHelped(b.as("petra"), g.ID)
	b.must(err)
	for _, n := range notes {
		b.must(faulttest.Err(b.Settle(b.as("petra"), g.Slug, n.ID, false, n.Version)))
	}
	if got := of("petra"); len(got) != 0 {
		t.Errorf("settled, the owner has %+v", got)
	}
}

func TestMineQueryCountIsConstant(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	l := guide.NewLibrary(b.Store)
	count := func() (guide.Work, int64) {
		var n atomic.Int64
		ctx := db.WithQueryCount(b.as("petra"), &n)
		w, err := b.Mine(ctx)
		b.must(err)
		_, err = l.Now(ctx, w.Misses)
		b.must(err)
		return w, n.Load()
	}
	b.must(b.Missed(b.as("vera"), "hovercraft"))
	count() // fills the library
	_, few := count()
	for i := range 40 {
		b.must(b.Missed(b.as("vera"), fmt.Sprintf("hovercraft %03d", i)))
	}
	w, many := count()
	if many != few || !w.MissesCut || len(w.Misses) != 20 {
		t.Errorf("%d queries for few, %d for many; %d of them, cut: %t", few, many, len(w.Misses), w.MissesCut)
	}
}

func TestHandledMissReappearsWhenRepeated(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	petra := b.as("petra")
	b.must(b.Missed(b.as("vera"), "hovercraft"))
	open := func() (m guide.Miss, shown bool) {
		t.Helper()
		list, err := b.Misses(b.as("vera"))
		b.must(err)
		for _, m := range list {
			if m.Query == "hovercraft" {
				return m, true
			}
		}
		return m, false
	}
	see := func(back bool, version int) int {
		t.Helper()
		v, err := b.SeeTo(petra, "hovercraft", back, version)
		b.must(err)
		return v
	}
	conflicts := func(back bool, version int) {
		t.Helper()
		_, err := b.SeeTo(petra, "hovercraft", back, version)
		wantKind(t, err, fault.KindConflict)
	}
	audited := func() (n int) {
		t.Helper()
		b.must(b.db.Read(petra).Raw("SELECT COUNT(*) FROM audit_log WHERE entity = 'guide_miss' AND label = 'hovercraft'").Scan(&n).Error)
		return n
	}
	conflicts(false, 3)
	if v := see(true, 0); v != 0 {
		t.Errorf("an unhandled search has version %d", v)
	}
	if v := see(false, 0); v != 1 || see(false, 0) != 1 || see(false, 7) != 1 {
		t.Errorf("handled at version %d", v)
	}
	if _, shown := open(); shown || audited() != 1 {
		t.Errorf("shown: %t; %d in the log", shown, audited())
	}
	if w, err := b.Mine(petra); err != nil || slices.Contains(queries(w.Misses), "hovercraft") {
		t.Errorf("it is still in the work list, %v", err)
	}
	conflicts(true, 0)
	if v := see(true, 1); v != 2 {
		t.Errorf("open again at version %d", v)
	}
	conflicts(false, 1) // an outdated version
	if m, shown := open(); !shown || m.Version != 2 || audited() != 2 {
		t.Errorf("open again: %+v, shown: %t; %d in the log", m, shown, audited())
	}
	see(false, 2)
	b.clock.Advance(time.Minute)
	b.must(b.Missed(b.as("vera"), "Hovercraft"))
	if m, shown := open(); !shown || m.Count != 2 || m.Version != 3 {
		t.Errorf("looked for again: %+v, shown: %t", m, shown)
	}
	see(false, 3)
	b.clock.Advance(100 * 24 * time.Hour)
	b.must(b.Missed(b.as("vera"), "hovercraft"))
	if m, shown := open(); !shown || m.Count != 1 || m.Version != 0 {
		t.Errorf("a hundred days later: %+v, shown: %t", m, shown)
	}
}

func TestSeeToPermissions(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	b.must(b.Missed(b.as("vera"), "hovercraft"))
	for _, c := range []struct {
		ctx   context.Context
		query string
		kind  fault.Kind
	}{
		{b.as("vera"), "hovercraft", fault.KindForbidden}, {context.Background(), "hovercraft", fault.KindUnauthenticated},
		{b.as("marek"), "nobody asked", fault.KindNotFound}, {b.as("marek"), "", fault.KindNotFound},
	} {
		_, err := b.SeeTo(c.ctx, c.query, false, 0)
		wantKind(t, err, c.kind)
	}
	_, err := b.SeeTo(b.as("marek"), "hovercraft", false, 0) // owns no guide but may write
	b.must(err)
}

// PostgreSQL runs a transaction again after a serialization failure, so its inputs must be
// unchanged.
func TestSeeToDuringConcurrentSearches(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	b.must(b.Missed(b.as("vera"), "hovercraft"))
	stop, vera := make(chan struct{}), b.as("vera")
	var searching sync.WaitGroup
	for range 4 {
		searching.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					_ = b.Missed(vera, "hovercraft") // may fail to serialize itself
				}
			}
		})
	}
	defer func() { close(stop); searching.Wait() }()
	version, petra := 0, b.as("petra")
	for i := range 60 {
		after, err := b.SeeTo(petra, "hovercraft", i%2 == 1, version)
		if fault.Is(err, fault.KindConflict) {
			t.Fatalf("no other change, but: %v", err)
		}
		if err == nil {
			version = after
		}
	}
}
