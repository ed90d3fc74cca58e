package readiness_test

import (
	"context"
	"strings"
	"testing"

	"tminus/internal/civil"
	"tminus/internal/clock"
	"tminus/models"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

// bench is a house of its own with one launch, made from the standard template
// with the member in every role.
type bench struct {
	t     testing.TB
	db    *db.DB
	clock *clock.Manual
	models.Rooms
	admin, lead, member, other, viewer people.User
	launch                             launch.Launch
}

func newBench(t testing.TB) *bench {
	t.Helper()
	d, c := dbtest.Open(t)
	b := &bench{t: t, db: d, clock: c, Rooms: models.NewRooms(d)}
	b.admin = b.person("Ada Admin", people.Administrator)
	b.lead = b.person("Lea Lead", people.Member)
	b.member = b.person("Max Member", people.Member)
	b.other = b.person("Otto Other", people.Member)
	b.viewer = b.person("Vic Viewer", people.Viewer)
	b.launch = b.make("Pay v2", "standard")
	return b
}

func (b *bench) person(name string, role people.Role) people.User {
	b.t.Helper()
	email := strings.ToLower(strings.Fields(name)[0]) + "@example.com"
	u, err := b.People.CreateWithPassword(b.system(), people.Input{Name: name, Email: email, Role: role, Zone: "UTC"}, "")
	if err != nil {
		b.t.Fatal(err)
	}
	return u
}

// make starts a launch on Thu 10 Dec 2026, 10:00 UTC, which is T-24 on the bench's first day.
func (b *bench) make(name, key string) launch.Launch {
	b.t.Helper()
	for _, tpl := range template.Shipped() {
		if tpl.Key != key {
			continue
		}
		roles := map[string]int64{}
		for _, r := range tpl.Roles {
			roles[r.Key] = b.member.ID
		}
		l, err := b.Launches.Create(b.as(b.lead), launch.New{
			Input: launch.Input{Name: name, LeadID: b.lead.ID, Target: launch.Target{On: civil.New(2026, 12, 10), Time: civil.At(10, 0), Zone: "UTC"}},
			Roles: roles, Template: tpl,
		})
		if err != nil {
			b.t.Fatal(err)
		}
		return l
	}
	b.t.Fatalf("there is no template %s", key)
	return launch.Launch{}
}

func (b *bench) system() context.Context {
	return db.WithActor(context.Background(), db.System())
}

func (b *bench) as(u people.User) context.Context {
	return db.WithActor(context.Background(), db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role)})
}

// count is the number that a query returns.
func (b *bench) count(query string, args ...any) int {
	b.t.Helper()
	var n int
	if err := b.db.Read(b.system()).Raw(query, args...).Scan(&n).Error; err != nil {
		b.t.Fatal(err)
	}
	return n
}
