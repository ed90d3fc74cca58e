package feedback

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tminus/models/fault"
	"tminus/models/template"
)

var format = template.NewFormat(Section)

// plan is a template without sections, of 31 lines.
func plan() string {
	b, err := os.ReadFile("../template/testdata/plan.yaml")
	if err != nil {
		panic(err)
	}
	return string(b)
}

var played = plan() + `plays:
  - key: tickets
    symptom: Tickets spike
    channel: support
    more: 50
    hours: 24
    causes: [Bug, Confusing]
    remedies:
      - {do: Improve the UX, when: Confusing, kind: design_task}
      - {do: Fix it, kind: engineering_task}
  - key: slow
    symptom: It is slow
    hours: 1
    words: [slow, "can't wait"]
    remedies:
      - {do: Optimise, kind: engineering_task}
`

func TestTemplatePlaybookRoundTrips(t *testing.T) {
	t.Parallel()
	tpl, err := format.Parse([]byte(played))
	if err != nil {
		t.Fatal(err)
	}
	want := []Play{
		{Key: "tickets", Symptom: "Tickets spike", Channel: "support", More: 50, Hours: 24, Causes: []string{"Bug", "Confusing"},
			Remedies: []Remedy{{"Improve the UX", "Confusing", template.KindDesign}, {"Fix it", "", template.KindEngineering}}},
		{Key: "slow", Symptom: "It is slow", Hours: 1, Words: []string{"slow", "can't wait"},
			Remedies: []Remedy{{"Optimise", "", template.KindEngineering}}},
	}
	if d := cmp.Diff(want, Section.Of(tpl)); d != "" {
		t.Errorf("read otherwise (-want +got):\n%s", d)
	}
	src, err := tpl.YAML()
	if err != nil {
		t.Fatal(err)
	}
	back, err := format.Parse(src)
	if err != nil {
		t.Fatalf("cannot be read back: %v\n%s", err, src)
	}
	if d := cmp.Diff(want, Section.Of(back)); d != "" {
		t.Errorf("changed when written (-want +got):\n%s", d)
	}
	for name, src := range map[string]string{"left out": plan(), "with nothing after it": plan() + "plays:\n"} {
		if tpl, err := format.Parse([]byte(src)); err != nil || Section.Of(tpl) != nil {
			t.Errorf("%s: %v, %v", name, Section.Of(tpl), err)
		}
	}
}

func TestTemplatePlaybookRefusals(t *testing.T) {
	t.Parallel()
	lines := func(n int) string { return "[" + strings.TrimSuffix(strings.Repeat("a, ", n), ", ") + "]" }
	remedy := "      - {do: Optimise, kind: engineering_task}\n"
	for _, c := range []struct{ name, old, new, want string }{
		{"key twice", "key: slow", "key: tickets", "line 42: plays[2] “It is slow”: the key “tickets” is used twice"},
		{"no key", "  - key: slow\n    symptom", "  - symptom", "plays[2] “It is slow”: the key is missing"},
		{"no symptom", "    symptom: Tickets spike\n", "", "plays[1] “tickets”: the symptom is missing"},
		{"long symptom", "Tickets spike", strings.Repeat("ü", 201), "the symptom has 201 characters; at most 200 fit"},
		{"channel", "channel: support", "channel: phone",
			"line 35: plays[1] “Tickets spike”: channel “phone” is not one of: beta, support, social, conversation"},
		{"every report", "    channel: support\n", "",
			"line 33: plays[1] “Tickets spike”: it has neither a channel nor words, so that every report would count"},
		{"no words after all", `[slow, "can't wait"]`, "[]", "line 45: plays[2] “It is slow”: it has neither a channel nor words"},
		{"channels", "channel: support", "channel: [support]", "line 35: plays[1].channel: text is expected here, not a list"},
		{"more below none", "more: 50", "more: -1", "line 36: plays[1].more: “-1” is not a whole number from 0 up"},
		{"too many more", "more: 50", "more: 100001", "more is 100001; it goes from 0 to 100000"},
		{"hours as words", "hours: 24", "hours: a day", "line 37: plays[1].hours: “a day” is not a whole number from 0 up"},
		{"no hours", "    hours: 24\n", "", "plays[1] “Tickets spike”: hours is 0; it goes from 1 to 744"},
		{"too many hours", "hours: 24", "hours: 745", "line 37: plays[1] “Tickets spike”: hours is 745; it goes from 1 to 744"},
		{"empty word", "[slow,", "['',", "the words[1] is missing"},
		{"long word", "[slow,", "[" + strings.Repeat("ü", 201) + ",", "the words[1] has 201 characters; at most 200 fit"},
		{"word for words", `[slow, "can't wait"]`, "slow", "plays[2].words: a list is expected here"},
		{"too many words", `[slow, "can't wait"]`, lines(31), "line 45: plays[2] “It is slow”: there are 31 words; at most 30 are read"},
		{"long cause", "[Bug,", "[" + strings.Repeat("ü", 201) + ",", "the causes[1] has 201 characters"},
		{"too many causes", "[Bug, Confusing]", lines(31), "there are 31 causes; at most 30 are read"},
		{"no remedies", "    remedies:\n" + remedy, "", "plays[2] “It is slow”: there are no remedies"},
		{"no remedy", "    remedies:\n" + remedy, "    remedies:\n",
			"line 46: plays[2] “It is slow”: there are no remedies; a play says at least one thing to do"},
		{"too many remedies", remedy, strings.Repeat(remedy, 31), "there are 31 remedies; at most 30 are read"},
		{"remedy of nothing", "{do: Fix it, ", "{", "line 41: plays[1].remedies[2] “Tickets spike”: it does not say what to do"},
		{"long remedy", "Fix it", strings.Repeat("ü", 201), "the do has 201 characters"},
		{"long when", "when: Confusing", "when: " + strings.Repeat("ü", 201),
			"line 40: plays[1].remedies[1] “Improve the UX”: the when has 201 characters"},
		{"no kind", "Fix it, kind: engineering_task", "Fix it",
			"line 41: plays[1].remedies[2] “Fix it”: the kind is missing; it is one of: engineering_task"},
		{"kind", "kind: design_task", "kind: design", "kind “design” is not one of: engineering_task"},
		{"unknown field", "more: 50", "limit: 50",
			"line 36: plays[1].limit: a play has no field “limit”; it has: key, symptom, channel, more"},
		{"unknown field of a remedy", "when: Confusing", "if: Confusing", "a remedy has no field “if”; it has: do, when, kind"},
		{"text for a play", "  - key: slow", "  - faster\n  - key: slow", "a play is a list of “name: value” lines, not “faster”"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			// from the last one on: the names of fields are used above it, too
			at := strings.LastIndex(played, c.old)
			if at < 0 {
				t.Fatal("the case changes nothing")
			}
			_, err := format.Parse([]byte(played[:at] + c.new + played[at+len(c.old):]))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("says %v\nwant %q", err, c.want)
			}
			if !fault.Is(err, fault.KindInvalid) || strings.Contains(err.Error(), "\n") {
				t.Errorf("not Invalid, or said more than once:\n%v", err)
			}
		})
	}
}

func TestTemplatePlaybookHasAtMostThirtyPlays(t *testing.T) {
	t.Parallel()
	many := func(n int) []byte {
		var b strings.Builder
		b.WriteString(plan() + "plays:\n")
		for i := range n {
			fmt.Fprintf(&b, "  - {key: k%d, symptom: S, channel: beta, hours: 744, more: 100000, remedies: [{do: Look, kind: other}]}\n", i)
		}
		return []byte(b.String())
	}
	if _, err := format.Parse(many(30)); err != nil {
		t.Errorf("30 plays are refused: %v", err)
	}
	_, err := format.Parse(many(31))
	if err == nil || !strings.Contains(err.Error(), "line 32: plays: there are 31 plays; at most 30 are read") {
		t.Errorf("31 plays: %v", err)
	}
}

// A template that was not read from a file has the same limits.
func TestTemplatePlayIsCheckedWithoutAFile(t *testing.T) {
	t.Parallel()
	tpl, err := format.Parse([]byte(played))
	if err != nil {
		t.Fatal(err)
	}
	plays := slices.Clone(Section.Of(tpl))
	plays[0].More, plays[1].Hours = -1, -1
	Section.Set(&tpl, plays)
	err = tpl.Check()
	if err == nil || !strings.Contains(err.Error(), "more is -1") || !strings.Contains(err.Error(), "hours is -1") {
		t.Errorf("got %v", err)
	}
}

// Symptoms, causes and remedies are those of “After” in the domain, and 50 tickets a
// day is the red flag of the metric. The number of the other two is our choice.
func TestShippedPlaysFollowTheDomain(t *testing.T) {
	t.Parallel()
	want := []Play{
		{Key: "nobody_uses_it", Symptom: "Nobody uses it", More: 2, Hours: 24,
			Causes: []string{"Do not know of it", "Cannot find it", "Unclear value"}, Remedies: []Remedy{
				{"In-app announcement", "Do not know of it", template.KindAnnouncement},
				{"Email to the users it is for", "Cannot find it", template.KindCustomerNotice},
				{"Tutorial", "Unclear value", template.KindTraining}}},
		{Key: "tickets_spike", Symptom: "Tickets spike", Channel: "support", More: 50, Hours: 24,
			Causes: []string{"Confusing", "Bug", "Poor documentation"}, Remedies: []Remedy{
				{"Improve the UX", "Confusing", template.KindDesign},
				{"Fix it", "Bug", template.KindEngineering},
				{"Better docs", "Poor documentation", template.KindSupportGuide}}},
		{Key: "performance_degrades", Symptom: "Performance degrades", More: 2, Hours: 24,
			Causes: []string{"Database load", "Cache not working", "Slow query"}, Remedies: []Remedy{
				{"Roll back to investigate", "", template.KindEngineering},
				{"Optimise", "", template.KindEngineering},
				{"Cache", "", template.KindEngineering},
				{"Launch again", "", template.KindEngineering}}},
	}
	words := map[string][]string{
		"nobody_uses_it":       {"cannot find", "can't find", "where is", "did not know", "what is it for", "no idea"},
		"performance_degrades": {"slow", "timeout", "timed out", "hangs", "lag", "takes forever", "loading"},
	}
	for _, tpl := range format.Shipped() {
		if d := cmp.Diff(want, Section.Of(tpl), cmpopts.IgnoreFields(Play{}, "Words")); d != "" {
			t.Errorf("%s has other plays (-want +got):\n%s", tpl.Key, d)
		}
		for _, p := range Section.Of(tpl) {
			if (len(p.Words) > 0) != (words[p.Key] != nil) {
				t.Errorf("%s: %s counts by the words %v", tpl.Key, p.Key, p.Words)
			}
			for i, w := range p.Words {
				if w != strings.ToLower(w) || slices.Contains(p.Words[:i], w) {
					t.Errorf("%s: %s holds the word %q in capitals, or twice", tpl.Key, p.Key, w)
				}
			}
			for _, w := range words[p.Key] {
				if !slices.Contains(p.Words, w) {
					t.Errorf("%s: %s does not count a report that holds %q", tpl.Key, p.Key, w)
				}
			}
			for _, m := range p.Remedies {
				if m.When != "" && !slices.Contains(p.Causes, m.When) {
					t.Errorf("%s: %q is against %q, which is no cause of %s", tpl.Key, m.Do, m.When, p.Key)
				}
			}
		}
	}
}
