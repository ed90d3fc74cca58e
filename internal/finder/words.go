package finder

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/russian"

	"tminus/internal/fold"
)

// word is a word of a text, an error code, or both.
type word struct {
	// Plain is the word without case and accents. Stems are its forms without endings, one for each
	// language that uses its letters.
	Plain string
	Stems []string
	// Code is set for a word with digits or underscores, which must match exactly. The separators
	// between its parts do not matter.
	Code string
	// From and To are the byte positions of the word in the text.
	From, To int
	// Within reports that the word is part of the longer word before it.
	Within bool
}

// In the index, stems and codes have a prefix that separates them from plain words.
const (
	stemMark = "~"
	codeMark = "#"
)

// maxWordLen is the maximum length of a word in bytes; longer words are cut. It keeps encoded keys
// and pictures out of the dictionary.
const maxWordLen = 64

// words splits a text into words.
func words(text string) []word {
	var found []word
	for at := 0; at < len(text); {
		from, to := nextWord(text, at)
		if from == to {
			break
		}
		chain := []word{plain(text, from, to)}
		for to < len(text) && strings.IndexByte("-_./:", text[to]) >= 0 {
			a, b := nextWord(text, to+1)
			if a != to+1 || a == b {
				break
			}
			chain = append(chain, plain(text, a, b))
			to = b
		}
		if len(chain) > 1 {
			found = append(found, joinChain(text, chain))
		}
		found = append(found, chain...)
		at = to
	}
	return addNumberCodes(text, found)
}

// nextWord returns the next run of letters and digits, which may contain apostrophes.
func nextWord(text string, at int) (from, to int) {
	from = -1
	for i, r := range text[at:] {
		in := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		switch {
		case in && from < 0:
			from = at + i
		case !in && from >= 0 && !(r == '\'' || r == '’') && r != '\u00ad':
			return from, at + i
		}
	}
	if from < 0 {
		return len(text), len(text)
	}
	return from, len(text)
}

func plain(text string, from, to int) word {
	raw := strings.TrimRight(text[from:to], "'’\u00ad")
	w := word{From: from, To: from + len(raw)}
	lower := strings.ToLower(ignoredChars.Replace(raw))
	w.Plain = truncate(fold.Text(lower))
	if strings.ContainsFunc(lower, unicode.IsDigit) {
		w.Code = w.Plain
	} else {
		w.Stems = stems(lower)
	}
	return w
}

// ignoredChars removes characters within a word that only some people write.
var ignoredChars = strings.NewReplacer("'", "", "’", "", "\u00ad", "")

// joinChain returns a chain such as E-1042, ERR_PUSH_410 or e-mail as one word.
func joinChain(text string, chain []word) word {
	first, last := chain[0], chain[len(chain)-1]
	whole := text[first.From:last.To]
	j := word{From: first.From, To: last.To}
	var b strings.Builder
	for i := range chain {
		b.WriteString(chain[i].Plain)
		chain[i].Within = true
	}
	j.Plain = truncate(b.String())
	if strings.ContainsFunc(whole, unicode.IsDigit) || strings.Contains(whole, "_") {
		j.Code = j.Plain
	} else if !strings.ContainsAny(whole, "-") {
		j.Plain = "" // the parts of a path are enough
	}
	return j
}

// addNumberCodes makes a code of a word and the number after it: HTTP 429, Error 1042.
func addNumberCodes(text string, found []word) []word {
	for i := 0; i+1 < len(found); i++ {
		a, b := found[i], found[i+1]
		if a.Code != "" || a.Within || a.Plain == "" || !number(b.Plain) || strings.Trim(text[a.To:b.From], " :#\u00a0") != "" {
			continue
		}
		found[i].Code = truncate(a.Plain + b.Plain)
	}
	return found
}

func number(s string) bool {
	return len(s) > 1 && strings.Trim(s, "0123456789") == ""
}

func truncate(s string) string {
	if len(s) <= maxWordLen {
		return s
	}
	cut := maxWordLen
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut]
}

// stems returns the stems of a word. A word of Latin letters may be English or German, and a query
// does not say its language, so both stems are returned.
func stems(lower string) []string {
	if utf8.RuneCountInString(lower) < 3 || len(lower) > maxWordLen {
		return nil
	}
	if known, ok := stemCache.Load(lower); ok {
		return known.([]string)
	}
	found := stemsOf(lower)
	// Texts have a limited vocabulary, but queries may contain anything.
	if stemCacheSize.Add(1) > maxStemCache {
		stemCache.Clear()
		stemCacheSize.Store(0)
	}
	stemCache.Store(lower, found)
	return found
}

// stemCache caches the stems of words, because stemming takes most of the time of splitting a text,
// and texts are split again for each excerpt.
var (
	stemCache     sync.Map
	stemCacheSize atomic.Int64
)

const maxStemCache = 100_000

func stemsOf(lower string) []string {
	first, _ := utf8.DecodeRuneInString(lower)
	switch {
	case unicode.Is(unicode.Cyrillic, first):
		return []string{stem(strings.ReplaceAll(lower, "ё", "е"), russian.Stem)}
	case unicode.Is(unicode.Latin, first):
		found := []string{stem(lower, english.Stem)}
		// People without umlauts on their keyboard write ae for ä.
		for _, german := range []string{stem(lower, german.Stem), stem(umlauts.Replace(lower), german.Stem)} {
			if !slices.Contains(found, german) {
				found = append(found, german)
			}
		}
		return found
	}
	return nil
}

var umlauts = strings.NewReplacer("ae", "ä", "oe", "ö", "ue", "ü")

func stem(lower string, by func(*snowballstem.Env) bool) string {
	env := snowballstem.NewEnv(lower)
	by(env)
	return fold.Text(env.Current())
}

// terms returns all terms under which the word is indexed.
func (w word) terms() []string {
	var t []string
	if w.Plain != "" {
		t = append(t, w.Plain)
	}
	for _, s := range w.Stems {
		t = append(t, stemMark+s)
	}
	if w.Code != "" {
		t = append(t, codeMark+w.Code)
	}
	return t
}

// analyze returns a document for bleve: the terms of each field, and its distinct words and stems
// as the dictionary field.
func analyze(fields []Field, d Doc) map[string]any {
	out := make(map[string]any, len(fields)+1)
	known := map[string]bool{}
	var dictionary strings.Builder
	for _, f := range fields {
		text := d.Text[f.Name]
		if text == "" {
			continue
		}
		var b strings.Builder
		seen := map[string]bool{}
		for _, w := range words(text) {
			for _, t := range w.terms() {
				if !seen[t] {
					seen[t] = true
					b.WriteString(t)
					b.WriteByte(' ')
				}
			}
			for _, t := range append(markStems(w.Stems), w.Plain) {
				if t != "" && !known[t] {
					known[t] = true
					dictionary.WriteString(t)
					dictionary.WriteByte(' ')
				}
			}
		}
		out[f.Name] = b.String()
	}
	out[dictionaryField] = dictionary.String()
	return out
}
