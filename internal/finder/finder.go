// Package finder is full-text search in memory: documents of named fields go
// in, ranked hits with excerpts come out. It forgives word endings (English,
// German, Russian) and a typing error, and takes error codes as they are. It
// knows nothing of what the documents are about.
//
// bleve keeps the index: the dictionaries, which can be walked by edit
// distance, and the postings. How text becomes words (words.go) and how hits
// are ranked (rank.go) is ours, as support needs it.
package finder

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
)

// Field is a part of a document that is searched.
type Field struct {
	Name string
	// Weight is how much a word found here counts; words of a heading tell more
	// of what a text is about than those of its body.
	Weight float64
}

// Doc is one document. Documents of one group are put and removed together.
type Doc struct {
	ID, Group string
	// Text is what each field says; fields that the Index does not know are ignored.
	Text map[string]string
}

// Hit is a document that was found.
type Hit struct {
	ID, Group string
	Score     float64
	// Fields are those in which words were found, the weightiest first.
	Fields []string
	Text   map[string][]Segment
}

// Index holds documents and finds them. It may be used by many at once.
type Index struct {
	fields []Field
	weight map[string]float64

	mu    sync.RWMutex
	shelf *shelf
	// writing makes writers take turns; later are the groups that were put
	// while a new shelf was being filled, nil when none is.
	writing sync.Mutex
	later   map[string][]Doc
}

// shelf is one filling of the index.
type shelf struct {
	index  bleve.Index
	docs   map[string]*Doc
	groups map[string][]string
	// batches is how often it was written to: each write leaves a segment that
	// all later searches have to look into.
	batches int
}

// tired is the number of writes after which an index is better filled anew.
const tired = 64

// batchSize is the number of documents written at once when an index is filled.
const batchSize = 4000

// New returns an empty index whose documents have these fields.
func New(fields ...Field) (*Index, error) {
	x := &Index{fields: fields, weight: make(map[string]float64, len(fields))}
	for _, f := range fields {
		x.weight[f.Name] = f.Weight
	}
	var err error
	x.shelf, err = x.newShelf()
	return x, err
}

// Close frees the memory. Nothing is found afterwards.
func (x *Index) Close() error {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mu.Lock()
	defer x.mu.Unlock()
	s := x.shelf
	x.shelf = nil
	if s == nil {
		return nil
	}
	return s.index.Close()
}

// Len is the number of documents.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.shelf == nil {
		return 0
	}
	return len(x.shelf.docs)
}

// Put makes docs the documents of the group; none removes the group.
func (x *Index) Put(group string, docs ...Doc) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.shelf == nil {
		return errClosed
	}
	if x.later != nil {
		x.later[group] = docs
	} else if x.shelf.batches >= tired {
		go x.Refill()
	}
	return x.shelf.put(x.fields, group, docs)
}

var errClosed = errors.New("the index is closed")

// Refill writes the documents anew, which makes an index that was written to
// often quick again. Put sees to it by itself.
func (x *Index) Refill() {
	// Nobody waits for it: what was there is still there when it fails, and the
	// next Put tries again.
	_ = x.Fill(func(yield func(Doc) bool) error {
		x.mu.RLock()
		if x.shelf == nil {
			x.mu.RUnlock()
			return errClosed
		}
		docs := slices.Collect(maps.Values(x.shelf.docs))
		x.mu.RUnlock()
		for _, d := range docs {
			if !yield(*d) {
				break
			}
		}
		return nil
	})
}

// Fill makes what all hands out the whole content. Searches are answered from
// the old content until the new one is complete; what is put meanwhile is in both.
func (x *Index) Fill(all func(yield func(Doc) bool) error) error {
	x.writing.Lock()
	if x.later != nil {
		x.writing.Unlock()
		return fmt.Errorf("the index is being filled already")
	}
	x.later = make(map[string][]Doc)
	x.writing.Unlock()

	fresh, err := x.newShelf()
	if err == nil {
		err = fresh.fill(x.fields, all)
	}

	x.writing.Lock()
	defer x.writing.Unlock()
	later := x.later
	x.later = nil
	for group, docs := range later {
		if err == nil {
			err = fresh.put(x.fields, group, docs)
		}
	}
	if err != nil {
		if fresh != nil {
			_ = fresh.index.Close()
		}
		return err
	}
	x.mu.Lock()
	old := x.shelf
	if old == nil {
		x.mu.Unlock()
		return errors.Join(errClosed, fresh.index.Close())
	}
	x.shelf = fresh
	x.mu.Unlock()
	return old.index.Close()
}

// all is the field that holds each word of a document once: the dictionary.
const all = "*"

// newShelf is an empty filling. Words come to bleve already cut.
func (x *Index) newShelf() (*shelf, error) {
	m := bleve.NewIndexMapping()
	if err := m.AddCustomAnalyzer("cut", map[string]any{"type": custom.Name, "tokenizer": whitespace.Name}); err != nil {
		return nil, err
	}
	m.DefaultMapping = mapping.NewDocumentStaticMapping()
	for _, f := range append([]Field{{Name: all}}, x.fields...) {
		t := mapping.NewTextFieldMapping()
		t.Analyzer, t.Store, t.IncludeInAll, t.IncludeTermVectors, t.DocValues, t.SkipFreqNorm = "cut", false, false, false, false, true
		m.DefaultMapping.AddFieldMappingsAt(f.Name, t)
	}
	index, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	return &shelf{index: index, docs: map[string]*Doc{}, groups: map[string][]string{}}, nil
}

// put replaces the documents of a group.
func (s *shelf) put(fields []Field, group string, docs []Doc) error {
	b := s.index.NewBatch()
	for _, id := range s.groups[group] {
		b.Delete(id)
	}
	for _, d := range docs {
		if err := b.Index(d.ID, cut(fields, d)); err != nil {
			return err
		}
	}
	if err := s.index.Batch(b); err != nil {
		return err
	}
	s.batches++
	for _, id := range s.groups[group] {
		delete(s.docs, id)
	}
	delete(s.groups, group)
	for _, d := range docs {
		d.Group = group
		s.keep(d)
	}
	return nil
}

// fill writes many documents, each group of which is new.
func (s *shelf) fill(fields []Field, all func(yield func(Doc) bool) error) error {
	b := s.index.NewBatch()
	var failed error
	err := all(func(d Doc) bool {
		if failed = b.Index(d.ID, cut(fields, d)); failed != nil {
			return false
		}
		s.keep(d)
		if b.Size() >= batchSize {
			failed = s.index.Batch(b)
			b.Reset()
			s.batches++
		}
		return failed == nil
	})
	if err == nil {
		err = failed
	}
	if err == nil && b.Size() > 0 {
		err = s.index.Batch(b)
		s.batches++
	}
	return err
}

func (s *shelf) keep(d Doc) {
	s.docs[d.ID] = &d
	s.groups[d.Group] = append(s.groups[d.Group], d.ID)
}
