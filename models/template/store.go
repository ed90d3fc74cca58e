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

// Store keeps the templates that administrators made, and returns the shipped
// ones beside them.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// Own is a template that an administrator made, as it is stored: the file as
// it was typed, with its comments.
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

// Entry is a template of either sort. One that is shipped has no id,
// and nobody can change it.
type Entry struct {
	Template
	ID        int64
	Source    string
	Archived  bool
	Version   int
	UpdatedAt db.Instant
}

// Shipped tells whether the template comes with the product.
func (e Entry) Shipped() bool { return e.ID == 0 }

// entry reads a kept template again. One that a newer reading refuses still
// shows its source, so that it can be put right.
func (o Own) entry() Entry {
	t, err := Parse([]byte(o.Source))
	if err != nil {
		t = Template{}
	}
	t.Key, t.Name, t.Summary = o.Key, o.Name, o.Summary
	return Entry{Template: t, ID: o.ID, Source: o.Source, Archived: !o.ArchivedAt.IsZero(), Version: o.Version, UpdatedAt: o.UpdatedAt}
}

func shippedEntry(key string) (Entry, bool) {
	for _, t := range Shipped() {
		if t.Key == key {
			return Entry{Template: t, Source: string(ShippedSource(key))}, true
		}
	}
	return Entry{}, false
}

// List returns the shipped templates and then the organisation's own by
// name; the archived ones, last, where alsoArchived asks for them.
func (s *Store) List(ctx context.Context, alsoArchived bool) ([]Entry, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	var out []Entry
	for _, key := range shippedKeys {
		e, _ := shippedEntry(key)
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
		out = append(out, o.entry())
	}
	return out, nil
}

// Get returns one template, be it archived. Returns NotFound.
func (s *Store) Get(ctx context.Context, key string) (Entry, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return Entry{}, err
	}
	if e, ok := shippedEntry(key); ok {
		return e, nil
	}
	o, err := ownTemplate(s.db.Read(ctx), key)
	return o.entry(), err
}

func ownTemplate(g db.Reader, key string) (Own, error) {
	var o Own
	err := g.Where("key = ?", key).Take(&o).Error
	return o, db.NotFoundAs(err, "template")
}

// Copy makes a template of one's own out of any other, under a key
// that nothing has yet. Sending the same form twice makes one copy.
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
		return renamed(from, free, copyName(from.Name))
	})
}

// Add makes a template from a file. Returns Invalid with every problem
// of it, among them that its key is taken.
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
			t, err := readSource(tx.Reader, src, "")
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
	return o.entry(), err
}

// Update replaces the file of a template of one's own. Returns Invalid
// with every problem of the file, Conflict when somebody else was faster.
func (s *Store) Update(ctx context.Context, key, source string, version int) (Entry, error) {
	var o Own
	err := s.changeTemplate(ctx, key, func(tx *db.Tx, old Own) error {
		t, err := readSource(tx.Reader, source, key)
		if err != nil {
			return err
		}
		o = old
		o.Name, o.Summary, o.Source = t.Name, t.Summary, source
		o.Version, err = tx.UpdateRow("templates", o.ID, version, map[string]any{"name": o.Name, "summary": o.Summary, "source": o.Source})
		if err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "template.updated", Entity: "template", EntityID: o.ID, Label: o.Name, Changes: changes(old.entry().Template, t)})
	})
	return o.entry(), err
}

// Archive takes a template out of the choice for new launches, or puts
// it back. Launches that were made from it do not notice. It returns the new version.
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
		_, shipped := shippedEntry(key)
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

// readSource reads a file that is to be kept under a key: its own, or one
// that is free. was is the key it has now, "" for a new one.
func readSource(g db.Reader, src, was string) (Template, error) {
	t, err := Parse([]byte(src))
	if err != nil {
		return t, err
	}
	if t.Key == was {
		return t, nil
	}
	if was != "" {
		return t, Errors{{Path: "key", Message: fmt.Sprintf("key: it stays “%s”, since addresses and launches name it; to have another, copy the template", was)}}
	}
	used, err := keyUsed(g, t.Key)
	if err == nil && used {
		err = keyTaken(t.Key)
	}
	return t, err
}

func keyTaken(key string) error {
	return Errors{{Path: "key", Line: 0, Message: fmt.Sprintf("key: there is a template with the key “%s” already; choose another", clip(key))}}
}

func taken(err error, key string) error {
	if db.Duplicate(err) {
		return keyTaken(key)
	}
	return err
}

// pages are the words that follow /templates/ in addresses of their own.
var pages = []string{"new", EmptyKey}

func keyUsed(g db.Reader, key string) (bool, error) {
	if slices.Contains(shippedKeys, key) || slices.Contains(pages, key) {
		return true, nil
	}
	var n int64
	err := g.Raw("SELECT COUNT(*) FROM templates WHERE key = ?", key).Scan(&n).Error
	return n > 0, err
}

// freeKey is a key that is not used yet: standard-2, standard-3 …
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

// renamed is the template's file under another key and name. The two lines are
// replaced in the text, so that comments survive; where the file writes them
// in an odd way, it is written anew.
func renamed(e Entry, key, name string) (string, error) {
	src := keyLine.ReplaceAllLiteralString(e.Source, "key: "+key)
	src = nameLine.ReplaceAllLiteralString(src, "name: "+scalar(name))
	if t, err := Parse([]byte(src)); err == nil && t.Key == key && t.Name == name {
		return src, nil
	}
	t := e.Template
	t.Key, t.Name = key, name
	b, err := t.YAML()
	return string(b), err
}
