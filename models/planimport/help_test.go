package planimport

import (
	"context"
	"os"
	"testing"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/launch/launchtest"
	"tminus/models/people"
	"tminus/models/people/peopletest"
)

// fixture is launchtest.Fixture with a store of imports.
type fixture struct {
	*launchtest.Fixture
	store *Store
}

func newFixture(t testing.TB) *fixture {
	b := launchtest.New(t)
	return &fixture{Fixture: b, store: NewStore(b.DB, b.Launches)}
}

// as returns a context in which u is the actor.
func (b *fixture) as(u people.User) context.Context { return peopletest.As(u) }

// release creates an empty launch.
func (b *fixture) release(on civil.Date, zone string) launch.Launch {
	b.T.Helper()
	l, err := b.Launches.Create(b.as(b.Lead),
		launch.New{Input: launch.Input{Name: "Kubernetes " + on.String(), LeadID: b.Lead.ID,
			Target: launch.Target{On: on, Time: civil.At(10, 0), Zone: zone}}})
	if err != nil {
		b.T.Fatal(err)
	}
	return l
}

func (b *fixture) file(name string) string {
	b.T.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		b.T.Fatal(err)
	}
	return string(data)
}
