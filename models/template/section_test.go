package template

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/models/db"
)

// note is an entry of the section that these tests register.
type note struct {
	Key    string   `yaml:"key"`
	Text   string   `yaml:"text"`
	Mode   string   `yaml:"mode" default:"short"`
	About  string   `yaml:"about"` // key of a deliverable
	Tags   []string `yaml:"tags"`
	Dated  bool
	Day    int    `yaml:"day" day:"optional" given:"Dated"`
	Number int    `yaml:"number,omitempty"`
	Lines  []line `yaml:"lines,flow" one:"a line"`
}

type line struct {
	Text string `yaml:"text"`
	Done bool   `yaml:"done"`
}

var notes = &Section[[]note]{
	Key: "notes", Label: "Notes", One: "a note",
	Check: func(c *Checker, v []note) {
		for i, n := range v {
			c.OneOf(fmt.Sprintf("notes[%d].about", i+1), n.Text, "deliverable", n.About, c.Deliverables)
		}
	},
}

var withNotes = NewFormat(notes)

const noted = `notes:
  - key: first
    text: A note
    about: post
    day: 0
    lines:
      - {text: One, done: true}
`

func TestSectionIsReadAndWritten(t *testing.T) {
	t.Parallel()
	tpl, err := withNotes.Parse([]byte(tiny + noted))
	if err != nil {
		t.Fatal(err)
	}
	want := []note{{Key: "first", Text: "A note", Mode: "short", About: "post", Dated: true, Lines: []line{{"One", true}}}}
	if d := cmp.Diff(want, notes.Of(tpl)); d != "" {
		t.Errorf("read otherwise (-want +got):\n%s", d)
	}
	roundTrip(t, tpl)
	for name, src := range map[string]string{"left out": tiny, "with nothing after it": tiny + "notes:\n"} {
		if tpl, err := withNotes.Parse([]byte(src)); err != nil || notes.Of(tpl) != nil {
			t.Errorf("%s: %v, %v", name, notes.Of(tpl), err)
		}
	}
}

func TestSectionRefusalsHaveTheirLine(t *testing.T) {
	t.Parallel()
	for old, c := range map[string]struct{ new, want string }{
		"about: post": {"about: none", "line 35: notes[1] “A note”: deliverable “none” is not one of: draft, post"},
		"day: 0":      {"day: soon", "line 36: notes[1].day: “soon” is not a number of days"},
		"done: true":  {"color: red", "line 38: notes[1].lines[1].color: a line has no field “color”; it has: text, done"},
		"key: first":  {"name: first", "line 33: notes[1].name: a note has no field “name”; it has: key, text, mode, about, tags, day"},
	} {
		_, err := withNotes.Parse([]byte(tiny + strings.Replace(noted, old, c.new, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("says %v\nwant %q", err, c.want)
		}
	}
}

func TestChangedSectionIsListedAndTaken(t *testing.T) {
	t.Parallel()
	with, err := withNotes.Parse([]byte(tiny + noted))
	if err != nil {
		t.Fatal(err)
	}
	without := with
	notes.Set(&without, nil)
	cs := changes(without, with)
	if len(cs) != 1 || cs[0].Field != "notes" || cs[0].Old != "" || !strings.Contains(cs[0].New, "text: A note") {
		t.Errorf("changes are %v", cs)
	}
	if d := cmp.Diff([]db.Change(nil), changes(without.Taking(with, "section-notes"), with)); d != "" {
		t.Errorf("not taken: %s", d)
	}
	plan, err := PlanOnly.Parse([]byte(tiny))
	if err != nil {
		t.Fatal(err)
	}
	if got := with.Taking(plan, "section-notes"); notes.Of(got) != nil || notes.Of(with) == nil {
		t.Error("a section that the other template does not have was not removed, or changed the original")
	}
}

func TestSectionIsRegisteredOnce(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("two sections have one key")
		}
	}()
	NewFormat(notes, notes)
}
