package finder

import (
	"slices"
	"strings"
	"unicode/utf8"

	index "github.com/blevesearch/bleve_index_api"
)

// How much a word counts that was found as something else than it was typed.
const (
	asTyped   = 1.0
	asCode    = 1.6
	asStem    = 0.9
	asJoined  = 0.8
	asBegun   = 0.7 // the word begins with what was typed, which is the last word
	asPart    = 0.45
	misspelt  = 0.65
	misspelt2 = 0.5
)

// How many words of the dictionary a typed one may stand for, by each way.
const (
	mostBegun    = 12
	mostMisspelt = 4
	mostWords    = 12
)

// wanted is a word that was asked for: all terms that stand for it, and what
// each of them counts.
type wanted struct {
	terms map[string]float64
}

func (w *wanted) add(factor float64, terms ...string) {
	for _, t := range terms {
		if factor > w.terms[t] {
			w.terms[t] = factor
		}
	}
}

// known tells how often words stand in the index.
type known interface {
	index.IndexReader
	index.IndexReaderFuzzy
	index.IndexReaderContains
}

// understand reads a query. The last word may be still in the making.
func understand(r known, query string) ([]wanted, error) {
	typed := words(query)
	use := telling(typed)
	making := len(typed) - 1
	for making > 0 && typed[making].Within {
		making--
	}
	if strings.HasSuffix(query, " ") {
		making = -1
	}
	var asked []wanted
	for _, i := range use {
		w := wanted{terms: map[string]float64{}}
		if err := w.understand(r, typed[i], i == making); err != nil {
			return nil, err
		}
		w.addNeighbours(typed, i)
		asked = append(asked, w)
	}
	return asked, nil
}

// addNeighbours adds what a word makes together with those beside it, and what
// a chain is made of.
func (w *wanted) addNeighbours(typed []word, i int) {
	t := typed[i]
	if i+1 < len(typed) && !typed[i+1].Within {
		w.add(asJoined, t.Plain+typed[i+1].Plain) // log in, login
	}
	if i > 0 && !t.Within {
		w.add(asJoined, typed[i-1].Plain+t.Plain)
		if t.Code != "" && i > 1 { // err push 410
			w.add(asCode, codeMark+typed[i-2].Plain+typed[i-1].Plain+t.Plain)
		}
	}
	digits := strings.ContainsAny(t.Code, "0123456789")
	for _, part := range typed[i+1:] {
		if !part.Within || part.To > t.To {
			break
		}
		// Of E-1042 the number alone may be what a text says; its letter says nothing.
		if utf8.RuneCountInString(part.Plain) > 2 && !idle[part.Plain] && (!digits || part.Code != "") {
			w.add(asPart, part.terms()...)
		}
	}
}

// understand adds what one typed word stands for.
func (w *wanted) understand(r known, t word, last bool) error {
	if t.Plain != "" {
		w.add(asTyped, t.Plain)
	}
	for _, s := range t.Stems {
		w.add(asStem, stemMark+s)
	}
	if t.Code != "" {
		w.add(asCode, codeMark+t.Code)
	}
	if last && utf8.RuneCountInString(t.Plain) >= 2 {
		begun, err := r.FieldDictPrefix(all, []byte(t.Plain))
		if err != nil {
			return err
		}
		if err := w.addBest(begun, mostBegun, asBegun); err != nil {
			return err
		}
	}
	// A code that is nearly right is another code.
	if t.Code != "" && strings.ContainsAny(t.Plain, "0123456789") || t.Plain == "" {
		return nil
	}
	there, err := r.FieldDictContains(all)
	if err != nil {
		return err
	}
	if in, err := there.Contains([]byte(t.Plain)); in || err != nil {
		return err
	}
	return w.addMisspelt(r, t)
}

// addMisspelt adds the words that may have been meant, and their stems. In
// short words one error is forgiven, in long ones a second: in what is left
// without the ending, too, only if that is long, as browser is no crossing.
func (w *wanted) addMisspelt(r known, t word) error {
	plain := t.Plain
	length := utf8.RuneCountInString(plain)
	if length < 4 {
		return nil
	}
	for errs := 1; errs <= 2; errs++ {
		if errs == 2 && length < 8 {
			return nil
		}
		factor := misspelt
		if errs == 2 {
			factor = misspelt2
		}
		before := len(w.terms)
		for _, form := range append([]string{plain}, marked(t.Stems)...) {
			kind := ""
			if form != plain {
				kind = stemMark
			}
			if letters := utf8.RuneCountInString(form) - len(kind); letters < 4 || errs == 2 && letters < 8 {
				continue
			}
			near, err := r.FieldDictFuzzy(all, form, errs, kind)
			if err != nil {
				return err
			}
			if err := w.addBest(near, mostMisspelt, factor); err != nil {
				return err
			}
		}
		if len(w.terms) > before {
			return nil
		}
	}
	return nil
}

func marked(stems []string) []string {
	var m []string
	for _, s := range stems {
		m = append(m, stemMark+s)
	}
	return m
}

// addBest adds the most frequent words of a dictionary, with their stems.
func (w *wanted) addBest(d index.FieldDict, most int, factor float64) error {
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
			w.add(factor*asStem, stemMark+s)
		}
	}
	return nil
}

// telling chooses the words to search for: not those that stand in every text,
// unless nothing else is there, none twice, and none that is part of a chain.
func telling(typed []word) []int {
	var use, rest []int
	seen := map[string]bool{}
	for i, t := range typed {
		key := t.Plain + codeMark + t.Code
		if seen[key] || t.Within && chained(typed, i) {
			continue
		}
		seen[key] = true
		if t.Code != "" || !idle[t.Plain] {
			use = append(use, i)
		} else {
			rest = append(rest, i)
		}
	}
	if len(use) == 0 {
		use = rest
	}
	return use[:min(mostWords, len(use))]
}

// chained tells whether the chain that the word is part of is asked for itself.
func chained(typed []word, i int) bool {
	for i > 0 && typed[i].Within {
		i--
	}
	return typed[i].Plain != ""
}

// idle are the words of three languages that tell nothing of a text.
var idle = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`
		a an and are as at be been but by can could did do does for from had has have he her his how i if in is it its no not cannot
		me my of on or our she so that the their them then there they this to was we were what when where which while who why will with would you your
		after again any some such thing please get gets got just says say said
		aber als am an auch auf aus bei bin bis da das dass dem den der des die dies diese doch du ein eine einem einen einer er es fur habe haben hat ich ihr im in ist
		kann man mein meine mich mir mit nach nicht kein keine keinen nur ob oder sich sie sind so uber um und uns unser vom von vor war was wenn wer werden wie wir wird wo zu zum zur
		а без бы был была было быть в вам вас вы где да для до ее если есть еще же за и из или им их к как когда кто ли мне мои мой моя мы на не нет наш него но о он она они от по при с со так также то тот у уже что чтобы это этот я
	`) {
		m[w] = true
	}
	return m
}()
