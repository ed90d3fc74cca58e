package finder

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strings"
	"unicode"

	index "github.com/blevesearch/bleve_index_api"
)

const (
	// budget is the number of postings that a search walks through at most, when
	// some of its words are rarer than others: the common ones then only rank
	// what the rare ones have found. It keeps a search in ten thousand documents
	// about as quick as one in a hundred.
	budget = 3000
	// finalists are ranked by a closer look at their texts.
	finalists = 48
	// nearly is how much less a hit may have than the best to be shown.
	nearly = 0.12
)

// posting walks the documents that have a term in a field.
type posting struct {
	index.TermFieldReader
	field  int
	term   string
	factor float64
}

// lookup is a word that was asked for, with where it stands.
type lookup struct {
	postings []posting
	count    uint64
	// rare is how much it tells that a document has the word.
	rare float64
}

// candidates are the documents with some of the words: the slices have a place
// for each, best has one for each of them and each word.
type candidates struct {
	at    map[uint64]int
	ids   []uint64
	where []uint32 // the fields in which words were found, as bits
	best  []float64
}

// candidate is one of them, scored.
type candidate struct {
	id    uint64
	where uint32
	score float64
}

// Search returns the best hits, at most limit, and at most perGroup of a group.
func (x *Index) Search(query string, limit, perGroup int) ([]Hit, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.shelf == nil || strings.TrimSpace(query) == "" || limit <= 0 {
		return nil, nil
	}
	r, err := x.shelf.reader()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	asked, err := understand(r, query)
	if err != nil || len(asked) == 0 {
		return nil, err
	}
	s := &search{Index: x, reader: r, asked: asked, total: float64(len(x.shelf.docs))}
	defer s.close()
	found, err := s.run()
	if err != nil {
		return nil, err
	}
	return s.hits(found, limit, perGroup)
}

// reader reads what the shelf holds; it must be closed.
func (s *shelf) reader() (known, error) {
	inner, err := s.index.Advanced()
	if err != nil {
		return nil, err
	}
	reader, err := inner.Reader()
	if err != nil {
		return nil, err
	}
	r, ok := reader.(known)
	if !ok {
		return nil, errors.Join(errors.New("the index cannot be asked for its words"), reader.Close())
	}
	return r, nil
}

// Unknown returns the error codes in a query, as they were typed, that stand in no
// document: letters with digits or underscores, in one piece. Whatever else of the
// query is found, is not about them.
func (x *Index) Unknown(query string) ([]string, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.shelf == nil {
		return nil, nil
	}
	r, err := x.shelf.reader()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var out []string
	for _, w := range words(query) {
		typed := query[w.From:w.To]
		if w.Code == "" || w.Code != w.Plain || w.Within || len(w.Code) < shortestCode || !strings.ContainsFunc(typed, unicode.IsLetter) {
			continue
		}
		in, err := x.has(r, w)
		if err != nil {
			return nil, err
		}
		if !in {
			out = append(out, typed)
		}
	}
	return out, nil
}

// has tells whether any document has a code.
func (x *Index) has(r known, code word) (bool, error) {
	for _, f := range x.fields {
		there, err := r.FieldDictContains(f.Name)
		if err != nil {
			return false, err
		}
		if in, err := there.Contains([]byte(codeMark + code.Code)); in || err != nil {
			return in, err
		}
	}
	return false, nil
}

// shortestCode is the number of letters and digits below which something is rather a
// version or a size than an error code.
const shortestCode = 4

// search is one search under way.
type search struct {
	*Index
	reader  known
	asked   []wanted
	lookups []lookup
	total   float64
	found   candidates
}

func (s *search) close() {
	for _, l := range s.lookups {
		for _, p := range l.postings {
			_ = p.Close()
		}
	}
}

// run finds the candidates and scores them, the best first.
func (s *search) run() ([]candidate, error) {
	for _, w := range s.asked {
		l, err := s.look(w)
		s.lookups = append(s.lookups, l)
		if err != nil {
			return nil, err
		}
	}
	order := make([]int, 0, len(s.lookups))
	for i, l := range s.lookups {
		if l.count > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.lookups[a].count, s.lookups[b].count) })
	s.found.at = make(map[uint64]int, 256)
	var walked uint64
	for n, i := range order {
		l := s.lookups[i]
		var err error
		// Two words lead at least: the rarest may be one that does not matter.
		if walked += l.count; n < 2 || walked <= budget {
			err = s.lead(i, l)
		} else {
			err = s.follow(i, l)
		}
		if err != nil {
			return nil, err
		}
	}
	return s.scored(), nil
}

// look opens the postings of a word.
func (s *search) look(w wanted) (lookup, error) {
	var l lookup
	var most uint64 // about the number of documents that have the word
	for _, term := range sorted(w.terms) {
		for f, field := range s.fields {
			p, err := s.reader.TermFieldReader(context.Background(), []byte(term), field.Name, false, false, false)
			if err != nil {
				return l, err
			}
			n := p.Count()
			if n == 0 {
				_ = p.Close()
				continue
			}
			l.count += n
			most = max(most, n)
			l.postings = append(l.postings, posting{p, f, term, w.terms[term] * field.Weight})
		}
	}
	l.rare = math.Log(1 + s.total/float64(1+most))
	return l, nil
}

func sorted(terms map[string]float64) []string {
	names := make([]string, 0, len(terms))
	for t := range terms {
		names = append(names, t)
	}
	slices.Sort(names)
	return names
}

// lead makes every document that has the word a candidate. Of a word that
// stands nearly everywhere the weightiest places are looked at first, and not
// many more than the budget.
func (s *search) lead(i int, l lookup) error {
	slices.SortStableFunc(l.postings, func(a, b posting) int { return cmp.Compare(b.factor, a.factor) })
	walked := 0
	var pre index.TermFieldDoc
	for _, p := range l.postings {
		for walked < budget {
			d, err := p.Next(&pre)
			if err != nil {
				return err
			}
			if d == nil {
				break
			}
			walked++
			s.note(i, p, d)
		}
	}
	return nil
}

// follow looks for the word in the candidates only.
func (s *search) follow(i int, l lookup) error {
	ids := slices.Clone(s.found.ids)
	slices.Sort(ids)
	var pre index.TermFieldDoc
	for _, p := range l.postings {
		next := uint64(0)
		for _, id := range ids {
			if id < next {
				continue
			}
			d, err := p.Advance(internal(id), &pre)
			if err != nil {
				return err
			}
			if d == nil {
				break
			}
			if next = number64(d.ID); next == id {
				s.note(i, p, d)
				next++
			}
		}
	}
	return nil
}

func number64(id index.IndexInternalID) uint64 { return binary.BigEndian.Uint64(id) }

func internal(id uint64) index.IndexInternalID { return binary.BigEndian.AppendUint64(nil, id) }

func (s *search) note(i int, p posting, d *index.TermFieldDoc) {
	f, words := &s.found, len(s.asked)
	id := number64(d.ID)
	at, ok := f.at[id]
	if !ok {
		at = len(f.ids)
		f.at[id] = at
		f.ids, f.where = append(f.ids, id), append(f.where, 0)
		for range words {
			f.best = append(f.best, 0)
		}
	}
	f.where[at] |= 1 << p.field
	f.best[at*words+i] = max(f.best[at*words+i], p.factor)
}

// scored are the finalists: the sum over the words of how telling each is and
// the best place where it stands, times the share of what was asked for that
// is there.
func (s *search) scored() []candidate {
	asked := 0.0
	for _, l := range s.lookups {
		asked += l.rare
	}
	best := make([]candidate, len(s.found.ids))
	for at, id := range s.found.ids {
		c := candidate{id: id, where: s.found.where[at]}
		there := 0.0
		for i, l := range s.lookups {
			if factor := s.found.best[at*len(s.asked)+i]; factor > 0 {
				there += l.rare
				c.score += l.rare * factor
			}
		}
		c.score *= there / asked
		best[at] = c
	}
	slices.SortFunc(best, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id))
	})
	return best[:min(finalists, len(best))]
}
