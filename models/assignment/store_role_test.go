package assignment

import (
	"reflect"
	"testing"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

// launchWithOpenRole creates a launch in which nobody fills the role with that key, and the member
// fills all others.
func (b *fixture) launchWithOpenRole(key string) launch.Launch {
	b.T.Helper()
	tpl := template.PlanOnly.Shipped()[1]
	roles := map[string]int64{}
	for _, r := range tpl.Roles {
		if r.Key != key {
			roles[r.Key] = b.Member.ID
		}
	}
	l, err := b.Launches.Create(b.as(b.Lead), launch.New{Template: tpl, Roles: roles, Input: launch.Input{
		Name: "Open", LeadID: b.Lead.ID, Target: launch.Target{On: civil.New(2026, 12, 10), Time: civil.At(10, 0), Zone: "Europe/Berlin"}}})
	if err != nil {
		b.T.Fatal(err)
	}
	return l
}

func (b *fixture) role(l launch.Launch, key string) RoleDetail {
	b.T.Helper()
	_, d, err := b.store.Role(b.as(b.Lead), l.Slug, key)
	if err != nil {
		b.T.Fatal(err)
	}
	return d
}

func (b *fixture) owned(l launch.Launch, u people.User) int {
	n := 0
	for _, it := range b.itemsOf(l) {
		if it.OwnerID == u.ID {
			n++
		}
	}
	return n
}

func TestRoleFilledLaterGetsItsItems(t *testing.T) {
	b := newFixture(t)
	l := b.launchWithOpenRole("support_lead")
	zoe := b.person("Zoe Support", people.Member)
	d := b.role(l, "support_lead")
	if d.UserID != 0 || d.Unowned == 0 || d.Owned != 0 || d.Others != 0 {
		t.Fatalf("the open role is %+v", d.Role)
	}
	for _, r := range b.roles(l) {
		if r.Key == "support_lead" && !reflect.DeepEqual(r, d.Role) {
			t.Errorf("the list says %+v, the role itself %+v", r, d.Role)
		}
	}
	_, given, err := b.store.FillRole(b.as(b.Lead), l.Slug, "support_lead",
		RoleChange{UserID: zoe.ID, Give: []Scope{GiveUnowned}, Fingerprint: d.Fingerprint()})
	if err != nil || given.Items != d.Unowned || b.owned(l, zoe) != given.Items {
		t.Fatalf("gave %d of %d, she owns %d: %v", given.Items, d.Unowned, b.owned(l, zoe), err)
	}
	after := b.role(l, "support_lead")
	if after.UserName != zoe.Name || after.Unowned != 0 || after.Owned != given.Items {
		t.Errorf("afterwards it is %+v", after.Role)
	}
	var last db.Entry
	err = b.DB.Read(b.as(b.Lead)).Where("entity = 'deliverable' AND entity_id = ?", d.Items[0].ID).Order("id DESC").Take(&last).Error
	if err != nil || last.Action != "deliverable.owner" || last.Changes[0].New != zoe.Name {
		t.Errorf("the last entry is %+v, %v", last, err)
	}
}

func TestRoleChangeGivesChosenItems(t *testing.T) {
	b := newFixture(t)
	zoe := b.person("Zoe Next", people.Member)
	for name, give := range map[string][]Scope{"nothing": nil, "the role's": {GiveOwned}, "all": {GiveOwned, GiveOthers}} {
		l := b.launchWithOpenRole("")
		d := b.role(l, "support_lead")
		if d.Owned == 0 || d.Others == 0 {
			t.Fatalf("the role is %+v", d.Role)
		}
		want := map[string]int{"nothing": 0, "the role's": d.Owned, "all": d.Owned + d.Others}[name]
		before, given, err := b.store.FillRole(b.as(b.Lead), l.Slug, "support_lead",
			RoleChange{UserID: zoe.ID, Give: give, Fingerprint: d.Fingerprint()})
		if err != nil || given.Items != want || b.owned(l, zoe) != want || before.UserID != b.Member.ID {
			t.Errorf("%s: gave %d, want %d; she owns %d: %v", name, given.Items, want, b.owned(l, zoe), err)
		}
		if b.role(l, "support_lead").UserID != zoe.ID {
			t.Errorf("%s: the role stayed", name)
		}
	}
}

func TestRoleChangeKeepsOwnersOfFinishedItems(t *testing.T) {
	b := newFixture(t)
	l := b.launchWithOpenRole("")
	d := b.role(l, "support_lead")
	it := d.Of(GiveOwned)[0]
	b.Exec("UPDATE deliverables SET status = 'done' WHERE id = ?", it.ID)
	d = b.role(l, "support_lead")
	if _, _, err := b.store.FillRole(b.as(b.Lead), l.Slug, "support_lead",
		RoleChange{UserID: b.Lead.ID, Give: []Scope{GiveOwned, GiveOthers}, Fingerprint: d.Fingerprint()}); err != nil {
		t.Fatal(err)
	}
	if got := b.ownerOf(it.ID); got != b.Member.ID {
		t.Errorf("what was done belongs to %d now", got)
	}
}

func TestFillRoleForbiddenAndInvalid(t *testing.T) {
	b := newFixture(t)
	l := b.launchWithOpenRole("support_lead")
	d := b.role(l, "support_lead")
	fill := func(u people.User, to int64, seen string, give ...Scope) error {
		_, _, err := b.store.FillRole(b.as(u), l.Slug, "support_lead", RoleChange{UserID: to, Give: give, Fingerprint: seen})
		return err
	}
	for _, u := range []people.User{b.Member, b.Viewer} {
		if err := fill(u, b.Member.ID, d.Fingerprint()); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("%s: %v", u.Name, err)
		}
	}
	faulttest.WantInvalid(t, fill(b.Lead, b.Viewer.ID, d.Fingerprint()), "user")
	faulttest.WantInvalid(t, fill(b.Lead, 99999, d.Fingerprint()), "user")
	faulttest.WantInvalid(t, fill(b.Lead, 0, d.Fingerprint(), GiveUnowned), "user")
	if err := fill(b.Lead, b.Member.ID, "stale"); !fault.Is(err, fault.KindConflict) {
		t.Errorf("a page of before: %v", err)
	}
	if _, _, err := b.store.Role(b.as(b.Lead), l.Slug, "no-such"); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("an unknown role: %v", err)
	}
	if err := fill(b.Lead, 0, d.Fingerprint()); err != nil || b.role(l, "support_lead").Fingerprint() != d.Fingerprint() {
		t.Errorf("leaving it as it was: %v", err)
	}
}

func (b *fixture) roles(l launch.Launch) []Role {
	b.T.Helper()
	rs, err := b.store.Roles(b.as(b.Member), l.Slug)
	if err != nil {
		b.T.Fatal(err)
	}
	return rs
}

func (b *fixture) itemsOf(l launch.Launch) []launch.Item {
	b.T.Helper()
	p, err := b.Launches.Plan(b.as(b.Member), l.Slug)
	if err != nil {
		b.T.Fatal(err)
	}
	return p.Items
}
