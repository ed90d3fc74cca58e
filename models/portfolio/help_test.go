package portfolio

import (
	"context"
	"testing"

	"tminus/models/launch/launchtest"
	"tminus/models/people"
	"tminus/models/people/peopletest"
)

// fixture is launchtest.Fixture with the portfolio.
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
