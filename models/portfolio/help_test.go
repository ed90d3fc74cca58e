package portfolio

import (
	"context"
	"testing"

	"tminus/models/launch/launchtest"
	"tminus/models/people"
	"tminus/models/people/peopletest"
)

// bench is that of launchtest with the portfolio.
type bench struct {
	*launchtest.Bench
	store *Store
}

func newBench(t testing.TB) *bench {
	b := launchtest.New(t)
	return &bench{Bench: b, store: NewStore(b.DB, b.Launches)}
}

// as returns a context in which u is the actor.
func (b *bench) as(u people.User) context.Context { return peopletest.As(u) }
