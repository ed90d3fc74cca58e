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

// word is one word of a text, or an error code, or both at once.
type word struct {
	// Plain is the word without case and accents; Stems are what is left of it
	// without its ending, one a language that has its letters.
	Plain string
	Stems []string
	// Code is a name that must be met as it is: it has digits or underscores.
	// What stands between its parts does not matter.
	Code string
	// From and To are its bytes in the text.
	From, To int
	// Within tells that a longer word before it holds this one.
	Within bool
}

// Stems and codes are kept apart from plain words in the index.
const (
	stemMark = "~"
	codeMark = "#"
)

// longestWord is the number of bytes after which a word is cut: nobody types
// more, and a dictionary is not the place for keys and pictures.
const longestWord = 64

// words cuts a text.
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
			found = append(found, joined(text, chain))
		}
		found = append(found, chain...)
		at = to
	}
	return withNumbers(text, found)
}

// nextWord is the next run of letters and digits; an apostrophe may be in it.
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
	lower := strings.ToLower(silent.Replace(raw))
	w.Plain = short(fold.Text(lower))
	if strings.ContainsFunc(lower, unicode.IsDigit) {
		w.Code = w.Plain
	} else {
		w.Stems = stems(lower)
	}
	return w
}

// silent are signs within a word that some write and others do not.
var silent = strings.NewReplacer("'", "", "’", "", "\u00ad", "")

// joined is a chain such as E-1042, ERR_PUSH_410 or e-mail as one word.
func joined(text string, chain []word) word {
	first, last := chain[0], chain[len(chain)-1]
	whole := text[first.From:last.To]
	j := word{From: first.From, To: last.To}
	var b strings.Builder
	for i := range chain {
		b.WriteString(chain[i].Plain)
		chain[i].Within = true
	}
	j.Plain = short(b.String())
	if strings.ContainsFunc(whole, unicode.IsDigit) || strings.Contains(whole, "_") {
		j.Code = j.Plain
	} else if !strings.ContainsAny(whole, "-") {
		j.Plain = "" // a path or the like: its parts are enough
	}
	return j
}

// withNumbers adds what a word and the number after it make: HTTP 429, Error 1042.
func withNumbers(text string, found []word) []word {
	for i := 0; i+1 < len(found); i++ {
		a, b := found[i], found[i+1]
		if a.Code != "" || a.Within || a.Plain == "" || !number(b.Plain) || strings.Trim(text[a.To:b.From], " :#\u00a0") != "" {
			continue
		}
		found[i].Code = short(a.Plain + b.Plain)
	}
	return found
}

func number(s string) bool {
	return len(s) > 1 && strings.Trim(s, "0123456789") == ""
}

func short(s string) string {
	if len(s) <= longestWord {
		return s
	}
	cut := longestWord
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut]
}

// stems are the word without its ending. Words of Latin letters may be English
// or German: both stems are kept, as a query does not say its language.
func stems(lower string) []string {
	if utf8.RuneCountInString(lower) < 3 || len(lower) > longestWord {
		return nil
	}
	if known, ok := stemmed.Load(lower); ok {
		return known.([]string)
	}
	found := stemsOf(lower)
	// Texts have few different words. What is typed could be anything.
	if stemmedCount.Add(1) > mostStemmed {
		stemmed.Clear()
		stemmedCount.Store(0)
	}
	stemmed.Store(lower, found)
	return found
}

// stemmed keeps the stems of words, as stemming is most of the work of cutting
// a text, and texts are cut again for each excerpt.
var (
	stemmed      sync.Map
	stemmedCount atomic.Int64
)

const mostStemmed = 100_000

func stemsOf(lower string) []string {
	first, _ := utf8.DecodeRuneInString(lower)
	switch {
	case unicode.Is(unicode.Cyrillic, first):
		return []string{stem(strings.ReplaceAll(lower, "ё", "е"), russian.Stem)}
	case unicode.Is(unicode.Latin, first):
		found := []string{stem(lower, english.Stem)}
		// Those without umlauts on their keyboard write ae for ä.
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

// terms are all that a word can be found by.
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

// cut is a document as bleve gets it: the terms of each field, and its words and
// stems once more as the dictionary.
func cut(fields []Field, d Doc) map[string]any {
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
			for _, t := range append(marked(w.Stems), w.Plain) {
				if t != "" && !known[t] {
					known[t] = true
					dictionary.WriteString(t)
					dictionary.WriteByte(' ')
				}
			}
		}
		out[f.Name] = b.String()
	}
	out[all] = dictionary.String()
	return out
}
