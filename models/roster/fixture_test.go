package roster_test

import (
	"context"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/internal/clock"
	"tminus/models/assignment"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/roster"
	"tminus/models/template"
)

// fixture is a database with an administrator, a member who leads, two more members, a viewer, and
// two launches whose T is Thu 10 Dec 2026, 10:00 in Berlin.
type fixture struct {
	testing.TB
	db                                  *db.DB
	clock                               *clock.Manual
	launches                            *launch.Store
	people                              *people.Store
	store                               *roster.Store
	launch, other                       launch.Launch
	team                                int64
	admin, lead, max, mia, juno, viewer people.User
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	d, c := dbtest.Open(t)
	store := roster.NewStore(d)
	b := &fixture{TB: t, db: d, clock: c, store: store, launches: launch.NewStore(d).StartWith(store).InheritWith(assignment.Holdings{},
		store),
		people: people.NewStore(d).WithHoldings(assignment.Holdings{}, roster.NewHoldings(d))}
	team, err := b.people.CreateTeam(db.WithActor(context.Background(), db.System()), "engineering", "Engineering", "")
	b.ok(err)
	b.team = team.ID
	b.admin = b.person("Ada Admin", people.Administrator, people.Mid)
	b.lead = b.person("Lea Lead", people.Member, people.Senior)
	b.max = b.person("Max Member", people.Member, people.Mid)
	b.mia = b.person("Mia Member", people.Member, people.Mid)
	b.juno = b.person("Juno Junior", people.Member, people.Junior)
	b.viewer = b.person("Vic Viewer", people.Viewer, people.Mid)
	b.launch, b.other = b.make("Pay v2"), b.make("Search")
	return b
}

func (b *fixture) person(name string, role people.Role, s people.Seniority) people.User {
	b.Helper()
	u, err := b.people.CreateWithPassword(db.WithActor(context.Background(), db.System()),
		people.Input{Name: name, Email: name[:3] + "@example.com", Role: role, Seniority: s, TeamID: &b.team, Zone: "Europe/Berlin"}, "")
	b.ok(err)
	if role != people.Viewer {
		b.ok(b.people.AddContact(b.as(u), people.Contact{Kind: people.ByChat, Value: "@" + name[:3]}, ""))
	}
	return u
}

func (b *fixture) make(name string) launch.Launch {
	b.Helper()
	l, err := b.launches.Create(b.as(b.lead), launch.New{Template: template.PlanOnly.Shipped()[0], Input: launch.Input{
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

// at returns a time in December in Berlin.
func (b *fixture) at(day, hour int) time.Time {
	t, _ := civil.Instant(civil.New(2026, 12, day), civil.At(hour, 0), b.launch.Location())
	return t
}

func (b *fixture) span(day, from, to int) roster.Span {
	return roster.Span{From: b.at(day, from), To: b.at(day, to)}
}

// shift creates a shift.
func (b *fixture) shift(role roster.Role, who people.User, s roster.Span) roster.Entry {
	b.Helper()
	e, err := b.store.Create(b.as(b.lead), b.launch.Slug, roster.Input{Kind: roster.Shift, Role: role, In: who.ID, Span: s}, "")
	b.ok(err)
	return e
}

func (b *fixture) roster() roster.Roster {
	b.Helper()
	l, err := b.launches.Plan(b.as(b.viewer), b.launch.Slug)
	b.ok(err)
	r, err := b.store.Of(b.as(b.viewer), l.Launch)
	b.ok(err)
	return r
}

// rota returns a week of four people who take over from each other twice a day.
func (b *fixture) rota() roster.Rota {
	return roster.Rota{Role: roster.Primary, Secondary: true, People: []int64{b.lead.ID, b.max.ID, b.mia.ID, b.juno.ID},
		Handoffs: []civil.TimeOfDay{civil.At(8, 0), civil.At(20, 0)}, From: civil.New(2026, 12, 10), To: civil.New(2026, 12, 17)}
}

// audited returns the number of audit entries with an action.
func (b *fixture) audited(action string) (n int) {
	b.Helper()
	b.ok(b.db.Read(context.Background()).Raw("SELECT COUNT(*) FROM audit_log WHERE action = ?", action).Scan(&n).Error)
	return n
}
