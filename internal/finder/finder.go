// Package finder is an in-memory full-text search over documents with named fields, which returns
// ranked hits with excerpts. It tolerates word endings (English, German, Russian) and a typing
// error, and matches error codes exactly.
//
// bleve keeps the index: the dictionaries, which can be searched by edit distance, and the
// postings. Splitting text into words (words.go) and ranking (rank.go) are our own, tuned for
// support guides.
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

// Field is a searchable part of a document.
type Field struct {
	Name string
	// Weight is the importance of a word in this field; a heading says more about a text than its
	// body.
	Weight float64
}

// Doc is a document. The documents of one group are added and removed together.
type Doc struct {
	ID, Group string
	// Text is the text by field name. Fields that the Index does not have are ignored.
	Text map[string]string
}

// Hit is a search result.
type Hit struct {
	ID, Group string
	Score     float64
	// Fields are those in which words were found, by descending weight.
	Fields []string
	Text   map[string][]Segment
}

// Index is a set of documents that can be searched. It is safe for concurrent use.
type Index struct {
	fields []Field
	weight map[string]float64

	mu      sync.RWMutex
	current *generation
	// writeMu serializes writers. pending has the groups that were put during a refill; it is nil
	// if no refill is running.
	writeMu sync.Mutex
	pending map[string][]Doc
}

// generation is the content of the index since the last refill.
type generation struct {
	index  bleve.Index
	docs   map[string]*Doc
	groups map[string][]string
	// batches is the number of writes. Each write adds a segment that all later searches have to
	// read.
	batches int
}

// refillAfter is the number of writes after which an index is refilled.
const refillAfter = 64

// batchSize is the size of a batch when an index is filled.
const batchSize = 4000

// New returns an empty index for documents with the given fields.
func New(fields ...Field) (*Index, error) {
	x := &Index{fields: fields, weight: make(map[string]float64, len(fields))}
	for _, f := range fields {
		x.weight[f.Name] = f.Weight
	}
	var err error
	x.current, err = x.newGeneration()
	return x, err
}

// Close frees the memory. Later searches find nothing.
func (x *Index) Close() error {
	x.writeMu.Lock()
	defer x.writeMu.Unlock()
	x.mu.Lock()
	defer x.mu.Unlock()
	s := x.current
	x.current = nil
	if s == nil {
		return nil
	}
	return s.index.Close()
}

// Len returns the number of documents.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.current == nil {
		return 0
	}
	return len(x.current.docs)
}

// Put replaces the documents of a group. Without docs it removes the group.
func (x *Index) Put(group string, docs ...Doc) error {
	x.writeMu.Lock()
	defer x.writeMu.Unlock()
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.current == nil {
		return errClosed
	}
	if x.pending != nil {
		x.pending[group] = docs
	} else if x.current.batches >= refillAfter {
		go x.Refill()
	}
	return x.current.put(x.fields, group, docs)
}

var errClosed = errors.New("the index is closed")

// Refill rewrites the index to merge its segments, which makes searches fast again. Put calls it
// when needed.
func (x *Index) Refill() {
	// Ignore the error: a failed refill leaves the content unchanged, and a later Put tries again.
	_ = x.Fill(func(yield func(Doc) bool) error {
		x.mu.RLock()
		if x.current == nil {
			x.mu.RUnlock()
			return errClosed
		}
		docs := slices.Collect(maps.Values(x.current.docs))
		x.mu.RUnlock()
		for _, d := range docs {
			if !yield(*d) {
				break
			}
		}
		return nil
	})
}

// Fill replaces the whole content by the documents that all yields. Until it is complete, searches
// use the old content. Documents put in the meantime are added to both. It returns an error if a
// fill is already running.
func (x *Index) Fill(all func(yield func(Doc) bool) error) error {
	x.writeMu.Lock()
	if x.pending != nil {
		x.writeMu.Unlock()
		return fmt.Errorf("the index is being filled already")
	}
	x.pending = make(map[string][]Doc)
	x.writeMu.Unlock()

	fresh, err := x.newGeneration()
	if err == nil {
		err = fresh.fill(x.fields, all)
	}

	x.writeMu.Lock()
	defer x.writeMu.Unlock()
	later := x.pending
	x.pending = nil
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
	old := x.current
	if old == nil {
		x.mu.Unlock()
		return errors.Join(errClosed, fresh.index.Close())
	}
	x.current = fresh
	x.mu.Unlock()
	return old.index.Close()
}

// dictionaryField is the field that has each word of a document once.
const dictionaryField = "*"

// newGeneration returns an empty generation. The text it receives is already split into terms.
func (x *Index) newGeneration() (*generation, error) {
	m := bleve.NewIndexMapping()
	if err := m.AddCustomAnalyzer("cut", map[string]any{"type": custom.Name, "tokenizer": whitespace.Name}); err != nil {
		return nil, err
	}
	m.DefaultMapping = mapping.NewDocumentStaticMapping()
	for _, f := range append([]Field{{Name: dictionaryField}}, x.fields...) {
		t := mapping.NewTextFieldMapping()
		t.Analyzer, t.Store, t.IncludeInAll, t.IncludeTermVectors, t.DocValues, t.SkipFreqNorm = "cut", false, false, false, false, true
		m.DefaultMapping.AddFieldMappingsAt(f.Name, t)
	}
	index, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	return &generation{index: index, docs: map[string]*Doc{}, groups: map[string][]string{}}, nil
}

// put replaces the documents of a group.
func (s *generation) put(fields []Field, group string, docs []Doc) error {
	b := s.index.NewBatch()
	for _, id := range s.groups[group] {
		b.Delete(id)
	}
	for _, d := range docs {
		if err := b.Index(d.ID, analyze(fields, d)); err != nil {
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

// fill writes many documents, whose groups must all be new.
func (s *generation) fill(fields []Field, all func(yield func(Doc) bool) error) error {
	b := s.index.NewBatch()
	var failed error
	err := all(func(d Doc) bool {
		if failed = b.Index(d.ID, analyze(fields, d)); failed != nil {
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

// keep stores a document by its ID and group.
func (s *generation) keep(d Doc) {
	s.docs[d.ID] = &d
	s.groups[d.Group] = append(s.groups[d.Group], d.ID)
}
