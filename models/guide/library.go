package guide

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"tminus/internal/finder"
	"tminus/internal/hub"
	"tminus/internal/markdown"
	"tminus/models/db"
	"tminus/models/people"
)

// behind is how long another server's changes may stay unseen, at most.
const behind = 500 * time.Millisecond

// manyChanges are those from which on the index is quicker made anew.
const manyChanges = 200

// perGuide is how many places of one guide are found at most, so that a long
// guide does not hide the others.
const perGuide = 3

// The parts of a guide that are searched: what a customer sees and quotes tells
// most, then what the text calls itself.
var parts = []finder.Field{
	{Name: "error", Weight: 7}, {Name: "symptom", Weight: 6}, {Name: "title", Weight: 4}, {Name: "context", Weight: 2.2},
	{Name: "fix", Weight: 1.6}, {Name: "say", Weight: 1.2}, {Name: "body", Weight: 1},
}

// Index is what the library needs of a search engine; finder.Index is one.
type Index interface {
	Fill(all func(yield func(finder.Doc) bool) error) error
	Put(group string, docs ...finder.Doc) error
	Search(query string, limit, perGroup int) ([]finder.Hit, error)
	Unknown(query string) ([]string, error)
}

// Library finds what published guides say. Its index is in memory and follows
// the database: after each commit here at once, after those of other servers
// within half a second of being asked.
type Library struct {
	store *Store
	index Index

	refreshing sync.Mutex
	changes    *hub.Reader   // tells of commits here
	failed     bool          // the last refresh did
	known      map[int64]int // the versions that are in the index; nil before the first filling
	checked    time.Time

	mu    sync.RWMutex
	pages map[string]Found // by the id of the document
}

// NewLibrary returns a library of the store's guides. It is filled when it is
// asked for the first time, or by Refresh.
func NewLibrary(s *Store) *Library {
	return &Library{store: s, changes: s.db.Hub().Subscribe(Topic, ""), pages: map[string]Found{}}
}

// Kind is what was found.
type Kind string

// What can be found: a guide by its title or text, one of its issues, one of
// its replies.
const (
	FoundGuide Kind = "guide"
	FoundIssue Kind = "issue"
	FoundReply Kind = "reply"
)

// Found is a place in a guide.
type Found struct {
	Kind        Kind
	GuideID     int64
	Slug, Title string
	// Anchor leads to the place within the guide; empty is its beginning.
	Anchor string
	// Heading is the symptom or title with what was asked for marked.
	Heading []finder.Segment
	// Lines are excerpts of what else stands there.
	Lines []Line
}

// Line is an excerpt.
type Line struct {
	Label string
	Text  []finder.Segment
}

// Find returns the best places for a query.
func (l *Library) Find(ctx context.Context, query string, limit int) ([]Found, error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return nil, err
	}
	if strings.TrimSpace(query) == "" {
		return nil, nil
	}
	if err := l.Refresh(ctx); err != nil {
		return nil, err
	}
	hits, err := l.index.Search(query, limit, perGuide)
	if err != nil {
		return nil, err
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	out := make([]Found, 0, len(hits))
	for _, h := range hits {
		if f, ok := l.pages[h.ID]; ok {
			f.show(h)
			out = append(out, f)
		}
	}
	return out, nil
}

// Now returns what is found by now of what was looked for in vain, by the query.
func (l *Library) Now(ctx context.Context, misses []Miss) (map[string]Found, error) {
	out := map[string]Found{}
	for _, m := range misses {
		found, err := l.Find(ctx, m.Query, 1)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			out[m.Query] = found[0]
		}
	}
	return out, nil
}

// Unknown returns the error codes in a query that no guide has, as they were typed.
func (l *Library) Unknown(ctx context.Context, query string) ([]string, error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return nil, err
	}
	if err := l.Refresh(ctx); err != nil {
		return nil, err
	}
	return l.index.Unknown(query)
}

// show fills in the excerpts of a hit.
func (f *Found) show(h finder.Hit) {
	heading := "title"
	if f.Kind == FoundIssue {
		heading = "symptom"
	}
	f.Heading = h.Text[heading]
	for _, p := range []struct{ field, label string }{{"error", "Error"}, {"fix", "Fix"}, {"say", "Say"}, {"body", ""}} {
		text := h.Text[p.field]
		// Of an issue the fix is worth showing whatever was asked.
		if len(text) > 0 && (hit(text) || f.Kind == FoundIssue && p.field == "fix") {
			f.Lines = append(f.Lines, Line{p.label, text})
		}
	}
}

func hit(text []finder.Segment) bool {
	for _, s := range text {
		if s.Hit {
			return true
		}
	}
	return false
}

// Refresh brings the index up to date with the database. It asks the database
// when there was a commit here since, or when half a second has passed.
func (l *Library) Refresh(ctx context.Context) error {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	now := l.store.db.Now()
	changed := l.changes.Skip() || l.failed
	if past := now.Sub(l.checked); l.known != nil && !changed && past >= 0 && past < behind {
		return nil
	}
	err := l.follow(ctx)
	l.failed = err != nil
	if err == nil {
		l.checked = now
	}
	return err
}

// follow puts into the index what is not in it yet.
func (l *Library) follow(ctx context.Context) error {
	versions, err := l.store.versions(ctx)
	if err != nil {
		return err
	}
	var changed []int64
	for id, v := range versions {
		if was, ok := l.known[id]; !ok || was != v {
			changed = append(changed, id)
		}
	}
	if l.known == nil || len(changed) > manyChanges {
		if err := l.fill(ctx); err != nil {
			return err
		}
		l.known = versions
		return nil
	}
	if len(changed) > 0 {
		texts, err := l.store.Published(ctx, changed...)
		if err != nil {
			return err
		}
		for _, t := range texts {
			if err := l.put(t); err != nil {
				return err
			}
		}
	}
	for id := range l.known {
		if _, ok := versions[id]; !ok {
			if err := l.put(Text{ID: id}); err != nil {
				return err
			}
		}
	}
	l.known = versions
	return nil
}

// fill makes the index anew; it answers from what it had until it is complete.
func (l *Library) fill(ctx context.Context) error {
	if l.index == nil {
		index, err := finder.New(parts...)
		if err != nil {
			return err
		}
		l.index = index
	}
	texts, err := l.store.Published(ctx)
	if err != nil {
		return err
	}
	pages := map[string]Found{}
	if err := l.index.Fill(func(yield func(finder.Doc) bool) error {
		for _, t := range texts {
			for _, d := range t.docs(pages) {
				if !yield(d) {
					return nil
				}
			}
		}
		return nil
	}); err != nil {
		return err
	}
	l.mu.Lock()
	l.pages = pages
	l.mu.Unlock()
	return nil
}

// put makes one guide's places those that are found; none of a guide without text.
func (l *Library) put(t Text) error {
	pages := map[string]Found{}
	if err := l.index.Put(strconv.FormatInt(t.ID, 10), t.docs(pages)...); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, f := range l.pages {
		if f.GuideID == t.ID {
			delete(l.pages, id)
		}
	}
	for id, f := range pages {
		l.pages[id] = f
	}
	return nil
}

// docs are the places of a guide; pages gets where each of them leads.
func (t Text) docs(pages map[string]Found) []finder.Doc {
	if t.Slug == "" {
		return nil
	}
	group := strconv.FormatInt(t.ID, 10)
	var docs []finder.Doc
	add := func(kind Kind, anchor string, text map[string]string) {
		id := group + "#" + anchor
		docs = append(docs, finder.Doc{ID: id, Group: group, Text: text})
		pages[id] = Found{Kind: kind, GuideID: t.ID, Slug: t.Slug, Title: t.Content.Title, Anchor: anchor}
	}
	c := t.Content
	add(FoundGuide, "", map[string]string{"title": c.Title, "body": strings.TrimSpace(c.Summary + "\n" + plain(c.How))})
	for _, i := range c.Issues {
		add(FoundIssue, i.Anchor(), map[string]string{
			"symptom": i.Symptom, "error": strings.Join(i.ErrorTexts(), " · "), "context": c.Title,
			"fix": strings.TrimSpace(plain(i.Checks) + "\n" + plain(i.Fix)), "say": plain(i.Say),
		})
	}
	for _, r := range c.Templates {
		add(FoundReply, r.Anchor(), map[string]string{"title": r.Title, "context": c.Title, "say": r.Text})
	}
	return docs
}

// plain is Markdown without its marks.
func plain(src string) string { return markdown.Excerpt(src, MaxText) }
