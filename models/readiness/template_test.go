package readiness_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/models/readiness"
	"tminus/models/template"
)

func TestCriterionSignedOffByHandKeepsItsEnvironment(t *testing.T) {
	t.Parallel()
	format := template.NewFormat(readiness.CriteriaSection)
	plan, err := os.ReadFile("../template/testdata/plan.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tpl, err := format.Parse(append(plan, "criteria:\n  - {key: up, title: It is up, role: lead, environment: staging}\n"...))
	if err != nil {
		t.Fatal(err)
	}
	want := []readiness.TemplateCriterion{{Key: "up", Title: "It is up", Role: "lead", By: readiness.BindManual, Environment: "staging"}}
	if d := cmp.Diff(want, readiness.CriteriaSection.Of(tpl)); d != "" {
		t.Fatalf("read otherwise (-want +got):\n%s", d)
	}
	src, err := tpl.YAML()
	if err != nil {
		t.Fatal(err)
	}
	back, err := format.Parse(src)
	if err != nil {
		t.Fatalf("cannot be read back: %v\n%s", err, src)
	}
	if d := cmp.Diff(want, readiness.CriteriaSection.Of(back)); d != "" {
		t.Errorf("changed when written (-want +got):\n%s", d)
	}
}

func TestTemplateLosesBindingsToDeliverablesThatAreGone(t *testing.T) {
	t.Parallel()
	tpl := template.Template{Deliverables: []template.Item{{Key: "there", Title: "There"}}}
	readiness.CriteriaSection.Set(&tpl, []readiness.TemplateCriterion{
		{Key: "kept", Title: "Kept", By: "deliverable", Of: "there"}, {Key: "lost", Title: "Lost", By: "deliverable", Of: "gone"}})
	got, lost := tpl.Unbound()
	if d := cmp.Diff([]string{"Lost"}, lost); d != "" {
		t.Errorf("lost (-want +got):\n%s", d)
	}
	want := []readiness.TemplateCriterion{
		{Key: "kept", Title: "Kept", By: "deliverable", Of: "there"}, {Key: "lost", Title: "Lost", By: readiness.BindManual}}
	if d := cmp.Diff(want, readiness.CriteriaSection.Of(got)); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if readiness.CriteriaSection.Of(tpl)[1].Of != "gone" {
		t.Error("the template itself changed")
	}
}
