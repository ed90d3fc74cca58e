package template

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func roundTrip(t rapid.TB, tpl Template) {
	t.Helper()
	src, err := tpl.YAML()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(src)
	if err != nil {
		t.Fatalf("cannot be read back: %v\n%s", err, src)
	}
	if d := cmp.Diff(tpl, back); d != "" {
		t.Fatalf("changed (-before +after):\n%s\n%s", d, src)
	}
}

func TestShippedTemplatesRoundTrip(t *testing.T) {
	t.Parallel()
	for _, tpl := range shipped(t) {
		roundTrip(t, tpl)
	}
}

func TestCriterionSignedOffByHandKeepsItsEnvironment(t *testing.T) {
	t.Parallel()
	tpl, err := Parse([]byte(tiny + "criteria:\n  - {key: up, title: It is up, role: lead, environment: staging}\n"))
	if err != nil || tpl.Criteria[0].By != ByManual || tpl.Criteria[0].Environment != "staging" {
		t.Fatalf("read as %+v, %v", tpl.Criteria, err)
	}
	roundTrip(t, tpl)
}

// Text that YAML could take for something else, in every place for text.
func TestAwkwardTextRoundTrips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		bits := []string{"a", "T-3", " ", "  ", ":", ": ", "#", " #", "- ", "-", "\"", "'", "\\", "{", "}", "[", "]", ",", "&a", "*a", "!", "|", ">", "%", "@", "`", "?", "~",
			"null", "true", "no", "1", "1.10", "0x1f", "1e3", "09:00", "2026-05-12", "ü", "日本", "🚀", "\\n", "---", "...", "<<", "=", "\u00a0", "\u200b"}
		line := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(bits), 1, 6), func(s []string) string {
			return strings.TrimSpace(strings.Join(s, ""))
		}).Filter(func(s string) bool { return s != "" })
		more := append([]string{"\n", "\n\n", "\n  ", "\t", "\n- ", "\n# ", "\n---\n", " \n", "\n\t"}, bits...)
		text := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(more), 0, 12), func(s []string) string {
			return strings.TrimSpace(strings.Join(s, ""))
		})
		tpl, err := Parse([]byte(tiny))
		if err != nil {
			rt.Fatal(err)
		}
		tpl.Name, tpl.Summary = line.Draw(rt, "name"), text.Draw(rt, "summary")
		tpl.Phases[0].Purpose = text.Draw(rt, "purpose")
		it := &tpl.Deliverables[0]
		it.Title, it.Description = line.Draw(rt, "title"), text.Draw(rt, "description")
		it.Key = rapid.SampledFrom([]string{"1", "null", "true", "-", "--", "-1", "1_0", "no", "0x1f", "1e3", "09"}).Draw(rt, "key")
		it.Start, it.Time, it.Helpers = rapid.IntRange(-maxOffset, it.Due).Draw(rt, "start"), "09:00", []string{"writer", "lead"}
		tpl.Deliverables[1].After = []string{it.Key}
		tpl.Deliverables[1].Links[0].Label = line.Draw(rt, "label")
		tpl.Playbook = []Play{{Key: it.Key, Symptom: line.Draw(rt, "symptom"), Hours: rapid.IntRange(1, maxPlayHours).Draw(rt, "hours"),
			Words: rapid.SliceOfN(line, 1, 3).Draw(rt, "words"), Causes: rapid.SliceOfN(line, 1, 3).Draw(rt, "causes"),
			Remedies: []Remedy{{Do: line.Draw(rt, "do"), When: line.Draw(rt, "when"), Kind: KindOther}}}}
		roundTrip(rt, tpl)
	})
}
