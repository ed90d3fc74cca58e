package fold

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestTextIgnoresCaseAndAccents(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"Größe", "GRÖSSE", "grösse", "grosse"},
		{"Müller", "muller", "MU\u0308LLER"},
		{"Łódź", "łódź", "lodz"},
		{"УВЕДОМЛЕНИЯ", "уведомления"},
		{"Ёлка", "елка"},
		{"ΣΊΣΥΦΟΣ", "σίσυφος"},
		{"İstanbul", "istanbul", "ISTANBUL"},
		{"ﬁle", "FILE"},
		{"Go/No-Go", "go/no–go", "go/no︱go"},
		{"Ǿre", "øre", "ore"},
	} {
		for _, s := range same[1:] {
			if Text(s) != Text(same[0]) {
				t.Errorf("%q folds to %q, %q to %q", s, Text(s), same[0], Text(same[0]))
			}
		}
	}
}

func TestWordsAreDistinctAndLimited(t *testing.T) {
	t.Parallel()
	if got := strings.Join(Words("  Demo\tVIDEO demo "), "|"); got != "demo|video" {
		t.Errorf("got %q", got)
	}
	if n := len(Words(strings.Repeat("a b c d e f g h i j k ", 1000))); n != MaxWords {
		t.Errorf("%d words", n)
	}
	if Words(" \n") != nil {
		t.Error("blanks are words")
	}
}

func TestPartsMarkMatches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, query, want string }{
		{"Demo video", "demo", "[Demo] video"},
		{"Prüfung der Größe", "grosse pruf", "[Prüf]ung der [Größe]"},
		{"a%b_c", "%b_", "a[%b_]c"},
		{"nothing here", "x", "nothing here"},
		{"aaa", "aa", "[aa]a"},
		{"straße", "s", "[s]tra[ß]e"},
	} {
		var b strings.Builder
		for _, p := range Parts(c.text, Words(c.query)) {
			if p.Hit {
				b.WriteString("[" + p.Text + "]")
			} else {
				b.WriteString(p.Text)
			}
		}
		if b.String() != c.want {
			t.Errorf("%q in %q: %q, want %q", c.query, c.text, b.String(), c.want)
		}
	}
}

func TestPartsConcatenateToText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, q := rapid.String().Draw(t, "text"), rapid.String().Draw(t, "query")
		var b strings.Builder
		for _, p := range Parts(s, Words(q)) {
			if p.Text == "" || utf8.ValidString(s) && !utf8.ValidString(p.Text) {
				t.Fatalf("a broken part %q", p.Text)
			}
			b.WriteString(p.Text)
		}
		if b.String() != s {
			t.Fatalf("joined %q, want %q", b.String(), s)
		}
	})
}

// Folding works rune by rune, so testing every rune covers every text.
func TestTextIsIdempotent(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if once := Text(string(r)); Text(once) != once {
			t.Errorf("%U %q folds to %q and that to %q", r, r, once, Text(once))
		}
	}
}
