package template

import (
	"os"
	"strings"
	"testing"
)

func TestTheDocumentedExampleIsATemplate(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/templates.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(doc), "```yaml\n")
	example, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("docs/templates.md holds no example")
	}
	tpl, err := Parse([]byte(example))
	if err != nil {
		t.Fatalf("the example is refused:\n%v", err)
	}
	roundTrip(t, tpl)
	if it := tpl.Deliverables[1]; it.Start != -1 || it.Time != "T-2h" {
		t.Errorf("a deliverable without start is a day: got %d to %d at %s", it.Start, it.Due, it.Time)
	}
	for _, k := range Kinds {
		if !strings.Contains(string(doc), "`"+string(k)+"`") {
			t.Errorf("the kind %s is not documented", k)
		}
	}
	for _, c := range FeedbackChannels {
		if !strings.Contains(string(doc), "`"+c+"`") {
			t.Errorf("the channel %s is not documented", c)
		}
	}
	for _, s := range sections {
		if !strings.Contains(string(doc), "`"+s.field.name+"`") {
			t.Errorf("the section %s is not documented", s.field.name)
		}
	}
	for _, a := range []Anchor{Follows, PreviousWorkday, NextWorkday} {
		if !strings.Contains(string(doc), "`"+string(a)+"`") {
			t.Errorf("the anchor %s is not documented", a)
		}
	}
}
