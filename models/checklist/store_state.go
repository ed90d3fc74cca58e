package checklist

import (
	"context"
	"slices"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// SetState sets the state of an item and returns how it was before. Setting the
// state that it has changes nothing, so a button can be pressed twice. Returns
// Invalid when a reason is missing, Conflict when the item changed meanwhile.
func (s *Store) SetState(ctx context.Context, slug string, id int64, ch Change, version int) (before Previous, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, c, err := itemIn(tx, slug, id)
		if err != nil {
			return err
		}
		before, err = setState(tx, l, c, ch, version)
		return err
	})
	return before, err
}

func setState(tx *db.Tx, l launch.Launch, c itemRow, ch Change, version int) (Previous, error) {
	was := previousOf(c.Item)
	to, note, err := ch.apply(c.Item, c.Mode)
	if err != nil || (to == c.State && note == c.Note) {
		return was, err
	}
	columns := map[string]any{"state": to, "note": note, "closed_by": tx.ActorID(), "closed_at": tx.Now}
	if to == Open {
		columns["closed_by"], columns["closed_at"] = nil, nil
	}
	if err := c.CheckByHand("state"); err != nil {
		return was, err
	}
	next, err := tx.UpdateRow("checklist_items", c.ID, version, columns)
	if err != nil {
		return was, err
	}
	was.Changed, was.Version = true, next
	return was, auditItem(tx, l, c.Item, "check."+string(to), db.Changed([3]string{"state", c.State.Label(c.Mode), to.Label(c.Mode)},
		[3]string{"note", c.Note, note})...)
}

// Previous is an item before a change, with its version after it: all that an
// undo needs.
type Previous struct {
	ID      int64
	Version int
	Changed bool
	Title   string
	State   State
	Note    string
	OwnerID int64
	Due     *int
}

func previousOf(c Item) Previous {
	return Previous{ID: c.ID, Version: c.Version, Title: c.Title, State: c.State, Note: c.Note, OwnerID: db.IDOf(c.OwnerID), Due: c.DueOffset}
}

// SetSeveral changes several items, all or none, and returns how the changed
// ones were before. Returns Conflict, naming the item, when one changed
// meanwhile.
func (s *Store) SetSeveral(ctx context.Context, slug string, picks []db.Pick, b Bulk) (before []Previous, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		before = nil
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		rows, versions, err := picked(tx, l, picks)
		if err != nil {
			return err
		}
		do, err := bulkStep(tx, l, b)
		if err != nil {
			return err
		}
		for _, c := range rows {
			was, err := do(c, versions[c.ID])
			if fault.Is(err, fault.KindConflict) {
				return db.StaleItem(c.Title)
			}
			if err != nil {
				return err
			}
			if was.Changed {
				before = append(before, was)
			}
		}
		return nil
	})
	return before, err
}

func picked(tx *db.Tx, l launch.Launch, picks []db.Pick) ([]itemRow, map[int64]int, error) {
	ids, versions, err := db.Picked(picks)
	if err != nil {
		return nil, nil, err
	}
	rows, err := itemsByID(tx.Reader, l.ID, ids)
	return rows, versions, err
}

type itemStep func(c itemRow, version int) (Previous, error)

func bulkStep(tx *db.Tx, l launch.Launch, b Bulk) (itemStep, error) {
	switch b.Do {
	case "state":
		return func(c itemRow, version int) (Previous, error) {
			if c.Follows() {
				return previousOf(c.Item), nil
			}
			return setState(tx, l, c, b.Change, version)
		}, nil
	case "owner":
		names, err := people.OwnerNames(tx, b.OwnerID)
		if err != nil {
			return nil, err
		}
		return func(c itemRow, version int) (Previous, error) {
			return setColumn(tx, l, c.Item, version, db.IDOf(c.OwnerID) == db.IDOf(b.OwnerID), "owner_id", b.OwnerID,
				db.Change{Field: "owner", New: names[db.IDOf(b.OwnerID)]})
		}, nil
	case "due":
		if _, err := (ItemInput{Title: "x", Due: b.Due}).Clean(); err != nil {
			return nil, err
		}
		return func(c itemRow, version int) (Previous, error) {
			return setColumn(tx, l, c.Item, version, sameDay(c.DueOffset, b.Due), "due_offset", b.Due,
				db.Change{Field: "due", Old: offsetWords(l, c.DueOffset), New: offsetWords(l, b.Due)})
		}, nil
	}
	return nil, fault.Invalid("do", "Choose what to do with them.")
}

func setColumn(tx *db.Tx, l launch.Launch, c Item, version int, same bool, column string, value any, ch db.Change) (Previous, error) {
	was := previousOf(c)
	if same {
		return was, nil
	}
	next, err := tx.UpdateRow("checklist_items", c.ID, version, map[string]any{column: value})
	if err != nil {
		return was, err
	}
	was.Changed, was.Version = true, next
	return was, auditItem(tx, l, c, "check.updated", ch)
}

func sameDay(a, b *int) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// Revert undoes SetState and SetSeveral. Returns Conflict when an item changed
// since.
func (s *Store) Revert(ctx context.Context, slug string, all []Previous) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		var picks []db.Pick
		for _, w := range all {
			picks = append(picks, db.Pick{ID: w.ID, Version: w.Version})
		}
		rows, _, err := picked(tx, l, picks)
		if err != nil {
			return err
		}
		for _, c := range rows {
			i := slices.IndexFunc(all, func(w Previous) bool { return w.ID == c.ID })
			if err := putBack(tx, l, c, all[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func putBack(tx *db.Tx, l launch.Launch, c itemRow, w Previous) error {
	if c.Follows() {
		w.State, w.Note = c.State, c.Note
	}
	to, note, err := Change{To: w.State, Note: w.Note, Noted: true}.apply(c.Item, c.Mode)
	if err != nil {
		return err
	}
	in, err := ItemInput{Title: c.Title, Due: w.Due}.Clean()
	if err != nil {
		return err
	}
	owner := db.RefOf(w.OwnerID)
	if owner != nil && db.IDOf(c.OwnerID) != w.OwnerID {
		if _, err := people.OwnerNames(tx, owner); err != nil {
			return err
		}
	}
	columns := map[string]any{"state": to, "note": note, "owner_id": owner, "due_offset": in.Due}
	switch {
	case to == Open:
		columns["closed_by"], columns["closed_at"] = nil, nil
	case to != c.State:
		columns["closed_by"], columns["closed_at"] = tx.ActorID(), tx.Now
	}
	if _, err := tx.UpdateRow("checklist_items", c.ID, w.Version, columns); err != nil {
		return err
	}
	return auditItem(tx, l, c.Item, "check.put back", db.Changed([3]string{"state", c.State.Label(c.Mode), to.Label(c.Mode)},
		[3]string{"note", c.Note, note},
		[3]string{"due", offsetWords(l, c.DueOffset), offsetWords(l, w.Due)})...)
}
