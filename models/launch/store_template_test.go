package launch

import (
	"strings"
	"testing"

	"tminus/internal/civil"
	"tminus/models/template"
)

func TestTemplateChangeDoesNotAffectLaunches(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx, templates := b.as(b.admin), template.NewStore(b.db, template.PlanOnly)
	tpl := template.PlanOnly.Shipped()[0]
	tpl.Key = "own"
	file, err := tpl.YAML()
	if err != nil {
		t.Fatal(err)
	}
	own, err := templates.Add(ctx, string(file), "")
	if err != nil {
		t.Fatal(err)
	}
	l, err := b.store.Create(ctx, New{Template: own.Template, Input: Input{
		Name: "Old", LeadID: b.lead.ID, Target: Target{On: civil.New(2026, 12, 10), Time: civil.At(10, 0), Zone: "UTC"}}})
	if err != nil {
		t.Fatal(err)
	}
	before, _ := b.store.Plan(ctx, l.Slug)
	src := strings.Replace(own.Source, "title: Remove the flag", "title: Something else", 1)
	src = strings.Replace(src, "name: Support, team", "name: Helpdesk, team", 1)
	src = strings.Replace(src, "{key: plan, name: Plan, from: -21", "{key: plan, name: Prepare, from: -30", 1)
	changed, err := templates.Update(ctx, own.Key, src, own.Version)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := templates.Archive(ctx, own.Key, false, changed.Version); err != nil {
		t.Fatal(err)
	}
	after, _ := b.store.Plan(ctx, l.Slug)
	if before.Version != after.Version || len(before.Items) != len(after.Items) || after.Frame.Phases[0].Name != "Plan" {
		t.Error("the launch changed")
	}
	for i, it := range after.Items {
		if it.Title != before.Items[i].Title || it.Version != before.Items[i].Version || after.Lane(it.LaneID).Name == "Helpdesk" {
			t.Errorf("%q became %q", before.Items[i].Title, it.Title)
		}
	}
}
