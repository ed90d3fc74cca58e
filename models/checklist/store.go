package checklist

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

// Store keeps checklists.
type Store struct {
	db        *db.DB
	followers Followers
}

// Followers knows which criteria follow checklists and their items.
type Followers interface {
	// Following returns the titles of the criteria of a launch by what they follow,
	// in one of the ways by.
	Following(ctx context.Context, launchID int64, by ...string) (map[launch.BoundTo][]string, error)
}

// NewStore returns a store on d that asks f which criteria follow a checklist.
func NewStore(d *db.DB, f Followers) *Store { return &Store{db: d, followers: f} }

// List returns the checklists of a launch, in four queries. Returns
// NotFound if there is no such launch.
func (s *Store) List(ctx context.Context, slug string) (Checklists, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return Checklists{}, err
	}
	g := s.db.Read(ctx)
	return s.checklistsOf(ctx, g, l)
}

func (s *Store) checklistsOf(ctx context.Context, g *gorm.DB, l launch.Launch) (Checklists, error) {
	out := Checklists{Launch: l}
	var lists []Checklist
	if err := g.Where("launch_id = ?", l.ID).Order("position, id").Find(&lists).Error; err != nil {
		return out, err
	}
	items, err := items(g, l)
	if err != nil {
		return out, err
	}
	feeds, err := s.followers.Following(ctx, l.ID, template.ByChecklist, template.ByCheck)
	if err != nil {
		return out, err
	}
	for _, list := range lists {
		if !list.ArchivedAt.IsZero() {
			out.Gone = append(out.Gone, list)
			continue
		}
		full := List{Checklist: list, Feeds: feeds[launch.BoundTo{By: template.ByChecklist, ID: list.ID}]}
		for _, it := range items[list.ID] {
			if !it.ArchivedAt.IsZero() {
				out.Dropped = append(out.Dropped, it.Item)
				continue
			}
			it.Mode, it.Feeds = list.Mode, feeds[launch.BoundTo{By: template.ByCheck, ID: it.ID}]
			full.Items = append(full.Items, it)
		}
		out.Lists = append(out.Lists, full)
	}
	return out, nil
}

// items are the items of a launch by the ids of their lists.
func items(g *gorm.DB, l launch.Launch) (map[int64][]ItemDetail, error) {
	rows, err := g.Raw(`SELECT i.id, i.launch_id, i.checklist_id, i.key, i.title, i.part, i.owner_id, i.due_offset, i.state, i.note, i.evidence_url,
			i.closed_by, i.closed_at, i.position, i.archived_at, i.version, COALESCE(u.name, ''), (u.deactivated_at IS NOT NULL), COALESCE(c.name, '')
		FROM checklist_items i LEFT JOIN users u ON u.id = i.owner_id LEFT JOIN users c ON c.id = i.closed_by
		WHERE i.launch_id = ? ORDER BY i.checklist_id, i.position, i.id`, l.ID).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make(map[int64][]ItemDetail)
	for rows.Next() {
		var t ItemDetail
		err := rows.Scan(&t.ID, &t.LaunchID, &t.ChecklistID, &t.Key, &t.Title, &t.Part, &t.OwnerID, &t.DueOffset, &t.State, &t.Note, &t.EvidenceURL,
			&t.ClosedBy, &t.ClosedAt, &t.Position, &t.ArchivedAt, &t.Version, &t.OwnerName, &t.OwnerGone, &t.ClosedName)
		if err != nil {
			return nil, err
		}
		t.DueOn = l.LaunchOn.AddOffset(t.DueOffset)
		out[t.ChecklistID] = append(out[t.ChecklistID], t)
	}
	return out, rows.Err()
}

// itemRow is an item with how its list is closed.
type itemRow struct {
	Item
	Mode string
}

// itemsByID loads items of lists that stand, by their ids. Returns NotFound when
// one is of another launch, or was removed.
func itemsByID(g *gorm.DB, launchID int64, ids []int64) ([]itemRow, error) {
	var rows []itemRow
	err := g.Raw(`SELECT i.*, l.mode FROM checklist_items i JOIN checklists l ON l.id = i.checklist_id
		WHERE i.launch_id = ? AND i.id IN ? AND i.archived_at IS NULL AND l.archived_at IS NULL ORDER BY i.id`, launchID, ids).Scan(&rows).Error
	if err == nil && len(rows) != len(ids) {
		err = fault.NotFound("item in the checklists of this launch")
	}
	return rows, err
}

// itemIn loads one item for who may edit the plan.
func itemIn(tx *db.Tx, slug string, id int64) (launch.Launch, itemRow, error) {
	l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
	if err != nil {
		return l, itemRow{}, err
	}
	rows, err := itemsByID(tx.DB, l.ID, []int64{id})
	if err != nil {
		return l, itemRow{}, err
	}
	return l, rows[0], nil
}

// SetState says how an item stands and returns how it stood before. Saying
// what stands there already changes nothing, so a button can be pressed twice.
// Returns Invalid when a reason is missing, Conflict when somebody else was
// faster.
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
	if err := tx.UpdateRow("checklist_items", c.ID, version, columns); err != nil {
		return was, err
	}
	was.Changed, was.Version = true, version+1
	return was, auditItem(tx, l, c.Item, "check."+string(to), db.Changed([3]string{"state", c.State.Label(c.Mode), to.Label(c.Mode)}, [3]string{"note", c.Note, note})...)
}

// Previous is how an item stood before a change, and its version after it: all that
// an undo needs.
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

// SetSeveral does one thing to several items, all or none, and returns how
// those that it changed stood before. Returns Conflict, naming the item, when
// somebody else was faster with one of them.
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
				return db.Outrun(c.Title)
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
	rows, err := itemsByID(tx.DB, l.ID, ids)
	return rows, versions, err
}

type itemStep func(c itemRow, version int) (Previous, error)

func bulkStep(tx *db.Tx, l launch.Launch, b Bulk) (itemStep, error) {
	switch b.Do {
	case "state":
		return func(c itemRow, version int) (Previous, error) { return setState(tx, l, c, b.Change, version) }, nil
	case "owner":
		names, err := people.OwnerNames(tx, b.OwnerID)
		if err != nil {
			return nil, err
		}
		return func(c itemRow, version int) (Previous, error) {
			return setColumn(tx, l, c.Item, version, db.IDOf(c.OwnerID) == db.IDOf(b.OwnerID), "owner_id", b.OwnerID, db.Change{Field: "owner", New: names[db.IDOf(b.OwnerID)]})
		}, nil
	case "due":
		if _, err := (ItemInput{Title: "x", Due: b.Due}).Clean(); err != nil {
			return nil, err
		}
		return func(c itemRow, version int) (Previous, error) {
			return setColumn(tx, l, c.Item, version, sameDay(c.DueOffset, b.Due), "due_offset", b.Due, db.Change{Field: "due", Old: offsetWords(l, c.DueOffset), New: offsetWords(l, b.Due)})
		}, nil
	}
	return nil, fault.Invalid("do", "Choose what to do with them.")
}

func setColumn(tx *db.Tx, l launch.Launch, c Item, version int, same bool, column string, value any, ch db.Change) (Previous, error) {
	was := previousOf(c)
	if same {
		return was, nil
	}
	if err := tx.UpdateRow("checklist_items", c.ID, version, map[string]any{column: value}); err != nil {
		return was, err
	}
	was.Changed, was.Version = true, version+1
	return was, auditItem(tx, l, c, "check.updated", ch)
}

func sameDay(a, b *int) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// Revert undoes SetCheck and SetChecks: the items stand as they were. Returns
// Conflict when one was changed since.
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
	if err := tx.UpdateRow("checklist_items", c.ID, w.Version, columns); err != nil {
		return err
	}
	return auditItem(tx, l, c.Item, "check.put back", db.Changed([3]string{"state", c.State.Label(c.Mode), to.Label(c.Mode)}, [3]string{"note", c.Note, note},
		[3]string{"due", offsetWords(l, c.DueOffset), offsetWords(l, w.Due)})...)
}

func auditItem(tx *db.Tx, l launch.Launch, c Item, action string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: action, Entity: "check", EntityID: c.ID, LaunchID: &l.ID, Label: c.Title, Changes: changes})
}
