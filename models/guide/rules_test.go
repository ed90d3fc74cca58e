package guide_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/guide"
	"tminus/models/people"
	"tminus/models/roster"
)

// counter returns a function that makes predictable ids.
func counter() func() string {
	n := 0
	return func() string {
		n++
		return fmt.Sprintf("new%d", n)
	}
}

func TestCleanDropsEmptyEntries(t *testing.T) {
	t.Parallel()
	in := guide.Content{Title: "  How \n it works ", How: "a\r\nb  \r\n", Issues: []guide.Issue{
		{}, {ID: "abcd", Symptom: " It  breaks ", Errors: " E1 \n\n E2"}, {ID: "abcd", Symptom: "A copy with the same id"},
		{ID: "../x", Symptom: "Forged"}, {ID: "only", Symptom: " "}},
		Templates: []guide.Template{{Title: "Hello", Text: "Hi {{ customer   name }}"}, {}}, Escalation: []guide.Step{{}, {Do: "Call"}}}
	got, err := in.Clean(counter())
	if err != nil {
		t.Fatal(err)
	}
	want := guide.Content{Title: "How it works", How: "a\nb", Issues: []guide.Issue{
		{ID: "abcd", Symptom: "It breaks", Errors: "E1\nE2"}, {ID: "new1", Symptom: "A copy with the same id"}, {ID: "new2", Symptom: "Forged"}},
		Templates: []guide.Template{{ID: "new3", Title: "Hello", Text: "Hi {{ customer   name }}"}}, Escalation: []guide.Step{{Do: "Call"}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !got.Same(want) || got.Same(in) {
		t.Error("the same content is not known to be the same")
	}
}

func TestCleanNamesInvalidField(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", guide.MaxText+1)
	for name, c := range map[string]struct {
		in    guide.Content
		field string
	}{
		"no title":           {guide.Content{}, "title"},
		"a long title":       {guide.Content{Title: strings.Repeat("ä", guide.MaxTitle+1)}, "title"},
		"a long body":        {guide.Content{Title: "T", How: long}, "how"},
		"a long fix":         {guide.Content{Title: "T", Issues: []guide.Issue{{Symptom: "a"}, {Symptom: "b", Fix: long}}}, "issue-2-fix"},
		"no symptom":         {guide.Content{Title: "T", Issues: []guide.Issue{{Fix: "Restart"}}}, "issue-1-symptom"},
		"an empty first one": {guide.Content{Title: "T", Issues: []guide.Issue{{}, {Fix: "Restart"}}}, "issue-2-symptom"},
		"a blank without":    {guide.Content{Title: "T", Templates: []guide.Template{{Title: "A", Text: "Hi {{ }}"}}}, "template-1-text"},
		"an open blank":      {guide.Content{Title: "T", Templates: []guide.Template{{Title: "A", Text: "Hi {{name"}}}, "template-1-text"},
		"a blank in two":     {guide.Content{Title: "T", Templates: []guide.Template{{Title: "A", Text: "Hi {{na\nme}}"}}}, "template-1-text"},
		"too many blanks": {guide.Content{Title: "T", Templates: []guide.Template{{Title: "A", Text: blanks(guide.MaxBlanks + 1)}}},
			"template-1-text"},
		"a reply unnamed":   {guide.Content{Title: "T", Templates: []guide.Template{{Text: "Hi"}}}, "template-1-title"},
		"a reply unwritten": {guide.Content{Title: "T", Templates: []guide.Template{{Title: "Hi"}}}, "template-1-text"},
		"no minutes":        {guide.Content{Title: "T", Escalation: []guide.Step{{Do: "Call", After: -1}}}, "step-1-after"},
		"nothing to do":     {guide.Content{Title: "T", Escalation: []guide.Step{{After: 15}}}, "step-1-do"},
		"an unknown target": {guide.Content{Title: "T", Escalation: []guide.Step{{Do: "Call", Target: "boss"}}}, "step-1-target"},
		"too many issues":   {guide.Content{Title: "T", Issues: issueList(guide.MaxIssues + 1)}, "issue-1-symptom"},
	} {
		_, err := c.in.Clean(counter())
		if fs := fault.FieldsOf(err); len(fs) != 1 || fs[0].Name != c.field {
			t.Errorf("%s: %v, want one message at %s", name, err, c.field)
		}
	}
}

func issueList(n int) []guide.Issue {
	out := make([]guide.Issue, n)
	for i := range out {
		out[i].Symptom = fmt.Sprint(i)
	}
	return out
}

func blanks(n int) (out string) {
	for i := range n {
		out += fmt.Sprintf("{{b%d}} ", i)
	}
	return out
}

func TestTemplateFill(t *testing.T) {
	t.Parallel()
	tpl := guide.Template{Text: "Hello {{customer name}}, {{Customer Name}}! Until {{time}}. {not} {{a{b}} {{ time }}"}
	if d := cmp.Diff([]string{"customer name", "time"}, tpl.Blanks()); d != "" {
		t.Error(d)
	}
	got, missing := tpl.Fill([]string{" Ana {{time}} ", "noon"})
	// The inserted values are not filled in again.
	if want := "Hello Ana {{time}}, Ana {{time}}! Until noon. {not} {{a{b}} noon"; got != want || len(missing) != 0 {
		t.Errorf("got %q, %v", got, missing)
	}
	got, missing = tpl.Fill([]string{"Ana"})
	if want := "Hello Ana, Ana! Until {{time}}. {not} {{a{b}} {{time}}"; got != want || len(missing) != 1 || missing[0] != "time" {
		t.Errorf("got %q, missing %v", got, missing)
	}
	if got, missing := (guide.Template{Text: "No blanks"}).Fill(nil); got != "No blanks" || missing != nil {
		t.Errorf("%q, %v", got, missing)
	}
}

func TestReasons(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 10, 9, 0, 0, 0, time.UTC)
	was := guide.Scope{LaunchID: 1, At: at.UnixMilli(), Zone: "Europe/Berlin", Summary: "s", Items: map[int64]string{1: "Code", 2: "Docs"}}
	change := func(f func(*guide.Scope)) guide.Scope {
		s := was
		s.Items = map[int64]string{1: "Code", 2: "Docs"}
		f(&s)
		return s
	}
	today := civil.New(2026, 12, 1)
	for name, c := range map[string]struct {
		was, now guide.Scope
		reviewOn civil.Date
		want     []string
	}{
		"nothing changed": {was, change(func(*guide.Scope) {}), civil.Date{}, nil},
		"T moved": {was, change(func(s *guide.Scope) {
			s.At = at.AddDate(0, 0, 5).UnixMilli()
		}), civil.Date{}, []string{"T moved from Thu 10 Dec 2026, 10:00 CET to Tue 15 Dec 2026, 10:00 CET"}},
		"another summary": {was, change(func(s *guide.Scope) { s.Summary = "x" }), civil.Date{}, []string{"The launch’s summary was changed"}},
		"added": {was, change(func(s *guide.Scope) {
			s.Items[3] = "App"
		}), civil.Date{}, []string{"A deliverable was added to the launch: App"}},
		"removed": {was, change(func(s *guide.Scope) {
			delete(s.Items, 1)
		}), civil.Date{}, []string{"A deliverable was removed from the launch: Code"}},
		"renamed": {was, change(func(s *guide.Scope) {
			s.Items[2] = "Help"
		}), civil.Date{}, []string{"A deliverable was renamed: Help"}},
		"many added": {was, change(func(s *guide.Scope) {
			s.Items[3], s.Items[4], s.Items[5], s.Items[6] = "a", "b", "c", "d"
		}), civil.Date{}, []string{"4 deliverables were added to the launch: a, b, c and 1 more"}},
		"bound later":      {guide.Scope{}, was, civil.Date{}, []string{"It was bound to a launch after it was reviewed"}},
		"bound elsewhere":  {was, guide.Scope{LaunchID: 2}, civil.Date{}, []string{"It was bound to another launch after it was reviewed"}},
		"bound no more":    {was, guide.Scope{}, civil.Date{}, nil},
		"due today":        {was, was, today, nil},
		"due yesterday":    {was, was, today.AddDays(-1), []string{"It was to be reviewed again by Mon 30 Nov 2026"}},
		"without a launch": {guide.Scope{}, guide.Scope{}, today.AddDays(-1), []string{"It was to be reviewed again by Mon 30 Nov 2026"}},
	} {
		if d := cmp.Diff(c.want, guide.Reasons(c.was, c.now, c.reviewOn, today)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestResolveFindsPeopleOnCall(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 10, 9, 0, 0, 0, time.UTC)
	slot := func(role roster.Role, who int64, from, to int) roster.Slot {
		return roster.Slot{Person: who, Role: role, From: now.Add(time.Duration(from) * time.Hour), To: now.Add(time.Duration(to) * time.Hour)}
	}
	r := roster.Roster{Now: now, Watch: roster.Watch{
		Slots: []roster.Slot{slot(roster.Primary, 1, -2, 0), slot(roster.Primary, 2, 0, 2), slot(roster.Secondary, 3, -1, 1)},
		People: map[int64]roster.Person{1: {ID: 1, Name: "Before"},
			2: {ID: 2, Name: "Now", Away: []roster.Span{{From: now, To: now.Add(time.Hour)}}},
			3: {ID: 3, Name: "Gone", Gone: true}}}}
	got := guide.Resolve([]guide.Step{{Do: "a"}, {Do: "b", Target: guide.ToPrimary}, {Do: "c", Target: guide.ToSecondary},
		{Do: "d", Target: guide.ToLead}}, r, guide.Person{ID: 9, Name: "Lead"})
	var names []string
	for _, s := range got {
		name := s.Nobody
		for _, p := range s.Who {
			name += p.Name
			if p.Away {
				name += " (away)"
			}
		}
		names = append(names, name)
	}
	if d := cmp.Diff([]string{"", "Now (away)", "Nobody is secondary on call now", "Lead"}, names); d != "" {
		t.Error(d)
	}
	if got := guide.Resolve([]guide.Step{{Do: "d", Target: guide.ToLead}}, roster.Roster{}, guide.Person{}); got[0].Nobody == "" {
		t.Error("the step of a launch without a lead gives no reason")
	}
}

func TestApprovedByUsesLatestReview(t *testing.T) {
	t.Parallel()
	r := func(number int, k guide.ReviewKind) guide.Review { return guide.Review{Number: number, Kind: k} }
	for name, c := range map[string]struct {
		rs   []guide.Review
		want bool
	}{
		"never": {nil, false}, "asked": {[]guide.Review{r(2, guide.Asked)}, false},
		"approved":        {[]guide.Review{r(2, guide.Approved), r(2, guide.Asked)}, true},
		"an older one":    {[]guide.Review{r(1, guide.Approved)}, false},
		"sent back since": {[]guide.Review{r(2, guide.Returned), r(2, guide.Approved)}, false},
		"approved since":  {[]guide.Review{r(2, guide.Publicly), r(2, guide.Approved), r(2, guide.Returned)}, true},
		"renewed":         {[]guide.Review{r(2, guide.Renewed)}, true},
	} {
		if got := guide.ApprovedBy(c.rs, 2) != nil; got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestMayAnswerAndMayReview(t *testing.T) {
	t.Parallel()
	g := guide.Guide{OwnerID: 1, ReviewerID: 2, LaunchLead: 3}
	for name, c := range map[string]struct {
		id              int64
		role            people.Role
		answer, reviews bool
	}{
		"owner": {1, people.Member, true, false}, "reviewer": {2, people.Member, false, true}, "lead": {3, people.Member, true, false},
		"anybody": {4, people.Member, false, false}, "administrator": {5, people.Administrator, true, true},
		"an owner who only reads": {1, people.Viewer, false, false}, "nobody": {0, "", false, false},
	} {
		a := actor(c.id, c.role)
		if g.MayAnswer(a) != c.answer || g.MayReview(a) != c.reviews {
			t.Errorf("%s: answers %t, reviews %t", name, g.MayAnswer(a), g.MayReview(a))
		}
	}
}
