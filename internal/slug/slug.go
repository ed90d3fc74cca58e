// Package slug derives short, readable ASCII slugs for URLs from names. The same name always gives
// the same slug.
package slug

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// MaxLen is the maximum length in bytes of the slugs that Make and Unique return.
const MaxLen = 60

// Fallback is the slug of a name without any letter or digit that can be kept.
const Fallback = "launch"

// transliterations maps letters that Unicode decomposition does not turn into ASCII. Umlauts follow
// German spelling; Cyrillic letters follow the transliteration used in passports.
var transliterations = map[rune]string{
	'ä': "ae", 'ö': "oe", 'ü': "ue", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'å': "a", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i",
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ё': "e", 'ж': "zh", 'з': "z", 'и': "i", 'й': "i", 'к': "k",
	'л': "l", 'м': "m",
	'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch",
	'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya", 'є': "ye", 'і': "i", 'ї': "i", 'ґ': "g", 'ў': "u",
	'&': " and ", '+': " plus ", '\'': "", '’': "",
}

// Make returns a slug for s: lower-case ASCII letters and digits in words joined by single hyphens,
// at most MaxLen bytes long. It returns Fallback if s has no character that can be kept.
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
	// Compose first, so that the table finds ü as one rune even if it was typed as two.
	for _, r := range norm.NFKC.String(strings.ToLower(norm.NFKC.String(s))) {
		if text, ok := transliterations[r]; ok {
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

// Unique returns base, or base with the first suffix -2, -3, … for which taken returns false. The
// result is at most MaxLen bytes long. The caller must make sure that the answer remains true, with
// a transaction and a unique index. Unique returns "" if it finds no free slug.
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

// cut shortens s to n bytes, at a word boundary if there is one in the last third.
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
