package risk_test

import (
	"context"
	"testing"

	"tminus/internal/civil"
	"tminus/internal/clock"
	"tminus/models"
	"tminus/models/assignment"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/risk"
)

// fixture is a database with an administrator, a member who leads, another member, a viewer, and
// two launches.
type fixture struct {
	testing.TB
	db                          *db.DB
	clock                       *clock.Manual
	launches                    *launch.Store
	assignments                 *assignment.Store
	store                       *risk.Store
	launch, other               launch.Launch
	admin, lead, member, viewer people.User
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	d, c := dbtest.Open(t)
	b := &fixture{TB: t, db: d, clock: c, launches: launch.NewStore(d), store: risk.NewStore(d)}
	b.assignments = assignment.NewStore(d, b.store)
	b.admin = b.person("Ada Admin", people.Administrator)
	b.lead = b.person("Lea Lead", people.Member)
	b.member = b.person("Max Member", people.Member)
	b.viewer = b.person("Vic Viewer", people.Viewer)
	b.launch, b.other = b.make("Pay v2"), b.make("Search")
	return b
}

func (b *fixture) person(name string, role people.Role) people.User {
	b.Helper()
	u, err := people.NewStore(b.db).CreateWithPassword(db.WithActor(context.Background(), db.System()),
		people.Input{Name: name, Email: name[:3] + "@example.com", Role: role}, "")
	b.ok(err)
	return u
}

func (b *fixture) make(name string) launch.Launch {
	b.Helper()
	l, err := b.launches.Create(b.as(b.lead), launch.New{Template: models.Format.Shipped()[0], Input: launch.Input{
		Name: name, LeadID: b.lead.ID, Target: launch.Target{On: civil.New(2026, 12, 10), Time: civil.At(10, 0), Zone: "Europe/Berlin"}}})
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

// add adds a risk to the launch and returns it.
func (b *fixture) add(in risk.Input) risk.Detail {
	b.Helper()
	id, err := b.store.Create(b.as(b.member), b.launch.Slug, in, "")
	b.ok(err)
	return b.risk(id)
}

func (b *fixture) risk(id int64) risk.Detail {
	b.Helper()
	d, err := b.store.Risk(b.as(b.viewer), b.launch.Slug, id)
	b.ok(err)
	return d
}

// items returns a launch's deliverables that are tasks.
func (b *fixture) items(l launch.Launch) []launch.Item {
	b.Helper()
	p, err := b.launches.Plan(b.as(b.lead), l.Slug)
	b.ok(err)
	var out []launch.Item
	for _, it := range p.Items {
		if !it.Kind.Material() {
			out = append(out, it)
		}
	}
	return out
}

// setStatus sets the status of a deliverable.
func (b *fixture) setStatus(item int64, s launch.Status) {
	b.Helper()
	p, err := b.launches.Plan(b.as(b.lead), b.launch.Slug)
	b.ok(err)
	it, _ := p.Item(item)
	ch := launch.StatusChange{To: s}
	if s == launch.Skipped {
		ch.SkipReason = "Not needed"
	}
	_, err = b.launches.SetStatus(b.as(b.lead), b.launch.Slug, item, ch, it.Version)
	b.ok(err)
}

// count returns the number of rows.
func (b *fixture) count(query string, args ...any) (n int) {
	b.Helper()
	b.ok(b.db.Read(context.Background()).Raw("SELECT COUNT(*) FROM "+query, args...).Scan(&n).Error)
	return n
}
