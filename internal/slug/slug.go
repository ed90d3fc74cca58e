// Package slug makes the part of a URL that names a thing: short, readable,
// ASCII, the same for the same name.
package slug

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// MaxLen is the longest slug that Make and Unique return, in bytes.
const MaxLen = 60

// Fallback stands for a name of which no letter or digit can be kept.
const Fallback = "launch"

// spelled holds letters that a decomposition into base and accent does not make
// ASCII. German umlauts follow German spelling, Cyrillic the usual passport one.
var spelled = map[rune]string{
	'ä': "ae", 'ö': "oe", 'ü': "ue", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'å': "a", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i",
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ё': "e", 'ж': "zh", 'з': "z", 'и': "i", 'й': "i", 'к': "k", 'л': "l", 'м': "m",
	'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch",
	'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya", 'є': "ye", 'і': "i", 'ї': "i", 'ґ': "g", 'ў': "u",
	'&': " and ", '+': " plus ", '\'': "", '’': "",
}

// Make returns a slug of lower-case ASCII letters and digits in words joined by
// single hyphens, at most MaxLen long; Fallback where nothing can be kept.
func Make(s string) string {
	var b strings.Builder
	gap := false
	put := func(r rune) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	// Composed first, so that the table sees ü as one letter however it was typed.
	for _, r := range norm.NFKC.String(strings.ToLower(norm.NFKC.String(s))) {
		if text, ok := spelled[r]; ok {
			for _, c := range text {
				put(c)
			}
			continue
		}
		for _, c := range norm.NFKD.String(string(r)) {
			if !unicode.Is(unicode.Mn, c) {
				put(c)
			}
		}
		if b.Len() > 2*MaxLen {
			break
		}
	}
	if out := cut(b.String(), MaxLen); out != "" {
		return out
	}
	return Fallback
}

// Unique returns base, or base with the first of -2, -3, … that is not taken,
// still within MaxLen. The caller must hold whatever keeps the answer true (a
// transaction and a unique index); it returns "" if taken never says no.
func Unique(base string, taken func(string) bool) string {
	if base == "" {
		base = Fallback
	}
	if base = cut(base, MaxLen); !taken(base) {
		return base
	}
	const tries = 100_000
	for n := 2; n < tries; n++ {
		suffix := "-" + strconv.Itoa(n)
		if s := cut(base, MaxLen-len(suffix)) + suffix; !taken(s) {
			return s
		}
	}
	return ""
}

// cut shortens to n bytes, at the end of a word where the last third has one.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if s[n] != '-' {
		s = s[:n]
		if i := strings.LastIndexByte(s, '-'); i > 2*n/3 {
			s = s[:i]
		}
	}
	return strings.Trim(s[:min(n, len(s))], "-")
}
