package feedback_test

import (
	"context"
	"testing"

	"tminus/internal/civil"
	"tminus/internal/clock"
	"tminus/models"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/feedback"
	"tminus/models/launch"
	"tminus/models/people"
)

// fixture is a database with a member who leads, another member, a viewer, and two launches.
type fixture struct {
	testing.TB
	db    *db.DB
	clock *clock.Manual
	rooms models.Stores
	*feedback.Store
	launch, other        launch.Launch
	lead, member, viewer people.User
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	d, c := dbtest.Open(t)
	rooms := models.NewStores(d)
	b := &fixture{TB: t, db: d, clock: c, rooms: rooms, Store: rooms.Feedback}
	b.lead, b.member, b.viewer = b.person("Lea Lead", people.Member), b.person("Max Member", people.Member),
		b.person("Vic Viewer", people.Viewer)
	b.launch, b.other = b.make("Pay v2"), b.make("Search")
	return b
}

func (b *fixture) person(name string, role people.Role) people.User {
	b.Helper()
	u, err := b.rooms.People.CreateWithPassword(db.WithActor(context.Background(), db.System()),
		people.Input{Name: name, Email: name[:3] + "@example.com", Role: role}, "")
	b.ok(err)
	return u
}

func (b *fixture) make(name string) launch.Launch {
	b.Helper()
	l, err := b.rooms.Launches.Create(b.as(b.lead), launch.New{Template: models.Format.Shipped()[0], Input: launch.Input{
		Name: name, LeadID: b.lead.ID, Target: launch.Target{On: civil.New(2026, 12, 10), Time: civil.At(10, 0), Zone: "Europe/Berlin"}}})
	b.ok(err)
	return l
}

func (b *fixture) as(u people.User) context.Context {
	return db.WithActor(context.Background(), db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role)})
}

// nobody returns the context of a user of a public link.
func (b *fixture) nobody() context.Context {
	return db.WithActor(context.Background(), db.Actor{Address: "192.0.2.7"})
}

func (b *fixture) ok(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

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

func supportInput(wrong string) feedback.Input {
	return feedback.Input{Channel: feedback.BySupport, Said: feedback.Said{Wrong: wrong}, Times: 1}
}

// add adds a report to the launch and returns it.
func (b *fixture) add(in feedback.Input) feedback.Detail {
	b.Helper()
	id, err := b.Add(b.as(b.member), b.launch.Slug, in, "")
	b.ok(err)
	return b.report(id)
}

func (b *fixture) report(id int64) feedback.Detail {
	b.Helper()
	d, err := b.Report(b.as(b.viewer), b.launch, id)
	b.ok(err)
	return d
}

// decide sets the owner and the outcome of a report.
func (b *fixture) decide(id int64, o feedback.Outcome, note string) feedback.Detail {
	b.Helper()
	r := b.report(id)
	b.ok(faulttest.Err(b.Triage(b.as(b.member), b.launch.Slug, id, feedback.Triage{OwnerID: b.member.ID, Symptom: r.Symptom,
		Outcome: o, Note: note},
		r.Version)))
	return b.report(id)
}

// link adds a tester with a link and returns both.
func (b *fixture) link(in feedback.TesterInput) (int64, string) {
	b.Helper()
	id, secret, err := b.AddTester(b.as(b.member), b.launch.Slug, in, "")
	b.ok(err)
	return id, secret
}

func (b *fixture) list(f feedback.Filter) feedback.Register {
	b.Helper()
	reg, err := b.Of(b.as(b.viewer), b.launch, f)
	b.ok(err)
	return reg
}

// count returns a number of rows.
func (b *fixture) count(query string, args ...any) (n int) {
	b.Helper()
	b.ok(b.db.Read(context.Background()).Raw("SELECT COUNT(*) FROM "+query, args...).Scan(&n).Error)
	return n
}

// exec runs a statement past the stores.
func (b *fixture) exec(query string, args ...any) {
	b.Helper()
	b.ok(b.db.Write(context.Background(), func(tx *db.Tx) error { return tx.Exec(query, args...).Error }))
}
