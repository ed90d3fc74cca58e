package db

import "context"

// Actor is who does something. The zero Actor is nobody.
type Actor struct {
	ID   int64
	Name string
	// Role is a people.Role; this package only carries it.
	Role string
	// Address is where the request came from, for the audit log.
	Address string
}

// SystemName is how the audit log calls what the program does by itself.
const SystemName = "T-Minus"

// System is the program itself: seeding, subcommands, timers.
func System() Actor { return Actor{Name: SystemName, Role: "system"} }

// Known tells whether the actor is somebody.
func (a Actor) Known() bool { return a.ID != 0 || a.Role == "system" }

type actorKey struct{}

// WithActor returns a context in which a does what is done.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorOf returns the context's actor, nobody when there is none.
func ActorOf(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}

// ActorID returns a reference to the actor's id, nil for the program itself.
func (tx *Tx) ActorID() *int64 { return RefOf(tx.Actor.ID) }
