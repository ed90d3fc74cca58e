// Package fold normalizes text for comparison regardless of case and accents, in any script.
// Databases differ here (SQLite lowers ASCII only), so searchable text is folded before it is
// stored and the query is folded in the same way.
package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letters maps letters that Unicode does not decompose to the way people type them.
var letters = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'ø': "o", 'Ø': "o", 'ł': "l", 'Ł': "l", 'đ': "d", 'Đ': "d", 'ı': "i",
	'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'þ': "th", 'Þ': "th", 'ð': "d", 'Ð': "d", 'ς': "σ",
	'’': "'", '‘': "'", '“': `"`, '”': `"`, '–': "-", '—': "-", '\u00a0': " ",
}

// Text returns s folded. It folds rune by rune, so that a part of a text folds to a part of the
// folded text; Parts relies on it.
func Text(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		writeRune(&b, r)
	}
	return b.String()
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func writeRune(b *strings.Builder, r rune) {
	if r < utf8.RuneSelf {
		b.WriteRune(unicode.ToLower(r))
		return
	}
	if to, ok := letters[r]; ok {
		b.WriteString(to)
		return
	}
	// The decomposition of a rune may contain one of the letters: a superscript Æ, a vertical dash,
	// ǿ.
	for _, part := range norm.NFKD.String(string(r)) {
		if part >= 0x0300 && part <= 0x036f { // an accent
			continue
		}
		if to, ok := letters[part]; ok {
			b.WriteString(to)
			continue
		}
		b.WriteRune(unicode.ToLower(part))
	}
}

// MaxWords is the maximum number of words of a query that are used.
const MaxWords = 8

// Words returns the distinct folded words of query, at most MaxWords.
func Words(query string) []string {
	var out []string
	seen := make(map[string]bool)
	for _, w := range strings.Fields(Text(query)) {
		if !seen[w] && len(out) < MaxWords {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// Part is a piece of a text. Hit reports whether it matched the query.
type Part struct {
	Text string
	Hit  bool
}

// Parts splits s into pieces that match one of the folded words and pieces that do not. The pieces
// concatenate to s.
func Parts(s string, words []string) []Part {
	folded, from := mapped(s)
	hit := make([]bool, len(s)+1)
	for _, w := range words {
		for at := 0; w != ""; {
			i := strings.Index(folded[at:], w)
			if i < 0 {
				break
			}
			for k := from[at+i]; k < from[at+i+len(w)]; k++ {
				hit[k] = true
			}
			// A rune that folds to nothing or to several letters is marked as a whole.
			at += i + len(w)
		}
	}
	return cut(s, hit)
}

// mapped returns s folded, and for each byte of the result the index in s that it comes from.
func mapped(s string) (string, []int) {
	var b strings.Builder
	from := make([]int, 0, len(s)+1)
	for i, r := range s {
		before := b.Len()
		writeRune(&b, r)
		for range b.Len() - before {
			from = append(from, i)
		}
	}
	return b.String(), append(from, len(s))
}

// cut splits s wherever hit changes.
func cut(s string, hit []bool) []Part {
	var out []Part
	start := 0
	for i := range s {
		if i > start && hit[i] != hit[start] {
			out = append(out, Part{s[start:i], hit[start]})
			start = i
		}
	}
	if start < len(s) {
		out = append(out, Part{s[start:], hit[start]})
	}
	return out
}
