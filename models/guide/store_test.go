package guide_test

import (
	"context"
	"testing"

	"tminus/internal/clock"
	"tminus/models"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/demo"
	"tminus/models/fault"
	"tminus/models/guide"
	"tminus/models/people"
)

// fixture is the sample organisation with its guides.
type fixture struct {
	t     *testing.T
	db    *db.DB
	clock *clock.Manual
	rooms models.Stores
	*guide.Store
}

func newFixture(t *testing.T) fixture {
	t.Helper()
	d, c := dbtest.OpenFilled(t, "demo", dbtest.Start, func(d *db.DB) error { return demo.Fill(context.Background(), d) })
	rooms := models.NewStores(d)
	return fixture{t: t, db: d, clock: c, rooms: rooms, Store: rooms.Guides}
}

// as returns a context in which one of the sample people is the actor.
func (b fixture) as(key string) context.Context {
	b.t.Helper()
	u := b.user(key)
	return db.WithActor(context.Background(), db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role)})
}

func (b fixture) user(key string) people.User {
	b.t.Helper()
	var u people.User
	if err := b.db.Read(context.Background()).Where("email = ?", key+"@aurora.example").Take(&u).Error; err != nil {
		b.t.Fatal(err)
	}
	return u
}

// createGuide creates a guide of Petra's for the notifications launch.
func (b fixture) createGuide(title string) guide.Guide {
	b.t.Helper()
	l, err := b.rooms.Launches.Launch(b.as("petra"), "real-time-notifications")
	if err != nil {
		b.t.Fatal(err)
	}
	g, err := b.Create(b.as("petra"), guide.New{Content: guide.Content{Title: title}, OwnerID: b.user("petra").ID, LaunchID: l.ID}, "")
	if err != nil {
		b.t.Fatal(err)
	}
	return g
}

func (b fixture) read(slug string) guide.Detail {
	b.t.Helper()
	d, err := b.Get(b.as("vera"), slug)
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

func wantKind(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Fatalf("got %v, want kind %d", err, k)
	}
}

func TestGetReturnsPublishedRevision(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	g := b.createGuide("Exports")
	ctx := b.as("petra")
	if err := b.Publish(ctx, g.Slug, 1, g.Version); err != nil {
		t.Fatal(err)
	}
	g = b.read(g.Slug).Guide
	if g.State != guide.Published || g.Published != 1 {
		t.Fatalf("published: %+v", g)
	}
	changes := b.db.Hub().Subscribe(guide.Topic, "")
	g, err := b.Save(ctx, g.Slug, guide.Content{Title: "Exports, new", How: "Press it."}, "more", g.Version)
	if err != nil {
		t.Fatal(err)
	}
	if e, err := changes.Next(t.Context()); err != nil || e.Data != g.ID || changes.Skip() {
		t.Errorf("published %+v, %v", e, err)
	}
	d := b.read(g.Slug)
	if d.Revision.Number != 1 || d.Revision.Content.Title != "Exports" || d.State != guide.Draft || !d.Pending() || d.Title != "Exports" {
		t.Errorf("readers read %+v", d)
	}
	newest, err := b.Newest(ctx, g.Slug)
	if err != nil || newest.Revision.Content.How != "Press it." || newest.Revision.Message != "more" {
		t.Errorf("the newest: %+v, %v", newest, err)
	}
	_, err = b.Save(ctx, g.Slug, guide.Content{Title: "Mine"}, "", g.Version-1)
	wantKind(t, err, fault.KindConflict)
	_, err = b.Save(b.as("vera"), g.Slug, guide.Content{Title: "Mine"}, "", g.Version)
	wantKind(t, err, fault.KindForbidden)
}

func actor(id int64, role people.Role) db.Actor { return db.Actor{ID: id, Role: string(role)} }
