package models

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tminus/models/feedback"
	"tminus/models/risk"
	"tminus/models/template"
)

func roundTrip(t *testing.T, tpl template.Template) {
	t.Helper()
	src, err := tpl.YAML()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Format.Parse(src)
	if err != nil {
		t.Fatalf("cannot be read back: %v\n%s", err, src)
	}
	if d := cmp.Diff(tpl, back, cmpopts.IgnoreUnexported(template.Content{})); d != "" {
		t.Fatalf("changed (-before +after):\n%s\n%s", d, src)
	}
}

func TestShippedTemplatesRoundTrip(t *testing.T) {
	t.Parallel()
	for _, tpl := range Format.Shipped() {
		if _, err := Format.Parse(template.ShippedSource(tpl.Key)); err != nil {
			t.Errorf("%s is refused:\n%v", tpl.Key, err)
		}
		roundTrip(t, tpl)
	}
}

// The messages about each section, all at once.
func TestSectionRefusals(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("testdata/refused.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/refused.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, err = Format.Parse(src)
	if err == nil {
		t.Fatal("accepted")
	}
	if d := cmp.Diff(strings.Split(strings.TrimSpace(string(want)), "\n"), strings.Split(err.Error(), "\n")); d != "" {
		t.Errorf("other messages (-want +got):\n%s", d)
	}
}

func TestUnknownSectionIsRefusedWithThoseThereAre(t *testing.T) {
	t.Parallel()
	_, err := Format.Parse([]byte("key: a\nmilestones: []\n"))
	want := "line 2: milestones: a template has no field “milestones”; it has: key, name, summary, phases, weeks, roles, lanes, " +
		"deliverables, questions, checklists, criteria, conditions, rituals, parity, risks, run_sheet, poll, plays\n"
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("says %v\nwant %s", err, want)
	}
}

func TestDocumentedTemplateIsComplete(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../docs/templates.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	_, rest, _ := strings.Cut(doc, "```yaml\n")
	example, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("docs/templates.md has no example")
	}
	tpl, err := Format.Parse([]byte(example))
	if err != nil {
		t.Fatalf("the example is refused:\n%v", err)
	}
	roundTrip(t, tpl)
	if it := tpl.Deliverables[1]; it.Start != -1 || it.Time != "T-2h" {
		t.Errorf("a deliverable without start is a day: got %d to %d at %s", it.Start, it.Due, it.Time)
	}
	for what, words := range map[string][]string{
		"section": Format.Keys(), "kind": template.Texts(template.Kinds), "channel": template.Texts(feedback.Channels),
		"category": template.Texts(risk.Categories), "response": template.Texts(risk.Responses),
		"anchor": template.Texts([]template.Anchor{template.Follows, template.PreviousWorkday, template.NextWorkday}),
	} {
		for _, w := range words {
			if !strings.Contains(doc, "`"+w+"`") {
				t.Errorf("the %s %s is not documented", what, w)
			}
		}
	}
}
