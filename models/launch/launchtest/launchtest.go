// Package launchtest provides a database with people and a launch for tests of later packages.
package launchtest

import (
	"context"
	"testing"

	"tminus/internal/civil"
	"tminus/internal/clock"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/people/peopletest"
	"tminus/models/template"
)

// Fixture is a database with an administrator, a member who leads, another member, a viewer, and a
// launch on Thu 10 December 2026.
type Fixture struct {
	T                           testing.TB
	DB                          *db.DB
	Clock                       *clock.Manual
	Launches                    *launch.Store
	Launch                      launch.Launch
	Admin, Lead, Member, Viewer people.User
}

// New returns a fixture on its own database.
func New(t testing.TB) *Fixture {
	t.Helper()
	d, c := dbtest.Open(t)
	b := &Fixture{T: t, DB: d, Clock: c, Launches: launch.NewStore(d)}
	b.Admin = peopletest.Add(t, d, "Ada Admin", people.Administrator)
	b.Lead = peopletest.Add(t, d, "Lea Lead", people.Member)
	b.Member = peopletest.Add(t, d, "Max Member", people.Member)
	b.Viewer = peopletest.Add(t, d, "Vic Viewer", people.Viewer)
	b.Launch = b.Make("Pay v2", civil.New(2026, 12, 10))
	return b
}

// Make creates a launch from the standard template, in which the member fills all roles.
func (b *Fixture) Make(name string, on civil.Date) launch.Launch {
	b.T.Helper()
	tpl := template.PlanOnly.Shipped()[1]
	roles := map[string]int64{}
	for _, r := range tpl.Roles {
		roles[r.Key] = b.Member.ID
	}
	l, err := b.Launches.Create(peopletest.As(b.Lead), launch.New{Template: tpl, Roles: roles, Input: launch.Input{
		Name: name, LeadID: b.Lead.ID, Target: launch.Target{On: on, Time: civil.At(10, 0), Zone: "Europe/Berlin"}}})
	if err != nil {
		b.T.Fatal(err)
	}
	return l
}

// Plan returns the plan of a launch.
func (b *Fixture) Plan(l launch.Launch) *launch.Plan {
	b.T.Helper()
	p, err := b.Launches.Plan(peopletest.As(b.Admin), l.Slug)
	if err != nil {
		b.T.Fatal(err)
	}
	return p
}

// Exec runs a statement.
func (b *Fixture) Exec(sql string, args ...any) {
	b.T.Helper()
	err := b.DB.Write(context.Background(), func(tx *db.Tx) error { return tx.Exec(sql, args...).Error })
	if err != nil {
		b.T.Fatal(err)
	}
}
