package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tminus/internal/diff"
)

func TestLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ a, b, want string }{
		{"", "", ""}, {"a", "a", " a"}, {"", "a\nb", "+a +b"}, {"a\nb", "", "-a -b"},
		{"a\nb\nc", "a\nx\nc", " a -b +x  c"}, {"a\nb\nc\na\nb\nb\na", "c\nb\na\nb\na\nc", "-a -b  c +b  a  b -b  a +c"},
		{"1\n2\n3", "2\n3\n4", "-1  2  3 +4"}, {"a\n", "a", " a"},
	} {
		var got []string
		for _, l := range diff.Lines(c.a, c.b) {
			got = append(got, string(" -+"[l.Kind])+l.Text)
		}
		if d := cmp.Diff(c.want, strings.Join(got, " ")); d != "" {
			t.Errorf("%q and %q: %s", c.a, c.b, d)
		}
	}
}

// Both texts can be restored from their comparison.
func TestLinesPreserveBothTexts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.SampledFrom([]string{"a", "b", "c", "", "d"})
		a, b := rapid.SliceOfN(line, 1, 40).Draw(t, "a"), rapid.SliceOfN(line, 1, 40).Draw(t, "b")
		var before, after []string
		for _, l := range diff.Lines(strings.Join(a, "\n")+"\n", strings.Join(b, "\n")+"\n") {
			if l.Kind != diff.Added {
				before = append(before, l.Text)
			}
			if l.Kind != diff.Removed {
				after = append(after, l.Text)
			}
		}
		if fmt.Sprint(before) != fmt.Sprint(a) || fmt.Sprint(after) != fmt.Sprint(b) {
			t.Fatalf("%q, %q became %q, %q", a, b, before, after)
		}
	})
}

func TestLinesReplaceUnrelatedTexts(t *testing.T) {
	t.Parallel()
	a, b := strings.Repeat("a\n", 4000), strings.Repeat("b\n", 4000)
	got := diff.Lines(a, b)
	if len(got) != 8000 || got[0].Kind != diff.Removed || got[7999].Kind != diff.Added {
		t.Errorf("%d lines", len(got))
	}
	if ps := diff.Pairs(got); len(ps) != 4000 || !ps[0].HasOld || !ps[0].HasNew || ps[0].Same {
		t.Errorf("%d pairs, the first %+v", len(ps), ps[0])
	}
}
