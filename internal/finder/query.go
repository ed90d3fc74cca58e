package finder

import (
	"slices"
	"strings"
	"unicode/utf8"

	index "github.com/blevesearch/bleve_index_api"
)

// Weights of a match by the way in which it was found.
const (
	weightExact     = 1.0
	weightCode      = 1.6
	weightStem      = 0.9
	weightJoined    = 0.8
	weightPrefix    = 0.7 // the last word is a prefix of the indexed word
	weightPart      = 0.45
	weightOneError  = 0.65
	weightTwoErrors = 0.5
)

// Limits on the indexed words that one word of a query may match.
const (
	maxPrefixWords   = 12
	maxMisspeltWords = 4
	maxQueryWords    = 12
)

// queryTerm is a word of a query: the terms that match it, and the weight of each.
type queryTerm struct {
	terms map[string]float64
}

func (w *queryTerm) add(factor float64, terms ...string) {
	for _, t := range terms {
		if factor > w.terms[t] {
			w.terms[t] = factor
		}
	}
}

// termReader reads the postings and the dictionary of the index.
type termReader interface {
	index.IndexReader
	index.IndexReaderFuzzy
	index.IndexReaderContains
}

// parseQuery returns the words of a query to search for. The last word may be incomplete.
func parseQuery(r termReader, query string) ([]queryTerm, error) {
	queryWords := words(query)
	selected := selectWords(queryWords)
	incomplete := len(queryWords) - 1
	for incomplete > 0 && queryWords[incomplete].Within {
		incomplete--
	}
	if strings.HasSuffix(query, " ") {
		incomplete = -1
	}
	var parsed []queryTerm
	for _, i := range selected {
		w := queryTerm{terms: map[string]float64{}}
		if err := w.expand(r, queryWords[i], i == incomplete); err != nil {
			return nil, err
		}
		w.addNeighbours(queryWords, i)
		parsed = append(parsed, w)
	}
	return parsed, nil
}

// addNeighbours adds the terms that a word forms with its neighbours, and the parts of a chain.
func (w *queryTerm) addNeighbours(queryWords []word, i int) {
	t := queryWords[i]
	if i+1 < len(queryWords) && !queryWords[i+1].Within {
		w.add(weightJoined, t.Plain+queryWords[i+1].Plain) // log in, login
	}
	if i > 0 && !t.Within {
		w.add(weightJoined, queryWords[i-1].Plain+t.Plain)
		if t.Code != "" && i > 1 { // err push 410
			w.add(weightCode, codeMark+queryWords[i-2].Plain+queryWords[i-1].Plain+t.Plain)
		}
	}
	digits := strings.ContainsAny(t.Code, "0123456789")
	for _, part := range queryWords[i+1:] {
		if !part.Within || part.To > t.To {
			break
		}
		// A text may contain only the number of E-1042; the letter alone means nothing.
		if utf8.RuneCountInString(part.Plain) > 2 && !stopWords[part.Plain] && (!digits || part.Code != "") {
			w.add(weightPart, part.terms()...)
		}
	}
}

// expand adds the terms that match one word of the query.
func (w *queryTerm) expand(r termReader, t word, last bool) error {
	if t.Plain != "" {
		w.add(weightExact, t.Plain)
	}
	for _, s := range t.Stems {
		w.add(weightStem, stemMark+s)
	}
	if t.Code != "" {
		w.add(weightCode, codeMark+t.Code)
	}
	if last && utf8.RuneCountInString(t.Plain) >= 2 {
		begun, err := r.FieldDictPrefix(dictionaryField, []byte(t.Plain))
		if err != nil {
			return err
		}
		if err := w.addBest(begun, maxPrefixWords, weightPrefix); err != nil {
			return err
		}
	}
	// A code that differs in one character is another code.
	if t.Code != "" && strings.ContainsAny(t.Plain, "0123456789") || t.Plain == "" {
		return nil
	}
	there, err := r.FieldDictContains(dictionaryField)
	if err != nil {
		return err
	}
	if in, err := there.Contains([]byte(t.Plain)); in || err != nil {
		return err
	}
	return w.addMisspelt(r, t)
}

// addMisspelt adds similar words and their stems. It allows one error in short words and two in
// long ones. In a stem it allows them only if the stem itself is long, so that "crossing" does not
// match "browser".
func (w *queryTerm) addMisspelt(r termReader, t word) error {
	plain := t.Plain
	length := utf8.RuneCountInString(plain)
	if length < 4 {
		return nil
	}
	for errs := 1; errs <= 2; errs++ {
		if errs == 2 && length < 8 {
			return nil
		}
		factor := weightOneError
		if errs == 2 {
			factor = weightTwoErrors
		}
		before := len(w.terms)
		for _, form := range append([]string{plain}, markStems(t.Stems)...) {
			kind := ""
			if form != plain {
				kind = stemMark
			}
			if letters := utf8.RuneCountInString(form) - len(kind); letters < 4 || errs == 2 && letters < 8 {
				continue
			}
			near, err := r.FieldDictFuzzy(dictionaryField, form, errs, kind)
			if err != nil {
				return err
			}
			if err := w.addBest(near, maxMisspeltWords, factor); err != nil {
				return err
			}
		}
		if len(w.terms) > before {
			return nil
		}
	}
	return nil
}

func markStems(stems []string) []string {
	var m []string
	for _, s := range stems {
		m = append(m, stemMark+s)
	}
	return m
}

// addBest adds the most frequent words of a dictionary, with their stems.
func (w *queryTerm) addBest(d index.FieldDict, most int, factor float64) error {
	defer d.Close()
	type entry struct {
		term  string
		count uint64
	}
	var found []entry
	for n := 0; n < 2000; n++ {
		e, err := d.Next()
		if err != nil {
			return err
		}
		if e == nil {
			break
		}
		found = append(found, entry{e.Term, e.Count})
	}
	slices.SortStableFunc(found, func(a, b entry) int { return int(b.count) - int(a.count) })
	for _, e := range found[:min(most, len(found))] {
		w.add(factor, e.term)
		if strings.HasPrefix(e.term, stemMark) {
			continue
		}
		for _, s := range stems(e.term) {
			w.add(factor*weightStem, stemMark+s)
		}
	}
	return nil
}

// selectWords returns the indexes of the words to search for. It omits duplicates, the parts of
// chains, and stop words unless the query has nothing else.
func selectWords(queryWords []word) []int {
	var selected, rest []int
	seen := map[string]bool{}
	for i, t := range queryWords {
		key := t.Plain + codeMark + t.Code
		if seen[key] || t.Within && chainIsSearched(queryWords, i) {
			continue
		}
		seen[key] = true
		if t.Code != "" || !stopWords[t.Plain] {
			selected = append(selected, i)
		} else {
			rest = append(rest, i)
		}
	}
	if len(selected) == 0 {
		selected = rest
	}
	return selected[:min(maxQueryWords, len(selected))]
}

// chainIsSearched reports whether the chain that contains the word is searched for itself.
func chainIsSearched(queryWords []word, i int) bool {
	for i > 0 && queryWords[i].Within {
		i--
	}
	return queryWords[i].Plain != ""
}

// stopWords are words of three languages that say nothing about a text.
var stopWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`
		a an and are as at be been but by can could did do does for from had has have he her his how i if in is it its no not cannot
		me my of on or our she so that the their them then there they this to was we were what when where which while who why
		will with would you your
		after again any some such thing please get gets got just says say said
		aber als am an auch auf aus bei bin bis da das dass dem den der des die dies diese doch du ein eine einem einen einer
		er es fur habe haben hat ich ihr im in ist
		kann man mein meine mich mir mit nach nicht kein keine keinen nur ob oder sich sie sind so uber um und uns unser vom
		von vor war was wenn wer werden wie wir wird wo zu zum zur
		а без бы был была было быть в вам вас вы где да для до ее если есть еще же за и из или им их к как когда кто ли мне
		мои мой моя мы на не нет наш него но о он она они от по при с со так также то тот у уже что чтобы это этот я
	`) {
		m[w] = true
	}
	return m
}()
