package db

import "context"

// Actor is the person or program that performs an action. The zero value is nobody.
type Actor struct {
	ID   int64
	Name string
	// Role is a people.Role; this package does not interpret it.
	Role string
	// Address is the IP address of the request, for the audit log.
	Address string
}

// SystemName is the name of the program in the audit log.
const SystemName = "T-Minus"

// System returns the actor for actions of the program: seeding, subcommands, jobs.
func System() Actor { return Actor{Name: SystemName, Role: "system"} }

// Known reports whether the actor is a person or the program.
func (a Actor) Known() bool { return a.ID != 0 || a.Role == "system" }

type actorKey struct{}

// WithActor returns a context with the actor a.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorOf returns the context's actor, or the zero value.
func ActorOf(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}

// ActorID returns the actor's id as a reference, nil for the program.
func (tx *Tx) ActorID() *int64 { return RefOf(tx.Actor.ID) }
