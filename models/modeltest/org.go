// Package modeltest provides a small organisation with one launch, on its own database, for tests
// of the models.
package modeltest

import (
	"context"
	"strings"
	"testing"

	"tminus/internal/clock"
	"tminus/models"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Org is an organisation with one launch, created from the standard template with the member in
// every role.
type Org struct {
	testing.TB
	DB    *db.DB
	Clock *clock.Manual
	models.Stores
	Admin, Lead, Member, Other, Viewer people.User
	Launch                             launch.Launch
}

// NewOrg creates an organisation on a new database.
func NewOrg(t testing.TB) *Org {
	t.Helper()
	d, c := dbtest.Open(t)
	return NewOrgOn(t, d, c)
}

// NewOrgOn creates an organisation on an empty database.
func NewOrgOn(t testing.TB, d *db.DB, c *clock.Manual) *Org {
	t.Helper()
	o := &Org{TB: t, DB: d, Clock: c, Stores: models.NewStores(d)}
	o.Admin = o.Person("Ada Admin", people.Administrator)
	o.Lead = o.Person("Lea Lead", people.Member)
	o.Member = o.Person("Max Member", people.Member)
	o.Other = o.Person("Otto Other", people.Member)
	o.Viewer = o.Person("Vic Viewer", people.Viewer)
	o.Launch = o.MakeLaunch("Pay v2", "standard")
	return o
}

// WantKind fails the test unless err has the kind; what describes the call.
func (o *Org) WantKind(what string, err error, kind fault.Kind) {
	o.Helper()
	if !fault.Is(err, kind) {
		o.Errorf("%s: got %v, want kind %v", what, err, kind)
	}
}

// Person creates a person whose email begins with their first name.
func (o *Org) Person(name string, role people.Role) people.User {
	o.Helper()
	email := strings.ToLower(strings.Fields(name)[0]) + "@example.com"
	u, err := o.People.CreateWithPassword(o.System(), people.Input{Name: name, Email: email, Role: role, Zone: "UTC"}, "")
	if err != nil {
		o.Fatal(err)
	}
	return u
}

// System returns a context with the program as actor.
func (o *Org) System() context.Context {
	return db.WithActor(context.Background(), db.System())
}

// As returns a context with a person as actor.
func (o *Org) As(u people.User) context.Context {
	return db.WithActor(context.Background(), db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role)})
}

// Count returns the number that a query selects.
func (o *Org) Count(query string, args ...any) int {
	o.Helper()
	var n int
	if err := o.DB.Read(o.System()).Raw(query, args...).Scan(&n).Error; err != nil {
		o.Fatal(err)
	}
	return n
}

// Text returns the text that a query selects.
func (o *Org) Text(query string, args ...any) string {
	o.Helper()
	var text string
	if err := o.DB.Read(o.Context()).Raw(query, args...).Scan(&text).Error; err != nil {
		o.Fatal(err)
	}
	return text
}

// Exec runs a statement that has no store method.
func (o *Org) Exec(query string, args ...any) {
	o.Helper()
	if err := o.DB.Write(o.System(), func(tx *db.Tx) error { return tx.Exec(query, args...).Error }); err != nil {
		o.Fatal(err)
	}
}

// OK fails the test if err is not nil.
func (o *Org) OK(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}
