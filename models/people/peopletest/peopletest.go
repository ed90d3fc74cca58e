// Package peopletest adds people for tests.
package peopletest

import (
	"context"
	"testing"

	"tminus/models/db"
	"tminus/models/people"
)

// Add adds a person whose email address begins with the first three letters of the name.
func Add(t testing.TB, d *db.DB, name string, role people.Role) people.User {
	t.Helper()
	u, err := people.NewStore(d).CreateWithPassword(db.WithActor(context.Background(), db.System()),
		people.Input{Name: name, Email: name[:3] + "@example.com", Role: role}, "")
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// As returns a context in which u is the actor.
func As(u people.User) context.Context {
	return db.WithActor(context.Background(), db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role)})
}
