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

// refreshInterval is the maximum time until changes made by another server are found.
const refreshInterval = 500 * time.Millisecond

// refillThreshold is the number of changed guides from which refilling the whole index is faster.
const refillThreshold = 200

// maxHitsPerGuide limits the hits in one guide, so that a long guide does not hide the others.
const maxHitsPerGuide = 3

// searchFields are the searched parts of a guide. What a customer sees and quotes has the highest
// weight, then the title.
var searchFields = []finder.Field{
	{Name: "error", Weight: 7}, {Name: "symptom", Weight: 6}, {Name: "title", Weight: 4}, {Name: "context", Weight: 2.2},
	{Name: "fix", Weight: 1.6}, {Name: "say", Weight: 1.2}, {Name: "body", Weight: 1},
}

// Index is the search index that a Library needs; finder.Index implements it.
type Index interface {
	Fill(all func(yield func(finder.Doc) bool) error) error
	Put(group string, docs ...finder.Doc) error
	Search(query string, limit, perGroup int) ([]finder.Hit, error)
	Unknown(query string) ([]string, error)
}

// Library searches the published guides. Its index is in memory. It includes each commit of this
// server at once, and those of other servers within half a second.
type Library struct {
	store *Store
	index Index

	refreshMu sync.Mutex
	changes   *hub.Reader   // reports commits of this server
	failed    bool          // whether the last refresh failed
	indexed   map[int64]int // versions in the index; nil before it is first filled
	checked   time.Time

	mu    sync.RWMutex
	pages map[string]Found // by document id
}

// NewLibrary returns a library of the store's guides. The index is filled by the first search or
// Refresh.
func NewLibrary(s *Store) *Library {
	return &Library{store: s, changes: s.db.Hub().Subscribe(Topic, ""), pages: map[string]Found{}}
}

// Kind is the kind of a search result.
type Kind string

// The kinds: a guide found by its title or text, one of its issues, or one of its replies.
const (
	FoundGuide Kind = "guide"
	FoundIssue Kind = "issue"
	FoundReply Kind = "reply"
)

// Found is a place in a guide that matches a query.
type Found struct {
	Kind        Kind
	GuideID     int64
	Slug, Title string
	// Anchor is the URL fragment of the place, or "" for the beginning of the guide.
	Anchor string
	// Heading is the symptom or title with the matches marked.
	Heading []finder.Segment
	// Lines are excerpts of the place.
	Lines []Line
}

// Line is an excerpt with its label.
type Line struct {
	Label string
	Text  []finder.Segment
}

// Find returns the best places for a query.
func (l *Library) Find(ctx context.Context, query string, limit int) ([]Found, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	if strings.TrimSpace(query) == "" {
		return nil, nil
	}
	if err := l.Refresh(ctx); err != nil {
		return nil, err
	}
	hits, err := l.index.Search(query, limit, maxHitsPerGuide)
	if err != nil {
		return nil, err
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	out := make([]Found, 0, len(hits))
	for _, h := range hits {
		if f, ok := l.pages[h.ID]; ok {
			f.addExcerpts(h)
			out = append(out, f)
		}
	}
	return out, nil
}

// Now returns, by query, a result for each of the misses that has one by this time.
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

// Unknown returns the error codes in a query, as they were typed, that no guide contains.
func (l *Library) Unknown(ctx context.Context, query string) ([]string, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	if err := l.Refresh(ctx); err != nil {
		return nil, err
	}
	return l.index.Unknown(query)
}

// addExcerpts sets the heading and the excerpts of a hit.
func (f *Found) addExcerpts(h finder.Hit) {
	heading := "title"
	if f.Kind == FoundIssue {
		heading = "symptom"
	}
	f.Heading = h.Text[heading]
	for _, p := range []struct{ field, label string }{{"error", "Error"}, {"fix", "Fix"}, {"say", "Say"}, {"body", ""}} {
		text := h.Text[p.field]
		// The fix of an issue is useful even if it does not match.
		if len(text) > 0 && (hasHit(text) || f.Kind == FoundIssue && p.field == "fix") {
			f.Lines = append(f.Lines, Line{p.label, text})
		}
	}
}

func hasHit(text []finder.Segment) bool {
	for _, s := range text {
		if s.Hit {
			return true
		}
	}
	return false
}

// Refresh updates the index if there was a commit on this server, or if refreshInterval has passed since
// the last update.
func (l *Library) Refresh(ctx context.Context) error {
	l.refreshMu.Lock()
	defer l.refreshMu.Unlock()
	now := l.store.db.Now()
	changed := l.changes.Skip() || l.failed
	if past := now.Sub(l.checked); l.indexed != nil && !changed && past >= 0 && past < refreshInterval {
		return nil
	}
	err := l.update(ctx)
	l.failed = err != nil
	if err == nil {
		l.checked = now
	}
	return err
}

// update adds the changes since the last update to the index.
func (l *Library) update(ctx context.Context) error {
	versions, err := l.store.versions(ctx)
	if err != nil {
		return err
	}
	var changed []int64
	for id, v := range versions {
		if was, ok := l.indexed[id]; !ok || was != v {
			changed = append(changed, id)
		}
	}
	if l.indexed == nil || len(changed) > refillThreshold {
		if err := l.fill(ctx); err != nil {
			return err
		}
		l.indexed = versions
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
	for id := range l.indexed {
		if _, ok := versions[id]; !ok {
			if err := l.put(Text{ID: id}); err != nil {
				return err
			}
		}
	}
	l.indexed = versions
	return nil
}

// fill refills the index. Searches use the old content until it is complete.
func (l *Library) fill(ctx context.Context) error {
	if l.index == nil {
		index, err := finder.New(searchFields...)
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

// put replaces the places of one guide in the index. A guide without text has none.
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

// docs returns the searchable places of a guide, and adds each to pages by its document id.
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

// plain returns Markdown without its markup.
func plain(src string) string { return markdown.Excerpt(src, MaxText) }
