package stakeholder

import (
	"context"
	"strings"

	"tminus/internal/fold"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Create adds a stakeholder to a launch and returns the id. The key prevents a form that is sent
// twice from adding two. It returns Invalid with all problems.
func (s *Store) Create(ctx context.Context, slug string, in Input, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		id, err = tx.Once(oncePurpose(l), key, in, func() (int64, error) { return createStakeholder(tx, l.ID, in) })
		return err
	})
	return id, err
}

func createStakeholder(tx *db.Tx, launchID int64, in Input) (int64, error) {
	in, err := checkInput(tx, in, 0)
	if err != nil {
		return 0, err
	}
	listed, err := isListed(tx.Reader, launchID, 0, in)
	if err != nil {
		return 0, err
	}
	if listed {
		return 0, fault.Invalid("name", "%s is on the list already, with the same function and contact.", in.Name)
	}
	r, err := insertStakeholder(tx, launchID, in)
	return r.ID, err
}

func insertStakeholder(tx *db.Tx, launchID int64, in Input) (row, error) {
	r := row{LaunchID: launchID, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	r.set(in)
	if err := tx.DB.Create(&r).Error; err != nil {
		return r, err
	}
	changes, err := changesOf(tx.Reader, row{}, r)
	if err != nil {
		return r, err
	}
	return r, r.audit(tx, "added", "", changes...)
}

// isListed reports whether the launch has another stakeholder with the same name, function and
// contact.
func isListed(g db.Reader, launchID, but int64, in Input) (bool, error) {
	var rows []row
	err := g.Select("name, function, contact").Where("launch_id = ? AND id <> ? AND archived_at IS NULL", launchID, but).Find(&rows).Error
	for _, r := range rows {
		if sameText(r.Name, in.Name) && sameText(r.Function, in.Function) && sameText(r.Contact, in.Contact) {
			return true, err
		}
	}
	return false, err
}

func sameText(a, b string) bool { return fold.Text(a) == fold.Text(b) }

// checkInput returns the input as it is stored, or Invalid. had is the present owner, who may have
// become a viewer.
func checkInput(tx *db.Tx, in Input, had int64) (Input, error) {
	var c fault.Check
	in, err := in.Clean()
	if err := c.Merge(err); err != nil {
		return in, err
	}
	_, err = people.Able(tx.Reader, db.IDOf(in.OwnerID), had, "owner")
	if err := c.Merge(err); err != nil {
		return in, err
	}
	return in, c.Err()
}

// Pasted is the result of AddAll.
type Pasted struct {
	IDs []int64
	// Known is the number of stakeholders that existed already and were skipped.
	Known int
}

// AddAll adds several stakeholders in one transaction. It skips those that exist already. It
// returns Invalid with all problems.
func (s *Store) AddAll(ctx context.Context, slug, lines string, owner *int64, key string) (Pasted, error) {
	var out Pasted
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		out = Pasted{}
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		list, err := Paste(lines, owner)
		if err != nil {
			return err
		}
		_, err = tx.Once("pasted "+oncePurpose(l), key, []any{lines, owner}, func() (int64, error) {
			return l.ID, createAll(tx, l.ID, list, &out)
		})
		return err
	})
	return out, err
}

func createAll(tx *db.Tx, launchID int64, list []Input, out *Pasted) error {
	for _, in := range list {
		in, err := checkInput(tx, in, 0)
		if err != nil {
			return err
		}
		listed, err := isListed(tx.Reader, launchID, 0, in)
		if err != nil {
			return err
		}
		if listed {
			out.Known++
			continue
		}
		r, err := insertStakeholder(tx, launchID, in)
		if err != nil {
			return err
		}
		out.IDs = append(out.IDs, r.ID)
	}
	return nil
}

// Update changes a stakeholder. It returns Invalid with all problems, or Conflict if the
// stakeholder has changed. It returns the new version.
func (s *Store) Update(ctx context.Context, slug string, id int64, in Input, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := stakeholderToEdit(tx, slug, id)
		if err != nil {
			return err
		}
		if r.Version != version || !r.ArchivedAt.IsZero() {
			return fault.Changed("this stakeholder")
		}
		if in, err = checkInput(tx, in, db.IDOf(r.OwnerID)); err != nil {
			return err
		}
		listed, err := isListed(tx.Reader, l.ID, id, in)
		if err != nil {
			return err
		}
		if listed {
			return fault.Invalid("name", "%s is on the list already, with the same function and contact.", in.Name)
		}
		before := r
		r.set(in)
		changes, err := changesOf(tx.Reader, before, r)
		if err != nil || len(changes) == 0 {
			next = r.Version
			return err
		}
		if next, err = tx.UpdateRow("stakeholders", id, version, r.columns()); err != nil {
			return err
		}
		return r.audit(tx, "updated", "", changes...)
	})
	return next, err
}

// Remove archives stakeholders and disables their links.
func (s *Store) Remove(ctx context.Context, slug string, ids ...int64) error {
	return s.setArchived(ctx, slug, "removed", false, ids)
}

// Restore restores an archived stakeholder with their link.
func (s *Store) Restore(ctx context.Context, slug string, id int64) error {
	return s.setArchived(ctx, slug, "restored", true, []int64{id})
}

// setArchived archives or restores stakeholders. Repeating it changes nothing, so it needs no
// version.
func (s *Store) setArchived(ctx context.Context, slug, action string, back bool, ids []int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		for _, id := range ids {
			r, err := findStakeholder(tx.Reader, l.ID, id)
			if err != nil {
				return err
			}
			if r.ArchivedAt.IsZero() == back {
				continue
			}
			at := tx.Now
			if back {
				at = db.Instant{}
			}
			if _, err := tx.UpdateRow("stakeholders", id, r.Version, map[string]any{"archived_at": at}); err != nil {
				return err
			}
			if err := r.audit(tx, action, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

func changesOf(g db.Reader, a, b row) ([]db.Change, error) {
	var cs []db.Change
	add := func(field, before, after string) {
		if before != after {
			cs = append(cs, db.Change{Field: field, Old: before, New: after})
		}
	}
	add("name", a.Name, b.Name)
	add("function", a.Function, b.Function)
	add("organisation", a.Organisation, b.Organisation)
	add("told by", a.Channel.Label(), b.Channel.Label())
	add("contact", a.Contact, b.Contact)
	if db.IDOf(a.OwnerID) != db.IDOf(b.OwnerID) {
		before, err := people.NameOf(g, db.IDOf(a.OwnerID))
		if err != nil {
			return nil, err
		}
		after, err := people.NameOf(g, db.IDOf(b.OwnerID))
		if err != nil {
			return nil, err
		}
		add("owner", before, after)
	}
	add("note", strings.TrimSpace(a.Note), strings.TrimSpace(b.Note))
	return cs, nil
}
