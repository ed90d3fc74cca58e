package comment

import (
	"context"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store reads and writes comments.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// List returns the comments on an item, oldest first.
func (s *Store) List(ctx context.Context, id int64) ([]Comment, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	var list []Comment
	err := s.db.Read(ctx).Raw(`SELECT c.id, c.deliverable_id, c.author_id, u.name AS author_name, c.body, c.edited_at, c.version, c.created_at
		FROM comments c JOIN users u ON u.id = c.author_id WHERE c.deliverable_id = ? AND c.deleted_at IS NULL ORDER BY c.id`, id).Scan(
		&list).Error
	return list, err
}

// Add adds a comment to an item. If the same key is sent twice, it adds one. It returns
// Invalid if the text is empty or too long.
func (s *Store) Add(ctx context.Context, slug string, item int64, body, key string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, d, err := launch.LoadDeliverableForEdit(tx, slug, item)
		if err != nil {
			return err
		}
		body, err := clean(body)
		if err != nil {
			return err
		}
		_, err = tx.Once(db.Purpose("comment", d.ID), key, body, func() (int64, error) {
			c := Comment{DeliverableID: d.ID, AuthorID: launch.Creator(tx, l.LeadID), Body: body, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
			if err := tx.Create(&c).Error; err != nil {
				return 0, err
			}
			if err := setMentions(tx, c.ID, body); err != nil {
				return 0, err
			}
			return c.ID, audit(tx, l, d, "comment.added", "", body)
		})
		return err
	})
}

// findComment returns a comment on an item. It returns NotFound.
func find(g db.Reader, item, id int64, deleted bool) (Comment, error) {
	where := "id = ? AND deliverable_id = ? AND deleted_at IS NULL"
	if deleted {
		where = "id = ? AND deliverable_id = ? AND deleted_at IS NOT NULL"
	}
	var c Comment
	err := g.Select("id, deliverable_id, author_id, body, edited_at, deleted_at, version, created_at, updated_at").
		Where(where, id, item).Take(&c).Error
	return c, db.NotFoundAs(err, "comment")
}

// Edit changes a comment. It returns Forbidden to everybody but its author, and Conflict if
// it was changed in another window.
func (s *Store) Edit(ctx context.Context, slug string, item, id int64, body string, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, d, err := launch.LoadDeliverableForEdit(tx, slug, item)
		if err != nil {
			return err
		}
		c, err := find(tx.Reader, d.ID, id, false)
		if err != nil {
			return err
		}
		if err := people.Require(tx.Actor, people.EditComment, c.Subject()); err != nil {
			return err
		}
		body, err := clean(body)
		if err != nil {
			return err
		}
		if _, err := tx.UpdateRow("comments", c.ID, version, map[string]any{"body": body, "edited_at": tx.Now}); err != nil {
			return err
		}
		if err := setMentions(tx, c.ID, body); err != nil {
			return err
		}
		return audit(tx, l, d, "comment.edited", c.Body, body)
	})
}

// Delete deletes a comment, or restores it if back is true, and returns the new version.
// Only its author and administrators may.
func (s *Store) Delete(ctx context.Context, slug string, item, id int64, version int, back bool) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, d, err := launch.LoadDeliverableForEdit(tx, slug, item)
		if err != nil {
			return err
		}
		c, err := find(tx.Reader, d.ID, id, back)
		if err != nil {
			return err
		}
		if err := people.Require(tx.Actor, people.DeleteComment, c.Subject()); err != nil {
			return err
		}
		at, named, action := tx.Now, "", "comment.deleted"
		before, after := c.Body, ""
		if back {
			at, named, action = db.Instant{}, c.Body, "comment.restored"
			before, after = "", c.Body
		}
		if next, err = tx.UpdateRow("comments", c.ID, version, map[string]any{"deleted_at": at}); err != nil {
			return err
		}
		if err := setMentions(tx, c.ID, named); err != nil {
			return err
		}
		return audit(tx, l, d, action, before, after)
	})
	return next, err
}

// setMentions stores the people mentioned in a comment. Mentions that existed before keep their
// read state.
func setMentions(tx *db.Tx, id int64, body string) error {
	var us []people.User
	if err := tx.Where("deactivated_at IS NULL").Find(&us).Error; err != nil {
		return err
	}
	want := mentionedIDs(body, us)
	var before []int64
	if err := tx.Raw("SELECT user_id FROM mentions WHERE comment_id = ?", id).Scan(&before).Error; err != nil {
		return err
	}
	keep := append([]int64{0}, want...)
	if err := tx.Exec("DELETE FROM mentions WHERE comment_id = ? AND user_id NOT IN ?", id, keep).Error; err != nil {
		return err
	}
	had := make(map[int64]bool, len(before))
	for _, b := range before {
		had[b] = true
	}
	for _, w := range want {
		if had[w] {
			continue
		}
		if err := tx.Exec("INSERT INTO mentions (comment_id, user_id) VALUES (?, ?)", id, w).Error; err != nil {
			return err
		}
	}
	return nil
}

// auditComment records a change of a comment in the history of its item.
func audit(tx *db.Tx, l launch.Launch, d launch.Deliverable, action, before, after string) error {
	return tx.Audit(db.Entry{Action: action, Entity: "deliverable", EntityID: d.ID, LaunchID: &l.ID, Label: d.Title,
		Changes: db.AppendChange(nil, "comment", before, after)})
}
