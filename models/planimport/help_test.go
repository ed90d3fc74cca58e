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

// bench is that of launchtest with a store of imports.
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

// release makes an empty launch.
func (b *bench) release(on civil.Date, zone string) launch.Launch {
	b.T.Helper()
	l, err := b.Launches.Create(b.as(b.Lead), launch.New{Input: launch.Input{Name: "Kubernetes " + on.String(), LeadID: b.Lead.ID, Target: launch.Target{On: on, Time: civil.At(10, 0), Zone: zone}}})
	if err != nil {
		b.T.Fatal(err)
	}
	return l
}

func (b *bench) file(name string) string {
	b.T.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		b.T.Fatal(err)
	}
	return string(data)
}
