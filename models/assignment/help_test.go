package assignment

import (
	"context"
	"testing"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/launch/launchtest"
	"tminus/models/people"
	"tminus/models/people/peopletest"
)

// fixture is an organisation with a launch, and the store of its roles.
type fixture struct {
	*launchtest.Fixture
	store *Store
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	b := launchtest.New(t)
	b.Launches.InheritWith(Holdings{})
	return &fixture{b, NewStore(b.DB)}
}

func (b *fixture) person(name string, role people.Role) people.User {
	b.T.Helper()
	return peopletest.Add(b.T, b.DB, name, role)
}

// as returns a context in which u is the actor.
func (b *fixture) as(u people.User) context.Context { return peopletest.As(u) }

// ownerOf returns the id of the owner of a deliverable, or 0.
func (b *fixture) ownerOf(id int64) int64 {
	b.T.Helper()
	var d launch.Deliverable
	if err := b.DB.Read(b.as(b.Member)).Where("id = ?", id).Take(&d).Error; err != nil {
		b.T.Fatal(err)
	}
	return db.IDOf(d.OwnerID)
}
