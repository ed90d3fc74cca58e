package checklist

import (
	"context"
	"fmt"
	"slices"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// offsetWords returns a due day relative to T and as a date.
func offsetWords(l launch.Launch, offset *int) string {
	if offset == nil {
		return ""
	}
	day := l.LaunchOn.AddOffset(offset)
	return civil.Countdown(l.LaunchOn, day) + " · " + day.Short()
}

// AddItem adds an item at the end of a checklist. key makes a form that is sent
// twice add one.
func (s *Store) AddItem(ctx context.Context, slug string, listID int64, in ItemInput, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, list, err := listIn(tx, slug, listID, false)
		if err != nil {
			return err
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		if _, err := people.OwnerNames(tx, in.OwnerID); err != nil {
			return err
		}
		id, err = tx.Once(fmt.Sprintf("check %d", list.ID), key, in, func() (int64, error) { return createItem(tx, l, list, in) })
		return err
	})
	return id, err
}

func createItem(tx *db.Tx, l launch.Launch, list Checklist, in ItemInput) (int64, error) {
	var last int
	if err := tx.Raw("SELECT COALESCE(MAX(position), -1) FROM checklist_items WHERE checklist_id = ?", list.ID).Scan(&last).Error; err != nil {
		return 0, err
	}
	c := Item{LaunchID: l.ID, ChecklistID: list.ID, Title: in.Title, Part: in.Part, OwnerID: in.OwnerID, DueOffset: in.Due, State: Open,
		Note: in.Note, EvidenceURL: in.Evidence, Position: last + 1, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if err := tx.DB.Create(&c).Error; err != nil {
		return 0, err
	}
	return c.ID, auditItem(tx, l, c, "check.added")
}

// UpdateItem changes everything but the state of an item. Returns Conflict when
// it changed meanwhile.
func (s *Store) UpdateItem(ctx context.Context, slug string, id int64, in ItemInput, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, c, err := itemIn(tx, slug, id)
		if err != nil {
			return err
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		if c.State == NotApplicable && in.Note == "" {
			return fault.Invalid("note", "Say why it does not apply.")
		}
		names, err := people.OwnerNames(tx, in.OwnerID, c.OwnerID)
		if err != nil {
			return err
		}
		_, err = tx.UpdateRow("checklist_items", c.ID, version, map[string]any{"title": in.Title, "part": in.Part, "owner_id": in.OwnerID,
			"due_offset": in.Due, "evidence_url": in.Evidence, "note": in.Note})
		if err != nil {
			return err
		}
		return auditItem(tx, l, c.Item, "check.updated", db.Changed([3]string{"item", c.Title, in.Title}, [3]string{"part", c.Part, in.Part},
			[3]string{"owner", names[db.IDOf(c.OwnerID)], names[db.IDOf(in.OwnerID)]},
			[3]string{"due", offsetWords(l, c.DueOffset), offsetWords(l, in.Due)},
			[3]string{"evidence", c.EvidenceURL, in.Evidence}, [3]string{"note", c.Note, in.Note})...)
	})
}

// RemoveItem removes an item from its list; with back it restores it. It returns the new version.
func (s *Store) RemoveItem(ctx context.Context, slug string, id int64, version int, back bool) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		var c Item
		if err := db.NotFoundAs(tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&c).Error,
			"item in the checklists of this launch"); err != nil {
			return err
		}
		if c.ArchivedAt.IsZero() == back {
			next = c.Version
			return nil
		}
		action, at := archived("check", tx, back)
		if next, err = tx.UpdateRow("checklist_items", c.ID, version, map[string]any{"archived_at": at}); err != nil {
			return err
		}
		return auditItem(tx, l, c, action)
	})
	return next, err
}

// archived returns the audit verb and the instant of removing something, or of
// restoring it.
func archived(what string, tx *db.Tx, back bool) (string, db.Instant) {
	if back {
		return what + ".restored", db.Instant{}
	}
	return what + ".removed", tx.Now
}

// MoveItem moves an item one place up or down in its list.
func (s *Store) MoveItem(ctx context.Context, slug string, id int64, up bool) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, c, err := itemIn(tx, slug, id)
		if err != nil {
			return err
		}
		var ids []int64
		err = tx.Raw("SELECT id FROM checklist_items WHERE checklist_id = ? AND archived_at IS NULL ORDER BY position, id",
			c.ChecklistID).Scan(&ids).Error
		if err != nil {
			return err
		}
		if moved, err := reorder(tx, "checklist_items", ids, id, up); err != nil || !moved {
			return err
		}
		return auditItem(tx, l, c.Item, "check.moved")
	})
}

// reorder moves one of the rows up or down by one and writes their positions.
// It raises no version, since nobody edits a row for its position.
func reorder(tx *db.Tx, table string, ids []int64, id int64, up bool) (bool, error) {
	i := slices.Index(ids, id)
	j := i + 1
	if up {
		j = i - 1
	}
	if i < 0 || j < 0 || j >= len(ids) {
		return false, nil
	}
	ids[i], ids[j] = ids[j], ids[i]
	for at, row := range ids {
		if err := tx.Table(table).Where("id = ? AND position <> ?", row, at).Updates(map[string]any{"position": at}).Error; err != nil {
			return false, err
		}
	}
	return true, nil
}

// listIn loads a checklist for an actor who may edit the plan; gone finds
// removed ones too. Returns NotFound for a checklist of another launch.
func listIn(tx *db.Tx, slug string, id int64, gone bool) (launch.Launch, Checklist, error) {
	l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
	if err != nil {
		return l, Checklist{}, err
	}
	q := tx.Where("id = ? AND launch_id = ?", id, l.ID)
	if !gone {
		q = q.Where("archived_at IS NULL")
	}
	var list Checklist
	err = q.Take(&list).Error
	return l, list, db.NotFoundAs(err, "checklist in this launch")
}

// AddList adds a checklist to a launch. key makes a form that is sent twice add
// one.
func (s *Store) AddList(ctx context.Context, slug string, in ListInput, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		id, err = tx.Once(fmt.Sprintf("checklist %d", l.ID), key, in, func() (int64, error) { return createList(tx, l, in) })
		return err
	})
	return id, err
}

func createList(tx *db.Tx, l launch.Launch, in ListInput) (int64, error) {
	var last int
	if err := tx.Raw("SELECT COALESCE(MAX(position), -1) FROM checklists WHERE launch_id = ?", l.ID).Scan(&last).Error; err != nil {
		return 0, err
	}
	list := Checklist{LaunchID: l.ID, Key: launch.OwnKey(), Name: in.Name, Mode: in.Mode, Position: last + 1, Version: 1, CreatedAt: tx.Now,
		UpdatedAt: tx.Now}
	if err := tx.DB.Create(&list).Error; err != nil {
		return 0, err
	}
	return list.ID, auditList(tx, l, list, "checklist.added")
}

// UpdateList changes the name and the mode of a checklist.
func (s *Store) UpdateList(ctx context.Context, slug string, id int64, in ListInput, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, list, err := listIn(tx, slug, id, false)
		if err != nil {
			return err
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		var failed int64
		if err := tx.Raw("SELECT COUNT(*) FROM checklist_items WHERE checklist_id = ? AND state = ?", list.ID,
			Failed).Scan(&failed).Error; err != nil {
			return err
		}
		if failed > 0 && in.Mode == ModeTick {
			return fault.Invalid("mode", "An item of it failed, which cannot be said by ticking. Settle it first.")
		}
		if _, err := tx.UpdateRow("checklists", list.ID, version, map[string]any{"name": in.Name, "mode": in.Mode}); err != nil {
			return err
		}
		return auditList(tx, l, list, "checklist.updated", db.Changed([3]string{"name", list.Name, in.Name},
			[3]string{"closed by", list.Mode, in.Mode})...)
	})
}

// RemoveList removes a checklist with its items; with back it restores it.
// It returns the new version.
func (s *Store) RemoveList(ctx context.Context, slug string, id int64, version int, back bool) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, list, err := listIn(tx, slug, id, true)
		if err != nil || list.ArchivedAt.IsZero() == back {
			next = list.Version
			return err
		}
		action, at := archived("checklist", tx, back)
		if next, err = tx.UpdateRow("checklists", list.ID, version, map[string]any{"archived_at": at}); err != nil {
			return err
		}
		return auditList(tx, l, list, action)
	})
	return next, err
}

// MoveList moves a checklist one place up or down.
func (s *Store) MoveList(ctx context.Context, slug string, id int64, up bool) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, list, err := listIn(tx, slug, id, false)
		if err != nil {
			return err
		}
		var ids []int64
		if err := tx.Raw("SELECT id FROM checklists WHERE launch_id = ? AND archived_at IS NULL ORDER BY position, id",
			l.ID).Scan(&ids).Error; err != nil {
			return err
		}
		if moved, err := reorder(tx, "checklists", ids, id, up); err != nil || !moved {
			return err
		}
		return auditList(tx, l, list, "checklist.moved")
	})
}

func auditList(tx *db.Tx, l launch.Launch, list Checklist, action string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: action, Entity: "checklist", EntityID: list.ID, LaunchID: &l.ID, Label: list.Name, Changes: changes})
}
