package checklist

import (
	"context"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
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

// List returns the checklists of a launch, in five queries. Returns
// NotFound if there is no such launch.
func (s *Store) List(ctx context.Context, slug string) (Checklists, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return Checklists{}, err
	}
	g := s.db.Read(ctx)
	return s.checklistsOf(ctx, g, l)
}

func (s *Store) checklistsOf(ctx context.Context, g db.Reader, l launch.Launch) (Checklists, error) {
	out := Checklists{Launch: l}
	var lists []Checklist
	if err := g.Where("launch_id = ?", l.ID).Order("position, id").Find(&lists).Error; err != nil {
		return out, err
	}
	items, err := items(g, l)
	if err != nil {
		return out, err
	}
	feeds, err := s.followers.Following(ctx, l.ID, BindChecklist, BindCheck)
	if err != nil {
		return out, err
	}
	rounds, err := roundsOf(g, l.ID)
	if err != nil {
		return out, err
	}
	for _, list := range lists {
		if !list.ArchivedAt.IsZero() {
			out.Gone = append(out.Gone, list)
			continue
		}
		full := List{Checklist: list, Rounds: rounds[list.ID], Feeds: feeds[launch.BoundTo{By: BindChecklist, ID: list.ID}]}
		for _, it := range items[list.ID] {
			if !it.ArchivedAt.IsZero() {
				out.Dropped = append(out.Dropped, it.Item)
				continue
			}
			it.Mode, it.Feeds = list.Mode, feeds[launch.BoundTo{By: BindCheck, ID: it.ID}]
			full.Items = append(full.Items, it)
		}
		out.Lists = append(out.Lists, full)
	}
	return out, nil
}

// items returns the items of a launch by the ids of their lists, removed ones
// too.
func items(g db.Reader, l launch.Launch) (map[int64][]ItemDetail, error) {
	rows, err := g.Raw(`SELECT i.id, i.launch_id, i.checklist_id, i.key, i.title, i.part, i.owner_id, i.due_offset, i.state, i.note,
			i.evidence_url,
			i.closed_by, i.closed_at, i.follow_by, i.follow_id, i.follow_rule, i.hand_reason, i.hand_by,
			i.position, i.archived_at, i.version, COALESCE(u.name, ''), (u.deactivated_at IS NOT NULL),
		COALESCE(c.name, '')
		FROM checklist_items i LEFT JOIN users u ON u.id = i.owner_id LEFT JOIN users c ON c.id = i.closed_by
		WHERE i.launch_id = ? ORDER BY i.checklist_id, i.position, i.id`, l.ID).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make(map[int64][]ItemDetail)
	for rows.Next() {
		var t ItemDetail
		err := rows.Scan(&t.ID, &t.LaunchID, &t.ChecklistID, &t.Key, &t.Title, &t.Part, &t.OwnerID, &t.DueOffset, &t.State, &t.Note,
			&t.EvidenceURL,
			&t.ClosedBy, &t.ClosedAt, &t.FollowBy, &t.FollowID, &t.FollowRule, &t.HandReason, &t.HandBy, &t.Position, &t.ArchivedAt, &t.Version,
			&t.OwnerName, &t.OwnerGone, &t.ClosedName)
		if err != nil {
			return nil, err
		}
		t.DueOn = l.LaunchOn.AddOffset(t.DueOffset)
		out[t.ChecklistID] = append(out[t.ChecklistID], t)
	}
	return out, rows.Err()
}

// itemRow is an item with the mode of its list.
type itemRow struct {
	Item
	Mode string
}

// itemsByID loads items by their ids. Returns NotFound when one was removed or
// belongs to another launch.
func itemsByID(g db.Reader, launchID int64, ids []int64) ([]itemRow, error) {
	var rows []itemRow
	err := g.Raw(`SELECT i.*, l.mode FROM checklist_items i JOIN checklists l ON l.id = i.checklist_id
		WHERE i.launch_id = ? AND i.id IN ? AND i.archived_at IS NULL AND l.archived_at IS NULL ORDER BY i.id`, launchID, ids).Scan(&rows).Error
	if err == nil && len(rows) != len(ids) {
		err = fault.NotFound("item in the checklists of this launch")
	}
	return rows, err
}

// itemIn loads one item for an actor who may edit the plan.
func itemIn(tx *db.Tx, slug string, id int64) (launch.Launch, itemRow, error) {
	l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
	if err != nil {
		return l, itemRow{}, err
	}
	rows, err := itemsByID(tx.Reader, l.ID, []int64{id})
	if err != nil {
		return l, itemRow{}, err
	}
	return l, rows[0], nil
}

func auditItem(tx *db.Tx, l launch.Launch, c Item, action string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: action, Entity: "check", EntityID: c.ID, LaunchID: &l.ID, Label: c.Title, Changes: changes})
}
