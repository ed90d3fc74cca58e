package guide_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"tminus/models"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/guide"
)

// library returns the library of another server with the same database.
func (b fixture) library() *guide.Library {
	b.t.Helper()
	return guide.NewLibrary(models.NewStores(b.db).Guides)
}

func (b fixture) finds(l *guide.Library, query string) []guide.Found {
	b.t.Helper()
	found, err := l.Find(b.as("vera"), query, 10)
	if err != nil {
		b.t.Fatal(err)
	}
	return found
}

// publishedGuide creates a published guide with one issue.
func (b fixture) publishedGuide(title, symptom string) guide.Guide {
	b.t.Helper()
	g := b.createGuide(title)
	ctx := b.as("petra")
	g, err := b.Save(ctx, g.Slug, guide.Content{Title: title,
		Issues: []guide.Issue{{Symptom: symptom, Errors: "E-7731", Fix: "Turn it **off** and on."}}}, "", g.Version)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := b.Publish(ctx, g.Slug, g.Head, g.Version); err != nil {
		b.t.Fatal(err)
	}
	return b.read(g.Slug).Guide
}

func TestLibraryIncludesEachCommit(t *testing.T) {
	b := newFixture(t)
	here := guide.NewLibrary(b.Store)
	elsewhere := b.library()
	for _, l := range []*guide.Library{here, elsewhere} {
		if got := b.finds(l, "zeppelin"); len(got) != 0 {
			t.Fatalf("found %v", got)
		}
	}
	g := b.publishedGuide("Airships", "The zeppelins lose height")

	got := b.finds(here, "zeppelin height")
	if len(got) != 1 || got[0].Slug != g.Slug || got[0].Kind != guide.FoundIssue || got[0].Anchor == "" {
		t.Fatalf("right after the commit it finds %+v", got)
	}
	// The clock does not move, and another server may be half a second behind.
	b.clock.Advance(500 * time.Millisecond)
	if got := b.finds(elsewhere, "E7731"); len(got) != 1 || got[0].Slug != g.Slug {
		t.Errorf("half a second later another server finds %+v", got)
	}

	if err := b.Archive(b.as("petra"), g.Slug, false, g.Version); err != nil {
		t.Fatal(err)
	}
	b.clock.Advance(500 * time.Millisecond)
	for _, l := range []*guide.Library{here, elsewhere} {
		if got := b.finds(l, "zeppelin"); len(got) != 0 {
			t.Errorf("an archived guide is found: %v", got)
		}
	}
}

func TestLibraryContainsPublishedRevisions(t *testing.T) {
	b := newFixture(t)
	l := b.library()
	g := b.publishedGuide("Airships", "The zeppelins lose height")
	if _, err := b.Save(b.as("petra"), g.Slug, guide.Content{Title: "Airships", Issues: []guide.Issue{{Symptom: "Submarine floats"}}}, "",
		g.Version); err != nil {
		t.Fatal(err)
	}
	if got := b.finds(l, "submarine"); len(got) != 0 {
		t.Errorf("an unpublished revision is found: %v", got)
	}
	if got := b.finds(l, "zeppelins"); len(got) != 1 {
		t.Errorf("the published revision is not found: %v", got)
	}
	_, err := l.Find(context.Background(), "zeppelins", 10)
	wantKind(t, err, fault.KindUnauthenticated)
}

func TestRefreshedLibraryAnswersWithoutAQuery(t *testing.T) {
	b := newFixture(t)
	l := b.library()
	g := b.publishedGuide("Airships", "The zeppelins lose height")
	if err := l.Refresh(b.as("vera")); err != nil {
		t.Fatal(err)
	}
	var queries atomic.Int64
	found, err := l.Find(db.WithQueryCount(b.as("vera"), &queries), "zeppelins", 10)
	if err != nil || len(found) != 1 || found[0].Slug != g.Slug || queries.Load() != 0 {
		t.Errorf("found %+v with %d queries, %v", found, queries.Load(), err)
	}
}

func TestLibraryRecoversFromFailedFill(t *testing.T) {
	b := newFixture(t)
	l := b.library()
	gone, cancel := context.WithCancel(b.as("vera"))
	cancel()
	if _, err := l.Find(gone, "notifications", 10); err == nil {
		t.Error("a cancelled search returns no error")
	}
	if got := b.finds(l, "notifications"); len(got) == 0 {
		t.Error("nothing is found")
	}
}
