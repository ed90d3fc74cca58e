package template

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func roundTrip(t rapid.TB, tpl Template) {
	t.Helper()
	src, err := tpl.YAML()
	if err != nil {
		t.Fatal(err)
	}
	back, err := withNotes.Parse(src)
	if err != nil {
		t.Fatalf("cannot be read back: %v\n%s", err, src)
	}
	if d := cmp.Diff(tpl, back, cmpopts.IgnoreUnexported(Content{})); d != "" {
		t.Fatalf("changed (-before +after):\n%s\n%s", d, src)
	}
}

// Text that YAML could take for something else, in every place for text.
func TestTemplateRoundTripsAwkwardText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		bits := []string{"a", "T-3", " ", "  ", ":", ": ", "#", " #", "- ", "-", "\"", "'", "\\", "{", "}", "[", "]", ",", "&a", "*a",
			"!", "|", ">",
			"%", "@", "`", "?", "~", "null", "true", "no", "1", "1.10", "0x1f", "1e3", "09:00", "2026-05-12", "ü", "日本", "🚀", "\\n", "---", "...",
			"<<", "=", "\u00a0", "\u200b"}
		oneLine := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(bits), 1, 6), func(s []string) string {
			return strings.TrimSpace(strings.Join(s, ""))
		}).Filter(func(s string) bool { return s != "" })
		more := append([]string{"\n", "\n\n", "\n  ", "\t", "\n- ", "\n# ", "\n---\n", " \n", "\n\t"}, bits...)
		text := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(more), 0, 12), func(s []string) string {
			return strings.TrimSpace(strings.Join(s, ""))
		})
		tpl, err := withNotes.Parse([]byte(tiny))
		if err != nil {
			rt.Fatal(err)
		}
		tpl.Name, tpl.Summary = oneLine.Draw(rt, "name"), text.Draw(rt, "summary")
		tpl.Phases[0].Purpose = text.Draw(rt, "purpose")
		it := &tpl.Deliverables[0]
		it.Title, it.Description = oneLine.Draw(rt, "title"), text.Draw(rt, "description")
		it.Key = rapid.SampledFrom([]string{"1", "null", "true", "-", "--", "-1", "1_0", "no", "0x1f", "1e3", "09"}).Draw(rt, "key")
		it.Start, it.Time, it.Helpers = rapid.IntRange(-MaxDay, it.Due).Draw(rt, "start"), "09:00", []string{"writer", "lead"}
		tpl.Deliverables[1].After = []string{it.Key}
		tpl.Deliverables[1].Links[0].Label = oneLine.Draw(rt, "label")
		notes.Set(&tpl, []note{{Key: it.Key, Text: text.Draw(rt, "text"), Mode: oneLine.Draw(rt, "mode"), About: it.Key,
			Tags: rapid.SliceOfN(oneLine, 1, 3).Draw(rt, "tags"), Dated: true, Day: rapid.IntRange(-MaxDay, MaxDay).Draw(rt, "day"),
			Number: rapid.IntRange(0, 99).Draw(rt, "number"),
			Lines:  []line{{Text: oneLine.Draw(rt, "line"), Done: rapid.Bool().Draw(rt, "done")}}}})
		roundTrip(rt, tpl)
	})
}
