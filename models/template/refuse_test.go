package template

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tminus/models/fault"
)

//go:embed testdata/plan.yaml
var tiny string

// head is the plan without its deliverables.
var head, _, _ = strings.Cut(tiny, "deliverables:\n")

func TestTemplateRefusals(t *testing.T) {
	t.Parallel()
	if _, err := PlanOnly.Parse([]byte(tiny)); err != nil {
		t.Fatalf("the file that the cases change is refused: %v", err)
	}
	for _, c := range []struct{ name, old, new, want string }{
		{"lane", "lane: marketing\n    kind: announcement\n    role: writer\n    start: -14",
			"lane: mkt\n    kind: announcement\n    role: writer\n    start: -14",
			"line 24: deliverables[2] “Write the blog post”: lane “mkt” is not one of: engineering, marketing"},
		{"no lane", "    lane: marketing\n    kind: announcement\n    role: writer\n    start: -14",
			"    kind: announcement\n    role: writer\n    start: -14", "the lane is missing; it is one of: engineering, marketing"},
		{"role", "role: writer\n    start: -14", "role: editor\n    start: -14", "role “editor” is not one of: lead, writer"},
		{"no role", "    role: writer\n    start: -14", "    start: -14", "the role is missing"},
		{"two owners", "role: writer\n    start: -14", "role: [writer, lead]\n    start: -14",
			"line 26: deliverables[2].role: text is expected here, not a list"},
		{"reviewer", "start: -14", "reviewer: boss\n    start: -14", "reviewer “boss” is not one of"},
		{"helper", "start: -14", "helpers: [lead, boss]\n    start: -14", "helper “boss” is not one of"},
		{"helper twice", "start: -14", "helpers: [lead, lead]\n    start: -14", "helper “lead” is named twice"},
		{"kind", "kind: announcement\n    role: writer\n    start: -14", "kind: blog\n    role: writer\n    start: -14",
			"kind “blog” is not one of: engineering_task"},
		{"after", "after: [draft]", "after: [drft]",
			"line 29: deliverables[2] “Write the blog post”: after “drft” is not one of: draft, post"},
		{"after itself", "after: [draft]", "after: [post]", "these wait for each other: “Write the blog post” after “Write the blog post”"},
		{"cycle", "due: -15", "due: -15\n    after: [post]",
			"these wait for each other: “Draft the blog post” after “Write the blog post” after “Draft the blog post”"},
		{"start after due", "start: -14", "start: -2", "due (T-3) is before start (T-2)"},
		{"too early", "start: -14", "start: -367", "start is -367; at most 366 days"},
		{"too late", "due: -3", "due: 367", "due is 367; at most 366 days"},
		{"not a day", "due: -3", "due: soon", "line 28: deliverables[2].due: “soon” is not a number of days"},
		{"half a day", "due: -3", "due: -2.5", "“-2.5” is not a number of days"},
		{"no due", "    due: -3\n", "", "deliverables[2].due: “due” is missing"},
		{"time", "due: -3", "due: -3\n    time: 9 o'clock", "time “9 o'clock” is neither"},
		{"late time", "due: -3", "due: -3\n    time: \"24:00\"", "time “24:00” is neither"},
		{"time beyond a day", "due: -3", "due: -3\n    time: T-25h", "time “T-25h” is neither"},
		{"pinned", "due: -3", "due: -3\n    anchor: pinned", "nothing in it can be pinned"},
		{"anchor", "due: -3", "due: -3\n    anchor: fixed", "anchor “fixed” is not one of: follows, previous_workday, next_workday"},
		{"no title", "title: Write the blog post", "title: ''", "deliverables[2] “post”: the title is missing"},
		{"long title", "Write the blog post", strings.Repeat("ü", 201), "the title has 201 characters; at most 200 fit"},
		{"two lines", "Write the blog post", `"a\nb"`, "the title holds a line break"},
		{"control", "Write the blog post", `"a\u0000b"`, "the title holds a line break or a control character"},
		{"control in text", "due: -3", "due: -3\n    description: \"a\\u0007b\"", "the description holds a control character"},
		{"key twice", "key: post", "key: draft", "the key “draft” is used twice"},
		{"key of letters", "key: post", "key: Post it", "the key “Post it” may hold only"},
		{"no key", "  - key: post\n    title", "  - title", "the key is missing"},
		{"unknown field", "due: -3", "due: -3\n    owner: ana",
			"line 29: deliverables[2].owner: a deliverable has no field “owner”; it has: key, title"},
		{"unknown section", "key: tiny", "key: tiny\nmilestones: []", "line 2: milestones: a template has no field “milestones”"},
		{"field twice", "due: -3", "due: -3\n    due: -4", "line 29: this is not readable as YAML: mapping key \"due\" already defined"},
		{"link", "https://example.org/style", "javascript:alert(1)", "is not a web address"},
		{"link without label", "label: Style, ", "", "the label is missing"},
		{"phase missing", "  - {key: learn, name: Learn, from: 10, to: 14}\n", "",
			"a launch has these phases, once each and in this order: plan, verify, launch, monitor, learn"},
		{"phase unknown", "key: learn", "key: rest", "“rest” is not one of: plan"},
		{"phases overlap", "from: -7, to: -1", "from: -9, to: -1", "it begins on T-9, before Plan has ended (T-8)"},
		{"phase backwards", "from: 10, to: 14", "from: 14, to: 10", "to (T+10) is before from (T+14)"},
		{"phase without end", "from: 10, to: 14", "from: 10", "“to” is missing"},
		{"launch off T", "key: launch, name: Launch, from: 0, to: 0", "key: launch, name: Launch, from: 1, to: 1",
			"this phase must hold launch day"},
		{"weeks overlap", "roles:", "weeks:\n  - {name: A, from: -9, to: -3}\n  - {name: B, from: -3, to: -1}\nroles:",
			"weeks[2] “B”: it begins on T-3, before A has ended (T-3)"},
		{"lead listed", "key: writer", "key: lead", "the launch lead is always there and is not listed"},
		{"lane twice", "key: engineering, name", "key: marketing, name", "the key “marketing” is used twice"},
		{"team", "team: engineering", "team: R&D", "“R&D” is not the key of a team"},
		{"no name", "name: Tiny", "name: ", "name: the name is missing"},
		{"list for text", "name: Tiny", "name: [a]", "line 2: name: text is expected here, not a list"},
		{"text for list", "after: [draft]", "after: draft", "a list is expected here"},
		{"text for item", "  - key: draft", "  - draft\n  - key: draft", "a deliverable is a list of “name: value” lines, not “draft”"},
		{"alias", "name: Tiny", "name: &n Tiny", "anchors, aliases and merges"},
		{"tag", "name: Tiny", "name: !!binary Tiny", "line 2: YAML tags"},
		{"two documents", "key: tiny", "a: b\n---\nkey: tiny", "line 2: the file holds more than one document"},
		{"not UTF-8", "name: Tiny", "name: \xff", "line 2: the file is not UTF-8 text"},
		{"syntax", "name: Tiny", "name: \"Tiny", "not readable as YAML"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			src := strings.Replace(tiny, c.old, c.new, 1)
			if src == tiny {
				t.Fatal("the case changes nothing")
			}
			_, err := PlanOnly.Parse([]byte(src))
			if err == nil {
				t.Fatalf("accepted, want %q", c.want)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("says %q\nwant %q", err, c.want)
			}
			if !fault.Is(err, fault.KindInvalid) || len(fault.FieldsOf(err)) == 0 {
				t.Error("does not count as Invalid with fields")
			}
		})
	}
}

func TestTemplateProblemIsReportedOnce(t *testing.T) {
	t.Parallel()
	src := strings.NewReplacer("name: Tiny", "nmae: Tiny", "lane: marketing", "lane: mkt", "due: -3", "due: x",
		"role: writer", "role: [a]").Replace(tiny)
	_, err := PlanOnly.Parse([]byte(src))
	var errs Errors
	if !errors.As(err, &errs) {
		t.Fatalf("got %v", err)
	}
	// nmae, name, and for both items lane and role, and due for the second
	if len(errs) != 7 {
		t.Errorf("%d problems, want 7:\n%v", len(errs), err)
	}
	for _, e := range errs {
		if e.Line == 0 && e.Path != "name" {
			t.Errorf("no line for %q", e.Message)
		}
	}
}

func TestTemplateLimits(t *testing.T) {
	t.Parallel()
	many := func(n int) string {
		var b strings.Builder
		b.WriteString(head + "deliverables:\n")
		for i := range n {
			fmt.Fprintf(&b, "  - {key: k%d, title: Title %d, lane: engineering, kind: other, role: lead, due: 0, after: [%s]}\n",
				i, i, map[bool]string{true: fmt.Sprintf("k%d", i-1)}[i > 0])
		}
		return b.String()
	}
	if _, err := PlanOnly.Parse([]byte(many(500))); err != nil {
		t.Errorf("500 deliverables are refused: %v", err)
	}
	_, err := PlanOnly.Parse([]byte(many(501)))
	if err == nil || !strings.Contains(err.Error(), "there are 501 of them; at most 500 are read") {
		t.Errorf("501 deliverables: %v", err)
	}
	_, err = PlanOnly.Parse([]byte(strings.ReplaceAll(many(400), "lane: engineering", "lane: x")))
	var errs Errors
	if errors.As(err, &errs); len(errs) != maxProblems+1 || !strings.Contains(errs[maxProblems].Message, "and 300 more problems") {
		t.Errorf("%d problems are listed", len(errs))
	}
}

// The parser would end the process, or take minutes, on some of these.
func TestTemplateParserRefusesHostileFilesQuickly(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]string{
		"empty":           "",
		"comments":        strings.Repeat("# a\n", 60000),
		"too long":        strings.Repeat("#", maxBytes+1),
		"open brackets":   strings.Repeat("[", 250000),
		"brackets":        strings.Repeat("[", 120000) + strings.Repeat("]", 120000),
		"bracket lines":   strings.Repeat("[\n", 120000),
		"braces":          strings.Repeat("{a: ", 60000),
		"dashes":          strings.Repeat("- ", 120000),
		"questions":       strings.Repeat("? ", 120000),
		"colons":          strings.Repeat("a: ", 80000),
		"anchors":         strings.Repeat("&a ", 80000),
		"tags":            strings.Repeat("!a ", 80000),
		"documents":       strings.Repeat("---\na\n", 40000),
		"deep blocks":     deep(600),
		"billion laughs":  "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n",
		"scalar":          "hello",
		"list":            "- a\n- b\n",
		"null":            "~",
		"control":         "\x00\x01\x02",
		"quote":           "a: \"" + strings.Repeat("x", 200000),
		"merge":           "<<: {a: b}\n",
		"complex key":     "? [a, b]\n: c\n",
		"null everywhere": "key:\nname:\nphases:\nroles:\nlanes:\ndeliverables:\n  -\n  -\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			done := make(chan error, 1)
			go func() { _, err := PlanOnly.Parse([]byte(src)); done <- err }()
			select {
			case err := <-done:
				if err == nil || err.Error() == "" {
					t.Errorf("accepted, or refused without a word: %v", err)
				}
			case <-time.After(30 * time.Second):
				t.Error("takes longer than 30 s")
			}
		})
	}
}

func deep(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}
