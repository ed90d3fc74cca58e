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
	// maxPostings is the maximum number of postings that a search reads for its rarer words. Words
	// beyond it only rank the documents found by the rarer ones. This keeps a search in ten
	// thousand documents about as fast as one in a hundred.
	maxPostings = 3000
	// maxFinalists is the number of documents that are scored by their texts.
	maxFinalists = 48
	// minScoreShare is the share of the best score below which a hit is not shown.
	minScoreShare = 0.12
)

// posting iterates over the documents that have a term in a field.
type posting struct {
	index.TermFieldReader
	field  int
	term   string
	factor float64
}

// lookup has the postings of a word of the query.
type lookup struct {
	postings []posting
	count    uint64
	// idf is the inverse document frequency of the word.
	idf float64
}

// candidates are the documents with at least one of the words. ids and where have one entry for
// each document, best one for each document and word.
type candidates struct {
	at    map[uint64]int
	ids   []uint64
	where []uint32 // bit set of the fields in which words were found
	best  []float64
}

// candidate is a document with its score.
type candidate struct {
	id    uint64
	where uint32
	score float64
}

// Search returns the best hits, at most limit in all and perGroup of each group (0 for no such
// limit).
func (x *Index) Search(query string, limit, perGroup int) ([]Hit, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.current == nil || strings.TrimSpace(query) == "" || limit <= 0 {
		return nil, nil
	}
	r, err := x.current.reader()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	parsed, err := parseQuery(r, query)
	if err != nil || len(parsed) == 0 {
		return nil, err
	}
	s := &search{Index: x, reader: r, query: parsed, total: float64(len(x.current.docs))}
	defer s.close()
	found, err := s.run()
	if err != nil {
		return nil, err
	}
	return s.hits(found, limit, perGroup)
}

// reader returns a reader of the index. The caller must close it.
func (s *generation) reader() (termReader, error) {
	inner, err := s.index.Advanced()
	if err != nil {
		return nil, err
	}
	reader, err := inner.Reader()
	if err != nil {
		return nil, err
	}
	r, ok := reader.(termReader)
	if !ok {
		return nil, errors.Join(errors.New("the index cannot be asked for its words"), reader.Close())
	}
	return r, nil
}

// Unknown returns the error codes of a query, as they were typed, that no document contains. Error
// codes are single words of letters with digits or underscores. Other hits of such a query are not
// about the code.
func (x *Index) Unknown(query string) ([]string, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.current == nil {
		return nil, nil
	}
	r, err := x.current.reader()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var out []string
	for _, w := range words(query) {
		typed := query[w.From:w.To]
		if w.Code == "" || w.Code != w.Plain || w.Within || len(w.Code) < minCodeLen || !strings.ContainsFunc(typed, unicode.IsLetter) {
			continue
		}
		in, err := x.hasCode(r, w)
		if err != nil {
			return nil, err
		}
		if !in {
			out = append(out, typed)
		}
	}
	return out, nil
}

// hasCode reports whether any document has a code.
func (x *Index) hasCode(r termReader, code word) (bool, error) {
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

// minCodeLen is the minimum length of an error code. Shorter ones are more likely versions or
// sizes.
const minCodeLen = 4

// search is the state of one search.
type search struct {
	*Index
	reader  termReader
	query   []queryTerm
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

// run finds and scores the candidates and returns the best first.
func (s *search) run() ([]candidate, error) {
	for _, w := range s.query {
		l, err := s.openPostings(w)
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
		// At least two words add candidates, because the rarest one may be irrelevant.
		if walked += l.count; n < 2 || walked <= maxPostings {
			err = s.addCandidates(i, l)
		} else {
			err = s.scoreCandidates(i, l)
		}
		if err != nil {
			return nil, err
		}
	}
	return s.rank(), nil
}

// openPostings opens the postings of a word.
func (s *search) openPostings(w queryTerm) (lookup, error) {
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
	l.idf = math.Log(1 + s.total/float64(1+most))
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

// addCandidates makes the documents with the word candidates. For a very frequent word it reads the
// fields with the highest weight first, and stops at about maxPostings.
func (s *search) addCandidates(i int, l lookup) error {
	slices.SortStableFunc(l.postings, func(a, b posting) int { return cmp.Compare(b.factor, a.factor) })
	walked := 0
	var pre index.TermFieldDoc
	for _, p := range l.postings {
		for walked < maxPostings {
			d, err := p.Next(&pre)
			if err != nil {
				return err
			}
			if d == nil {
				break
			}
			walked++
			s.record(i, p, d)
		}
	}
	return nil
}

// scoreCandidates looks up the word in the existing candidates only.
func (s *search) scoreCandidates(i int, l lookup) error {
	ids := slices.Clone(s.found.ids)
	slices.Sort(ids)
	var pre index.TermFieldDoc
	for _, p := range l.postings {
		next := uint64(0)
		for _, id := range ids {
			if id < next {
				continue
			}
			d, err := p.Advance(internalID(id), &pre)
			if err != nil {
				return err
			}
			if d == nil {
				break
			}
			if next = idNumber(d.ID); next == id {
				s.record(i, p, d)
				next++
			}
		}
	}
	return nil
}

func idNumber(id index.IndexInternalID) uint64 { return binary.BigEndian.Uint64(id) }

func internalID(id uint64) index.IndexInternalID { return binary.BigEndian.AppendUint64(nil, id) }

// record notes that word i was found by posting p in document d.
func (s *search) record(i int, p posting, d *index.TermFieldDoc) {
	f, words := &s.found, len(s.query)
	id := idNumber(d.ID)
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

// rank returns the finalists. The score of a document is the sum over the words of their idf times
// the weight of their best field, multiplied by the share of the query that was found.
func (s *search) rank() []candidate {
	asked := 0.0
	for _, l := range s.lookups {
		asked += l.idf
	}
	best := make([]candidate, len(s.found.ids))
	for at, id := range s.found.ids {
		c := candidate{id: id, where: s.found.where[at]}
		there := 0.0
		for i, l := range s.lookups {
			if factor := s.found.best[at*len(s.query)+i]; factor > 0 {
				there += l.idf
				c.score += l.idf * factor
			}
		}
		c.score *= there / asked
		best[at] = c
	}
	slices.SortFunc(best, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id))
	})
	return best[:min(maxFinalists, len(best))]
}
