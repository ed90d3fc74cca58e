package template

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"

	"tminus/models/db"
	"tminus/models/people"
)

// Store stores the templates of the organisation, and returns the shipped ones
// together with them.
type Store struct {
	*Format
	db *db.DB
}

// NewStore returns a store on d of templates in a format.
func NewStore(d *db.DB, f *Format) *Store { return &Store{Format: f, db: d} }

// Own is a row of the table templates: a template of the organisation. Source is the
// file as it was typed, with its comments.
type Own struct {
	ID         int64
	Key        string
	Name       string
	Summary    string
	Source     string
	ArchivedAt db.Instant
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Own) TableName() string { return "templates" }

// Entry is a shipped template or one of the organisation. A shipped one has no id,
// and nobody can change it.
type Entry struct {
	Template
	ID        int64
	Source    string
	Archived  bool
	Version   int
	UpdatedAt db.Instant
}

// Shipped reports whether the template comes with the product.
func (e Entry) Shipped() bool { return e.ID == 0 }

// entry parses a stored template. If its file is no longer valid, the entry has only
// the key, the name, the summary and the source, so that it can be corrected.
func (s *Store) entry(o Own) Entry {
	t, err := s.Parse([]byte(o.Source))
	if err != nil {
		t = Template{}
	}
	t.Key, t.Name, t.Summary = o.Key, o.Name, o.Summary
	return Entry{Template: t, ID: o.ID, Source: o.Source, Archived: !o.ArchivedAt.IsZero(), Version: o.Version, UpdatedAt: o.UpdatedAt}
}

func (s *Store) shippedEntry(key string) (Entry, bool) {
	for _, t := range s.Format.Shipped() {
		if t.Key == key {
			return Entry{Template: t, Source: string(ShippedSource(key))}, true
		}
	}
	return Entry{}, false
}

// List returns the shipped templates and then those of the organisation by name. The
// archived ones come last, if alsoArchived is set.
func (s *Store) List(ctx context.Context, alsoArchived bool) ([]Entry, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	var out []Entry
	for _, key := range shippedKeys {
		e, _ := s.shippedEntry(key)
		out = append(out, e)
	}
	q := s.db.Read(ctx).Order("CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END, name, id")
	if !alsoArchived {
		q = q.Where("archived_at IS NULL")
	}
	var own []Own
	if err := q.Find(&own).Error; err != nil {
		return nil, err
	}
	for _, o := range own {
		out = append(out, s.entry(o))
	}
	return out, nil
}

// Get returns one template, which may be archived. It returns NotFound.
func (s *Store) Get(ctx context.Context, key string) (Entry, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return Entry{}, err
	}
	if e, ok := s.shippedEntry(key); ok {
		return e, nil
	}
	o, err := ownTemplate(s.db.Read(ctx), key)
	return s.entry(o), err
}

func ownTemplate(g db.Reader, key string) (Own, error) {
	var o Own
	err := g.Where("key = ?", key).Take(&o).Error
	return o, db.NotFoundAs(err, "template")
}

// Copy creates a template of the organisation from any other, with an unused key. The
// same once creates one copy.
func (s *Store) Copy(ctx context.Context, key, once string) (Entry, error) {
	from, err := s.Get(ctx, key)
	if err != nil {
		return from, err
	}
	return s.addTemplate(ctx, once, key, "template.copied", func(g db.Reader) (string, error) {
		free, err := freeKey(g, from.Key)
		if err != nil {
			return "", err
		}
		return s.renamed(from, free, copyName(from.Name))
	})
}

// Add creates a template from a file. It returns Invalid with every problem of the
// file, such as a key that is in use. The same once creates one template.
func (s *Store) Add(ctx context.Context, source, once string) (Entry, error) {
	return s.addTemplate(ctx, once, source, "template.created", func(db.Reader) (string, error) { return source, nil })
}

func (s *Store) addTemplate(ctx context.Context, once, content, action string, source func(db.Reader) (string, error)) (Entry, error) {
	var o Own
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := people.Require(tx.Actor, people.Administer, people.Organisation); err != nil {
			return err
		}
		o = Own{} // PostgreSQL may run this more than once
		id, err := tx.Once(action, once, content, func() (int64, error) {
			src, err := source(tx.Reader)
			if err != nil {
				return 0, err
			}
			t, err := s.readSource(tx.Reader, src, "")
			if err != nil {
				return 0, err
			}
			o = Own{Key: t.Key, Name: t.Name, Summary: t.Summary, Source: src, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
			if err := tx.DB.Create(&o).Error; err != nil {
				return 0, taken(err, t.Key)
			}
			return o.ID, tx.Audit(db.Entry{Action: action, Entity: "template", EntityID: o.ID, Label: o.Name,
				Changes: []db.Change{{Field: "key", New: o.Key}, {Field: "deliverables", New: fmt.Sprint(len(t.Deliverables))}}})
		})
		if err != nil || o.ID != 0 {
			return err
		}
		return tx.Where("id = ?", id).Take(&o).Error
	})
	return s.entry(o), err
}

// Update replaces the file of a template of the organisation. It returns Invalid with
// every problem of the file, and Conflict if the template is at another version.
func (s *Store) Update(ctx context.Context, key, source string, version int) (Entry, error) {
	var o Own
	err := s.changeTemplate(ctx, key, func(tx *db.Tx, old Own) error {
		t, err := s.readSource(tx.Reader, source, key)
		if err != nil {
			return err
		}
		o = old
		o.Name, o.Summary, o.Source = t.Name, t.Summary, source
		o.Version, err = tx.UpdateRow("templates", o.ID, version, map[string]any{"name": o.Name, "summary": o.Summary, "source": o.Source})
		if err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "template.updated", Entity: "template", EntityID: o.ID, Label: o.Name,
			Changes: changes(s.entry(old).Template, t)})
	})
	return s.entry(o), err
}

// Archive stops offering a template for new launches, or offers it again. Launches
// that were created from it do not change. It returns the new version.
func (s *Store) Archive(ctx context.Context, key string, back bool, version int) (next int, err error) {
	err = s.changeTemplate(ctx, key, func(tx *db.Tx, o Own) error {
		at, action := tx.Now, "template.archived"
		if back {
			at, action = db.Instant{}, "template.restored"
		}
		if next, err = tx.UpdateRow("templates", o.ID, version, map[string]any{"archived_at": at}); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: action, Entity: "template", EntityID: o.ID, Label: o.Name})
	})
	return next, err
}

func (s *Store) changeTemplate(ctx context.Context, key string, change func(*db.Tx, Own) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, shipped := s.shippedEntry(key)
		if err := people.Require(tx.Actor, people.EditTemplate, people.Subject{Fixed: shipped}); err != nil {
			return err
		}
		o, err := ownTemplate(tx.Reader, key)
		if err != nil {
			return err
		}
		return change(tx, o)
	})
}

// readSource parses a file that is to be stored. was is the key of the template that
// it replaces, or "" for a new one, whose key must be unused.
func (s *Store) readSource(g db.Reader, src, was string) (Template, error) {
	t, err := s.Parse([]byte(src))
	if err != nil {
		return t, err
	}
	if t.Key == was {
		return t, nil
	}
	if was != "" {
		return t, Errors{{Path: "key", Message: fmt.Sprintf("key: it stays “%s”, since addresses and launches name it; "+
			"to have another, copy the template", was)}}
	}
	used, err := keyUsed(g, t.Key)
	if err == nil && used {
		err = keyTaken(t.Key)
	}
	return t, err
}

func keyTaken(key string) error {
	return Errors{{Path: "key", Message: fmt.Sprintf("key: there is a template with the key “%s” already; choose another", Clip(key))}}
}

func taken(err error, key string) error {
	if db.Duplicate(err) {
		return keyTaken(key)
	}
	return err
}

// pages are the words that have addresses of their own below /templates/.
var pages = []string{"new", EmptyKey}

func keyUsed(g db.Reader, key string) (bool, error) {
	if slices.Contains(shippedKeys, key) || slices.Contains(pages, key) {
		return true, nil
	}
	var n int64
	err := g.Raw("SELECT COUNT(*) FROM templates WHERE key = ?", key).Scan(&n).Error
	return n > 0, err
}

// freeKey returns an unused key: standard-2, standard-3 …
func freeKey(g db.Reader, key string) (string, error) {
	base := numbered.ReplaceAllString(key, "")
	if len(base) > maxKey-4 {
		base = base[:maxKey-4]
	}
	for n := 2; ; n++ {
		k := fmt.Sprintf("%s-%d", base, n)
		if used, err := keyUsed(g, k); err != nil || !used {
			return k, err
		}
	}
}

const maxKey = 40

var (
	numbered  = regexp.MustCompile(`-\d+$`)
	keyLine   = regexp.MustCompile(`(?m)^key:.*$`)
	nameLine  = regexp.MustCompile(`(?m)^name:.*$`)
	copySpace = utf8.RuneCountInString("Copy of ")
)

func copyName(name string) string {
	r := []rune(name)
	return "Copy of " + string(r[:min(len(r), 200-copySpace)])
}

// renamed returns the template's file with another key and name. It replaces the two
// lines in the text, which keeps the comments. If the file has them in another form,
// it writes the whole file anew.
func (s *Store) renamed(e Entry, key, name string) (string, error) {
	src := keyLine.ReplaceAllLiteralString(e.Source, "key: "+key)
	src = nameLine.ReplaceAllLiteralString(src, "name: "+scalar(name))
	if t, err := s.Parse([]byte(src)); err == nil && t.Key == key && t.Name == name {
		return src, nil
	}
	t := e.Template
	t.Key, t.Name = key, name
	b, err := t.YAML()
	return string(b), err
}
