package launch

import (
	"context"
	"testing"

	"tminus/internal/civil"
	"tminus/internal/clock"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/models/people/peopletest"
	"tminus/models/template"
)

// fixture is a database with an administrator, a member who leads, another member, a viewer, and a
// launch on Thu 10 December 2026.
type fixture struct {
	t                           testing.TB
	db                          *db.DB
	clock                       *clock.Manual
	store                       *Store
	launch                      Launch
	admin, lead, member, viewer people.User
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	d, c := dbtest.Open(t)
	b := &fixture{t: t, db: d, clock: c, store: NewStore(d)}
	b.admin = b.person("Ada Admin", people.Administrator)
	b.lead = b.person("Lea Lead", people.Member)
	b.member = b.person("Max Member", people.Member)
	b.viewer = b.person("Vic Viewer", people.Viewer)
	b.launch = b.make("Pay v2", civil.New(2026, 12, 10))
	return b
}

func (b *fixture) person(name string, role people.Role) people.User {
	return peopletest.Add(b.t, b.db, name, role)
}

func (b *fixture) make(name string, on civil.Date) Launch {
	b.t.Helper()
	tpl, err := shippedNamed("standard")
	if err != nil {
		b.t.Fatal(err)
	}
	roles := map[string]int64{}
	for _, r := range tpl.Roles {
		roles[r.Key] = b.member.ID
	}
	l, err := b.store.Create(b.as(b.lead), New{Template: tpl, Roles: roles, Input: Input{
		Name: name, LeadID: b.lead.ID, Target: Target{On: on, Time: civil.At(10, 0), Zone: "Europe/Berlin"}}})
	if err != nil {
		b.t.Fatal(err)
	}
	return l
}

func shippedNamed(key string) (template.Template, error) {
	for _, t := range template.PlanOnly.Shipped() {
		if t.Key == key {
			return t, nil
		}
	}
	return template.Template{}, fault.NotFound("template")
}

// as returns a context in which u is the actor.
func (b *fixture) as(u people.User) context.Context { return peopletest.As(u) }

func (b *fixture) plan() *Plan {
	b.t.Helper()
	p, err := b.store.Plan(b.as(b.admin), b.launch.Slug)
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

func (b *fixture) exec(sql string, args ...any) {
	b.t.Helper()
	err := b.db.Write(context.Background(), func(tx *db.Tx) error { return tx.Exec(sql, args...).Error })
	if err != nil {
		b.t.Fatal(err)
	}
}
