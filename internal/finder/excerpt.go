package finder

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Segment is a part of a text. It is plain text; the caller escapes it.
type Segment struct {
	Text string
	// Hit reports that the segment matches the query.
	Hit bool
}

// excerptRunes is the approximate length of an excerpt.
const excerptRunes = 180

// hits scores the finalists by their texts and returns the best of them.
func (s *search) hits(found []candidate, limit, perGroup int) ([]Hit, error) {
	terms := map[string]bool{}
	for _, l := range s.lookups {
		for _, p := range l.postings {
			terms[p.term] = true
		}
	}
	var hits []Hit
	for _, c := range found {
		id, err := s.reader.ExternalID(internalID(c.id))
		if err != nil {
			return nil, err
		}
		d := s.current.docs[id]
		if d == nil {
			continue
		}
		h := Hit{ID: d.ID, Group: d.Group, Score: c.score * (1 + 0.25*s.coverage(d, c, terms)), Fields: s.fieldsOf(c)}
		hits = append(hits, h)
	}
	slices.SortStableFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.ID, b.ID))
	})
	return s.visibleHits(hits, terms, limit, perGroup), nil
}

// visibleHits returns the hits that are good enough to show, with their excerpts.
func (s *search) visibleHits(hits []Hit, terms map[string]bool, limit, perGroup int) []Hit {
	groups := map[string]int{}
	var shown []Hit
	for _, h := range hits {
		if len(shown) == limit || h.Score < minScoreShare*hits[0].Score {
			break
		}
		if groups[h.Group]++; perGroup > 0 && groups[h.Group] > perGroup {
			continue
		}
		d := s.current.docs[h.ID]
		h.Text = make(map[string][]Segment, len(d.Text))
		for name, text := range d.Text {
			if _, ok := s.weight[name]; ok && text != "" {
				h.Text[name] = excerpt(text, terms)
			}
		}
		shown = append(shown, h)
	}
	return shown
}

// fieldsOf returns the fields in which words were found, by descending weight.
func (s *search) fieldsOf(c candidate) []string {
	var in []Field
	for i, f := range s.fields {
		if c.where&(1<<i) != 0 {
			in = append(in, f)
		}
	}
	slices.SortStableFunc(in, func(a, b Field) int { return cmp.Compare(b.Weight, a.Weight) })
	names := make([]string, len(in))
	for i, f := range in {
		names[i] = f.Name
	}
	return names
}

// coverage returns the share of the document's most important text that matches the query: of two
// symptoms with the same words, the shorter one is the more exact match.
func (s *search) coverage(d *Doc, c candidate, terms map[string]bool) float64 {
	names := s.fieldsOf(c)
	if len(names) == 0 {
		return 0
	}
	hit, all := 0, 0
	for _, w := range words(d.Text[names[0]]) {
		if w.Within || stopWords[w.Plain] {
			continue
		}
		all++
		if matches(w, terms) {
			hit++
		}
	}
	return float64(hit) / float64(max(all, 1))
}

func matches(w word, terms map[string]bool) bool {
	return slices.ContainsFunc(w.terms(), func(t string) bool { return terms[t] })
}

// excerpt returns the part of the text with the most matching terms, in segments.
func excerpt(text string, terms map[string]bool) []Segment {
	var marks [][2]int
	for _, w := range words(text) {
		if !matches(w, terms) {
			continue
		}
		if n := len(marks); n > 0 && w.From < marks[n-1][1] {
			marks[n-1][1] = max(marks[n-1][1], w.To)
			continue
		}
		marks = append(marks, [2]int{w.From, w.To})
	}
	from, to := window(text, marks)
	var out []Segment
	add := func(s string, hit bool) {
		if s != "" {
			out = append(out, Segment{s, hit})
		}
	}
	if from > 0 {
		add("… ", false)
	}
	at := from
	for _, m := range marks {
		if m[0] < from || m[1] > to {
			continue
		}
		add(text[at:m[0]], false)
		add(text[m[0]:m[1]], true)
		at = m[1]
	}
	add(text[at:to], false)
	if to < len(text) {
		add(" …", false)
	}
	return out
}

// window returns the bounds, at words, of the part with the most marks.
func window(text string, marks [][2]int) (from, to int) {
	if utf8.RuneCountInString(text) <= excerptRunes+40 {
		return 0, len(text)
	}
	best, most := 0, 0
	for i, m := range marks {
		n := 0
		for _, o := range marks[i:] {
			if o[1]-m[0] > 2*excerptRunes || utf8.RuneCountInString(text[m[0]:o[1]]) > excerptRunes-30 {
				break
			}
			n++
		}
		if n > most {
			best, most = m[0], n
		}
	}
	// Include some text before the first mark.
	from = best
	for n := 0; from > 0 && n < 30; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
	}
	if from > 0 {
		if i := strings.IndexByte(text[from:best], ' '); i >= 0 {
			from += i + 1
		}
	}
	to = from
	for n := 0; to < len(text) && n < excerptRunes; n++ {
		_, size := utf8.DecodeRuneInString(text[to:])
		to += size
	}
	if to < len(text) {
		if i := strings.LastIndexByte(text[from:to], ' '); i > excerptRunes/2 {
			to = from + i
		}
	}
	return from, to
}
