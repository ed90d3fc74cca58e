package risk_test

import (
	"slices"
	"testing"

	"tminus/internal/civil"
	"tminus/models"
	"tminus/models/assignment"
	"tminus/models/launch"
	"tminus/models/risk"
	"tminus/models/template"
)

// A risk of an unfilled role goes to the person who fills it later; closed risks and risks that
// people added do not change.
func TestRoleFilledLaterGetsItsRisks(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	b.launches = launch.NewStore(b.db).StartWith(b.store)
	shipped := models.Format.Shipped()
	tpl := shipped[slices.IndexFunc(shipped, func(t template.Template) bool { return t.Key == "standard" })]
	risk.Section.Set(&tpl, []risk.TemplateRisk{{Key: "late", Title: "Migration late", Category: "migration", Response: risk.Mitigate,
		Role: "engineering_lead", Likelihood: 3, Impact: 4}})
	l, err := b.launches.Create(b.as(b.lead), launch.New{Template: tpl, Input: launch.Input{
		Name: "Later", LeadID: b.lead.ID, Target: launch.Target{On: civil.New(2026, 12, 10), Time: civil.At(10, 0), Zone: "Europe/Berlin"}}})
	b.ok(err)
	const key = "engineering_lead"
	of := "risks WHERE launch_id = ? AND role_key = ? AND owner_id"
	n := b.count(of+" IS NULL", l.ID, key)
	own, err := b.store.Create(b.as(b.member), l.Slug, titled("Our own", 2, 2), "")
	b.ok(err)
	_, d, err := b.assignments.Role(b.as(b.lead), l.Slug, key)
	b.ok(err)
	if n == 0 || len(d.Also) != 1 || d.Also[0].N != n {
		t.Fatalf("%d risks of %s wait, shown are %v", n, key, d.Also)
	}
	_, given, err := b.assignments.FillRole(b.as(b.lead), l.Slug, key,
		assignment.RoleChange{UserID: b.member.ID, Give: []assignment.Scope{assignment.GiveUnowned}, Fingerprint: d.Fingerprint()})
	b.ok(err)
	if assignment.Shares(given.Also) != assignment.Shares(d.Also) || b.count(of+" = ? AND version = 2", l.ID, key, b.member.ID) != n {
		t.Errorf("gave %v of %v", given.Also, d.Also)
	}
	if b.count("risks WHERE id = ? AND owner_id IS NULL", own) != 1 {
		t.Error("a risk of nobody's role changed its owner")
	}
	if b.count("audit_log WHERE action = 'launch.role shared' AND launch_id = ?", l.ID) != 1 {
		t.Error("the history does not have it in one row")
	}
}
