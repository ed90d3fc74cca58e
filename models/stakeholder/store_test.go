package stakeholder_test

import (
	"context"
	"testing"

	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/internal/clock"
	"tminus/models"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/stakeholder"
)

type fixture struct {
	testing.TB
	db                    *db.DB
	clock                 *clock.Manual
	launches              *launch.Store
	people                *people.Store
	store                 *stakeholder.Store
	launch, other         launch.Launch
	admin, member, viewer people.User
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	d, c := dbtest.Open(t)
	b := &fixture{TB: t, db: d, clock: c, launches: launch.NewStore(d), store: stakeholder.NewStore(d),
		people: people.NewStore(d).WithHoldings(stakeholder.Holdings{})}
	b.admin, b.member, b.viewer = b.person("Ada", people.Administrator), b.person("Max", people.Member), b.person("Vic", people.Viewer)
	b.launch, b.other = b.make("Pay v2"), b.make("Search")
	return b
}

func (b *fixture) person(name string, role people.Role) people.User {
	b.Helper()
	u, err := b.people.CreateWithPassword(db.WithActor(context.Background(), db.System()),
		people.Input{Name: name, Email: name + "@example.com", Role: role}, "")
	b.ok(err)
	return u
}

func (b *fixture) make(name string) launch.Launch {
	b.Helper()
	l, err := b.launches.Create(b.as(b.admin), launch.New{Template: models.Format.Shipped()[0], Input: launch.Input{
		Name: name, LeadID: b.admin.ID, Target: launch.Target{On: civil.New(2026, 12, 10), Time: civil.At(10, 0), Zone: "Europe/Berlin"}}})
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

func (b *fixture) want(err error, kind fault.Kind) {
	b.Helper()
	if !fault.Is(err, kind) {
		b.Errorf("got %v, want kind %d", err, kind)
	}
}

func (b *fixture) add(name string) int64 {
	b.Helper()
	id, err := b.store.Create(b.as(b.member), b.launch.Slug,
		stakeholder.Input{Name: name, Function: "partner", Channel: stakeholder.ByEmail, Contact: "x@example.com", OwnerID: &b.member.ID}, "")
	b.ok(err)
	return id
}

func (b *fixture) link(id int64) string {
	b.Helper()
	secret, err := b.store.NewLink(b.as(b.member), b.launch.Slug, id)
	b.ok(err)
	return secret
}

// nobody returns a context without a signed-in user.
func nobody() context.Context {
	return db.WithActor(context.Background(), db.Actor{Address: "203.0.113.9"})
}

// acknowledge acknowledges the T that a link shows.
func (b *fixture) acknowledge(secret string) {
	b.Helper()
	a, err := b.store.OpenLink(nobody(), secret)
	b.ok(err)
	b.ok(b.store.Acknowledge(nobody(), secret, a.Present))
}

// moveTo moves T.
func (b *fixture) moveTo(on civil.Date) {
	b.Helper()
	l, err := b.launches.Launch(b.as(b.admin), b.launch.Slug)
	b.ok(err)
	_, err = b.launches.Move(b.as(b.admin), l.Slug,
		launch.MoveInput{To: launch.Target{On: on, Time: l.LaunchTime, Zone: l.Zone}, Reason: "The supplier is late.", Version: l.Version})
	b.ok(err)
	b.launch, err = b.launches.Launch(b.as(b.admin), l.Slug)
	b.ok(err)
}

func (b *fixture) state(id int64) stakeholder.State {
	b.Helper()
	d, err := b.store.Stakeholder(b.as(b.viewer), b.launch, id)
	b.ok(err)
	return d.State(stakeholder.DayOf(b.launch))
}

func (b *fixture) audited(action string) (names []string) {
	b.Helper()
	b.ok(b.db.Read(context.Background()).Raw("SELECT actor_name FROM audit_log WHERE action = ? ORDER BY id", action).Scan(&names).Error)
	return names
}

func TestLinkAcknowledgesShownDate(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	id := b.add("Nordwind")
	secret := b.link(id)
	for range 3 {
		if _, err := b.store.OpenLink(nobody(), secret); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.state(id); got != stakeholder.Untold {
		t.Errorf("opening a link made it %q", got)
	}
	_, err := b.store.RecordNotice(b.as(b.member), b.launch.Slug, id, stakeholder.ByCall, "")
	b.ok(err)
	if got := b.state(id); got != stakeholder.Waiting {
		t.Errorf("notices: %q", got)
	}
	shown, err := b.store.OpenLink(nobody(), secret)
	b.ok(err)
	b.moveTo(civil.New(2026, 12, 17))
	b.want(b.store.Acknowledge(nobody(), secret, shown.Present), fault.KindConflict)
	b.acknowledge(secret)
	b.acknowledge(secret)
	if got := b.state(id); got != stakeholder.Aware {
		t.Errorf("acknowledged: %q", got)
	}
	if names := b.audited("stakeholder.acknowledged"); len(names) != 1 || names[0] != "Nordwind" {
		t.Errorf("the log has %q", names)
	}
	var address string
	b.ok(b.db.Read(context.Background()).Raw("SELECT address FROM audit_log WHERE action = 'stakeholder.acknowledged'").Scan(&address).Error)
	if address != "203.0.113.9" {
		t.Errorf("from %q", address)
	}

	b.moveTo(civil.New(2026, 12, 18))
	if got := b.state(id); got != stakeholder.Outdated {
		t.Errorf("after T moved: %q", got)
	}
	a, err := b.store.OpenLink(nobody(), secret)
	b.ok(err)
	if !a.At.IsZero() || a.Before != "Thu 17 Dec 2026, 10:00 CET" {
		t.Errorf("they are asked %+v", a)
	}
	b.moveTo(civil.New(2026, 12, 17))
	if got := b.state(id); got != stakeholder.Aware {
		t.Errorf("after T came back: %q", got)
	}
}

func TestRevokedLinkShowsNothing(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	id := b.add("Nordwind")
	old := b.link(id)
	secret := b.link(id)
	dead := func(what, secret string) {
		t.Helper()
		a, err := b.store.OpenLink(nobody(), secret)
		b.ok(err)
		if !a.Dead || a.Launch != "" || a.When != "" || a.Stakeholder != "" {
			t.Errorf("%s shows %+v", what, a)
		}
		b.want(b.store.Acknowledge(nobody(), secret, b.launch.LaunchAt.UnixMilli()), fault.KindConflict)
	}
	dead("a link that was made anew", old)
	_, err := b.store.OpenLink(nobody(), "forged")
	b.want(err, fault.KindNotFound)
	b.want(b.store.Acknowledge(nobody(), "forged", 0), fault.KindNotFound)
	b.ok(b.store.Remove(b.as(b.member), b.launch.Slug, id))
	dead("that of somebody who was taken off the list", secret)
	b.ok(b.store.Restore(b.as(b.member), b.launch.Slug, id))
	b.acknowledge(secret)
	b.ok(b.store.RevokeLink(b.as(b.member), b.launch.Slug, id))
	dead("a revoked link", secret)

	var kept int
	b.ok(b.db.Read(context.Background()).Raw("SELECT COUNT(*) FROM stakeholder_links WHERE token_hash IN (?, ?)", old, secret).Scan(
		&kept).Error)
	if kept != 0 {
		t.Error("a secret is kept as it is")
	}
}

func TestEndedLaunchNeedsNoAcknowledgement(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	secret := b.link(b.add("Nordwind"))
	_, err := b.launches.SetState(b.as(b.admin), b.launch.Slug, launch.Cancelled, "", b.launch.Version)
	b.ok(err)
	a, err := b.store.OpenLink(nobody(), secret)
	b.ok(err)
	if !a.Over || !a.Cancelled {
		t.Errorf("%+v", a)
	}
	b.want(b.store.Acknowledge(nobody(), secret, a.Present), fault.KindConflict)
}

func TestTakeBackOnlyRecordedNotices(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	id := b.add("Nordwind")
	told, err := b.store.RecordNotice(b.as(b.member), b.launch.Slug, id, "", "key")
	b.ok(err)
	again, err := b.store.RecordNotice(b.as(b.member), b.launch.Slug, id, "", "key")
	b.ok(err)
	if told != again {
		t.Error("a form that was sent twice recorded two notices")
	}
	recorded, err := b.store.Record(b.as(b.member), b.launch.Slug, id, stakeholder.ByCall, "")
	b.ok(err)
	b.ok(b.store.TakeBack(b.as(b.member), b.launch.Slug, id, recorded))
	b.ok(b.store.TakeBack(b.as(b.member), b.launch.Slug, id, recorded))
	if got := b.state(id); got != stakeholder.Waiting {
		t.Errorf("%q after taking back", got)
	}
	b.ok(b.store.TakeBack(b.as(b.member), b.launch.Slug, id, told))
	if got := b.state(id); got != stakeholder.Untold {
		t.Errorf("%q after taking back", got)
	}
	b.acknowledge(b.link(id))
	d, err := b.store.Stakeholder(b.as(b.viewer), b.launch, id)
	b.ok(err)
	b.want(b.store.TakeBack(b.as(b.admin), b.launch.Slug, id, d.Notices[0].ID), fault.KindForbidden)
	_, err = b.store.RecordNotice(b.as(b.member), b.launch.Slug, id, "telepathy", "")
	b.want(err, fault.KindInvalid)
}

func TestStakeholderPermissions(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	id := b.add("Nordwind")
	in := stakeholder.Input{Name: "Sunrise", Function: "Customer"}
	for _, slug := range []string{b.launch.Slug, b.other.Slug} {
		who, kind := b.viewer, fault.KindForbidden
		if slug == b.other.Slug {
			who, kind = b.member, fault.KindNotFound
		}
		b.want(faulttest.Err(b.store.Update(b.as(who), slug, id, in, 1)), kind)
		b.want(b.store.Remove(b.as(who), slug, id), kind)
		b.want(b.store.Restore(b.as(who), slug, id), kind)
		b.want(b.store.RevokeLink(b.as(who), slug, id), kind)
		b.want(b.store.TakeBack(b.as(who), slug, id, 1), kind)
		_, err := b.store.NewLink(b.as(who), slug, id)
		b.want(err, kind)
		_, err = b.store.RecordNotice(b.as(who), slug, id, "", "")
		b.want(err, kind)
		_, err = b.store.Record(b.as(who), slug, id, "", "")
		b.want(err, kind)
	}
	_, err := b.store.Create(b.as(b.viewer), b.launch.Slug, in, "")
	b.want(err, fault.KindForbidden)
	_, err = b.store.AddAll(b.as(b.viewer), b.launch.Slug, "Sunrise,Customer", nil, "")
	b.want(err, fault.KindForbidden)
	b.want(faulttest.Err(b.store.Update(b.as(b.member), b.launch.Slug, id, in, 7)), fault.KindConflict)
	b.ok(faulttest.Err(b.store.Update(b.as(b.member), b.launch.Slug, id, in, 1)))
}

func TestInvalidInputNamesField(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	b.add("Nordwind")
	gone := int64(999999)
	good := stakeholder.Input{Name: "Sunrise", Function: "Customer", Channel: stakeholder.ByEmail}
	for field, change := range map[string]func(*stakeholder.Input){
		"name":     func(in *stakeholder.Input) { in.Name = " " },
		"function": func(in *stakeholder.Input) { in.Function = "" },
		"channel":  func(in *stakeholder.Input) { in.Channel = "telepathy" },
		"contact":  func(in *stakeholder.Input) { in.Contact = "not an address" },
		"owner":    func(in *stakeholder.Input) { in.OwnerID = &b.viewer.ID },
		"owner ":   func(in *stakeholder.Input) { in.OwnerID = &gone },
		"name ": func(in *stakeholder.Input) {
			*in = stakeholder.Input{Name: "NORDWIND", Function: "Partner", Contact: "x@example.com"}
		},
	} {
		in := good
		change(&in)
		_, err := b.store.Create(b.as(b.member), b.launch.Slug, in, "")
		fs := fault.FieldsOf(err)
		if len(fs) == 0 || fs[0].Name+" " != field+" " && fs[0].Name+" " != field {
			t.Errorf("%q: %v", field, err)
		}
	}
	out, err := b.store.AddAll(b.as(b.member), b.launch.Slug, "Nordwind,Partner,x@example.com\nSunrise,Customer\nSunrise,customer", nil, "k")
	b.ok(err)
	if len(out.IDs) != 1 || out.Known != 2 {
		t.Errorf("pasted: %+v", out)
	}
	b.ok(b.store.Remove(b.as(b.member), b.launch.Slug, out.IDs...))
}

func TestFactsUseOneQuery(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	for range 3 {
		for _, l := range []launch.Launch{b.launch, b.other} {
			_, err := b.store.AddAll(b.as(b.member), l.Slug, "A,Team\nB,Team\nC,Partner", nil, "")
			b.ok(err)
		}
	}
	g := b.db.Read(context.Background())
	queries := 0
	b.ok(g.Callback().Row().After("gorm:row").Register("stakeholder:count", func(*gorm.DB) { queries++ }))
	fs, err := stakeholder.Facts(g, b.launch.ID, b.other.ID)
	b.ok(err)
	if len(fs[b.launch.ID]) != 3 || len(fs[b.other.ID]) != 3 || queries != 1 {
		t.Errorf("%d and %d facts by %d queries", len(fs[b.launch.ID]), len(fs[b.other.ID]), queries)
	}
}

func TestHandOverTransfersStakeholders(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	id := b.add("Nordwind")
	hs, err := b.people.Holdings(b.as(b.admin), b.member.ID)
	b.ok(err)
	if len(hs) != 1 || hs[0].Title != "Nordwind" {
		t.Fatalf("held: %+v", hs)
	}
	u, err := b.people.User(b.as(b.admin), b.member.ID)
	b.ok(err)
	_, err = b.people.Deactivate(b.as(b.admin), u.ID, people.Handover{To: b.admin.ID, Seen: people.Fingerprint(hs), Version: u.Version})
	b.ok(err)
	d, err := b.store.Stakeholder(b.as(b.viewer), b.launch, id)
	b.ok(err)
	if d.OwnerID != b.admin.ID {
		t.Errorf("%s has them now", d.OwnerName)
	}
}
