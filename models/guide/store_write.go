package guide

import (
	"context"

	"tminus/internal/fold"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// New is the input for a new guide.
type New struct {
	Content  Content
	OwnerID  int64
	LaunchID int64
}

// Create creates a guide as a draft with its first revision. It returns Invalid with all problems.
// Sending the same form twice creates one guide.
func (s *Store) Create(ctx context.Context, in New, key string) (Guide, error) {
	var r row
	err := s.write(ctx, func(tx *db.Tx) (int64, error) {
		if err := people.Require(tx.Actor, people.EditPlan, people.Organisation); err != nil {
			return 0, err
		}
		content, err := in.check(tx)
		if err != nil {
			return 0, err
		}
		id, err := tx.Once("guide", key, in, func() (int64, error) {
			r, err := insert(tx, in, content)
			return r.ID, err
		})
		if err != nil {
			return 0, err
		}
		return id, tx.Where("id = ?", id).Take(&r).Error
	})
	if err != nil {
		return Guide{}, err
	}
	return s.one(s.db.Read(ctx), "g.id = ?", r.ID)
}

func (in New) check(tx *db.Tx) (Content, error) {
	var c fault.Check
	content, err := in.Content.Clean(newID)
	if err := c.Merge(err); err != nil {
		return content, err
	}
	c.That(in.OwnerID != 0, "owner", "Choose who answers for this guide.")
	_, err = people.Able(tx.Reader, in.OwnerID, 0, "owner")
	if err := c.Merge(err); err != nil {
		return content, err
	}
	if in.LaunchID != 0 {
		_, err := launchByID(tx.Reader, in.LaunchID)
		if fault.Is(err, fault.KindNotFound) {
			err = fault.Invalid("launch", "There is no such launch any more.")
		}
		if err := c.Merge(err); err != nil {
			return content, err
		}
	}
	return content, c.Err()
}

func insert(tx *db.Tx, in New, content Content) (row, error) {
	name, err := uniqueSlug(tx.Reader, content.Title)
	if err != nil {
		return row{}, err
	}
	r := row{Slug: name, Title: content.Title, Summary: content.Summary, SearchText: searchText(content), State: Draft,
		OwnerID: db.RefOf(in.OwnerID), LaunchID: db.RefOf(in.LaunchID),
		Head: 1, Public: PublicOff, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if err := tx.Create(&r).Error; err != nil {
		return r, err
	}
	if err := addRevision(tx, r.ID, 1, content, ""); err != nil {
		return r, err
	}
	return r, r.audit(tx, "created", "")
}

func addRevision(tx *db.Tx, guideID int64, number int, content Content, message string) error {
	return tx.Create(&revisionRow{GuideID: guideID, Number: number, Content: encode(content), Message: message,
		AuthorID: db.RefOf(tx.Actor.ID), CreatedAt: tx.Now}).Error
}

func searchText(c Content) string { return fold.Text(c.Title + "\n" + c.Summary) }

// Save adds a revision, unless the content is unchanged. It returns Invalid with all problems, and
// Conflict if the guide has changed.
func (s *Store) Save(ctx context.Context, slug string, content Content, message string, version int) (Guide, error) {
	err := s.write(ctx, func(tx *db.Tx) (int64, error) {
		r, err := getEditable(tx, slug)
		if err != nil {
			return 0, err
		}
		if r.Version != version {
			return 0, fault.Changed("this guide")
		}
		message = words.OneLine(message)
		var c fault.Check
		content, err := content.Clean(newID)
		if err := c.Merge(err); err != nil {
			return 0, err
		}
		checkLength(&c, "message", message, MaxMessage)
		if err := c.Err(); err != nil {
			return 0, err
		}
		return r.ID, r.save(tx, content, message, "updated")
	})
	if err != nil {
		return Guide{}, err
	}
	return s.one(s.db.Read(ctx), "g.slug = ?", slug)
}

// save adds content as the newest revision, unless it is unchanged.
func (r row) save(tx *db.Tx, content Content, message, action string) error {
	head, err := contentOf(tx.Reader, r.ID, r.Head)
	if err != nil || head.Same(content) {
		return err
	}
	number := r.Head + 1
	if err := addRevision(tx, r.ID, number, content, message); err != nil {
		return err
	}
	columns := map[string]any{"head": number}
	if r.State == Published {
		columns["state"] = Draft
	}
	if r.Published == 0 {
		columns["title"], columns["summary"], columns["search_text"] = content.Title, content.Summary, searchText(content)
	}
	if _, err := tx.UpdateRow("guides", r.ID, r.Version, columns); err != nil {
		return err
	}
	return r.audit(tx, action, message, Changes(head, content)...)
}

// Restore adds a revision with the content of an older one. It returns NotFound if there is no such
// revision, and Conflict if the guide has changed.
func (s *Store) Restore(ctx context.Context, slug string, number, version int) (Guide, error) {
	err := s.write(ctx, func(tx *db.Tx) (int64, error) {
		r, err := getEditable(tx, slug)
		if err != nil {
			return 0, err
		}
		if r.Version != version {
			return 0, fault.Changed("this guide")
		}
		content, err := contentOf(tx.Reader, r.ID, number)
		if err != nil {
			return 0, err
		}
		return r.ID, r.save(tx, content, "Restored "+versionText(number), "restored")
	})
	if err != nil {
		return Guide{}, err
	}
	return s.one(s.db.Read(ctx), "g.slug = ?", slug)
}

func contentOf(g db.Reader, guideID int64, number int) (Content, error) {
	r, err := revision(g, guideID, number)
	if err != nil {
		return Content{}, err
	}
	return decode(r.Content)
}

// CreateTx creates a guide in the caller's transaction. The caller checks permission. It returns
// the guide's id and slug.
func CreateTx(tx *db.Tx, in New) (id int64, name string, err error) {
	content, err := in.check(tx)
	if err != nil {
		return 0, "", err
	}
	r, err := insert(tx, in, content)
	return r.ID, r.Slug, err
}

// AddIssue adds an issue to a guide in the caller's transaction, as a new revision that needs a
// review like any other. The caller checks permission. It returns the issue's id, the guide's slug,
// and the position of the issue in the guide, from 1. It returns NotFound if there is no such guide
// or it is archived.
func AddIssue(tx *db.Tx, guideID int64, is Issue, message string) (issue, name string, number int, err error) {
	var r row
	err = tx.Where("id = ? AND archived_at IS NULL", guideID).Take(&r).Error
	if err := db.NotFoundAs(err, "guide"); err != nil {
		return "", "", 0, err
	}
	content, err := contentOf(tx.Reader, r.ID, r.Head)
	if err != nil {
		return "", "", 0, err
	}
	is.ID = content.freeID()
	content.Issues = append(content.Issues, is)
	if content, err = content.Clean(newID); err != nil {
		return "", "", 0, err
	}
	return is.ID, r.Slug, len(content.Issues), r.save(tx, content, message, "updated")
}

// freeID returns an id that no issue or template of the content has.
func (c Content) freeID() string {
	taken := map[string]bool{}
	for _, i := range c.Issues {
		taken[i.ID] = true
	}
	for _, t := range c.Templates {
		taken[t.ID] = true
	}
	return stableID("", taken, newID)
}
