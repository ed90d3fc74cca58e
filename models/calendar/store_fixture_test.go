package calendar_test

import (
	"context"
	"testing"

	"tminus/internal/civil"
	"tminus/internal/clock"
	"tminus/models"
	"tminus/models/calendar"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// fixture is a database with an administrator, a member who leads, another member, a viewer, and
// two launches whose T is Thu 10 Dec 2026, 10:00 in Berlin.
type fixture struct {
	testing.TB
	db                          *db.DB
	clock                       *clock.Manual
	launches                    *launch.Store
	store                       *calendar.Store
	launch, other               launch.Launch
	shifts                      []calendar.Shift
	admin, lead, member, viewer people.User
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	d, c := dbtest.Open(t)
	b := &fixture{TB: t, db: d, clock: c, launches: launch.NewStore(d), store: calendar.NewStore(d)}
	b.store.WithRota(b)
	b.admin = b.person("Ada Admin", people.Administrator)
	b.lead = b.person("Lea Lead", people.Member)
	b.member = b.person("Max Member", people.Member)
	b.viewer = b.person("Vic Viewer", people.Viewer)
	b.launch, b.other = b.make("Pay v2"), b.make("Search")
	return b
}

// Shifts implements calendar.Rota.
func (b *fixture) Shifts(db.Reader, ...int64) (map[int64][]calendar.Shift, error) {
	return map[int64][]calendar.Shift{b.launch.ID: b.shifts}, nil
}

func (b *fixture) person(name string, role people.Role) people.User {
	b.Helper()
	u, err := people.NewStore(b.db).CreateWithPassword(db.WithActor(context.Background(), db.System()),
		people.Input{Name: name, Email: name[:3] + "@example.com", Role: role, Zone: "Europe/Berlin"}, "")
	b.ok(err)
	return u
}

func (b *fixture) make(name string) launch.Launch {
	b.Helper()
	l, err := b.launches.Create(b.as(b.lead), launch.New{Template: models.Format.Shipped()[0], Input: launch.Input{
		Name: name, LeadID: b.lead.ID, Target: launch.Target{On: civil.New(2026, 12, 10), Time: civil.At(10, 0), Zone: berlin}}})
	b.ok(err)
	return l
}

func (b *fixture) as(u people.User) context.Context {
	return db.WithActor(context.Background(), db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role)})
}

func (b *fixture) ok(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// want fails the test unless err has the kind.
func (b *fixture) want(err error, kind fault.Kind) {
	b.Helper()
	if !fault.Is(err, kind) {
		b.Errorf("got %v, want kind %d", err, kind)
	}
}

// wantInvalid fails the test unless err has a message for the field.
func (b *fixture) wantInvalid(err error, field string) {
	b.Helper()
	for _, f := range fault.FieldsOf(err) {
		if f.Name == field {
			return
		}
	}
	b.Errorf("got %v, want a message about %q", err, field)
}

// exec runs a statement that no store offers.
func (b *fixture) exec(query string, args ...any) {
	b.Helper()
	b.ok(b.db.Write(b.as(b.admin), func(tx *db.Tx) error { return tx.Exec(query, args...).Error }))
}

// event adds an event with whole days.
func (b *fixture) event(k calendar.Kind, title string, first, last civil.Date) calendar.Event {
	b.Helper()
	e := calendar.Event{Kind: k, Title: title, FirstDay: first, LastDay: last, Severity: k.Usual(), Version: 1}
	b.ok(b.db.Write(b.as(b.admin), func(tx *db.Tx) error {
		e.CreatedAt, e.UpdatedAt = tx.Now, tx.Now
		return tx.DB.Create(&e).Error
	}))
	return e
}

// depend makes launches depend on a critical service.
func (b *fixture) depend(name string, launches ...launch.Launch) int64 {
	b.Helper()
	var id int64
	b.ok(b.db.Write(b.as(b.admin), func(tx *db.Tx) error {
		err := tx.Raw("INSERT INTO services (name, name_key, tier, degrades, created_at, updated_at) VALUES (?, ?, 'critical', ?, "+
			"?, ?) RETURNING id", name, name, false, tx.Now, tx.Now).Scan(&id).Error
		for _, l := range launches {
			if err == nil {
				err = tx.Exec("INSERT INTO launch_services (launch_id, service_id, created_at, updated_at) VALUES (?, ?, ?, ?)", l.ID, id, tx.Now,
					tx.Now).Error
			}
		}
		return err
	}))
	return id
}

// listing reloads the launch and returns its collisions.
func (b *fixture) listing() calendar.Listing {
	b.Helper()
	l, err := b.launches.Launch(b.as(b.viewer), b.launch.Slug)
	b.ok(err)
	all, err := b.store.Of(b.as(b.viewer), l)
	b.ok(err)
	return all
}

// find returns the collision with a key.
func (b *fixture) find(key string) calendar.Listed {
	b.Helper()
	r, ok := b.listing().Find(key)
	if !ok {
		b.Fatalf("no collision %s", key)
	}
	return r
}
