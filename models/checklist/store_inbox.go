package checklist

import (
	"context"
	"slices"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// maxInbox bounds how many items My work shows.
const maxInbox = 200

// Inbox returns the open items that the actor owns, in launches that are
// open, in one query.
func (s *Store) Inbox(ctx context.Context) (Inbox, error) {
	me := db.ActorOf(ctx)
	if err := people.Require(me, people.Read, people.Organisation); err != nil {
		return Inbox{}, err
	}
	in := Inbox{Due: make(map[launch.DueGroup][]MyItem)}
	list, err := s.myItems(ctx, me.ID)
	if err != nil {
		return in, err
	}
	if in.Cut = len(list) > maxInbox; in.Cut {
		list = list[:maxInbox]
	}
	for _, c := range list {
		when := launch.DueGroupOf(c.DueOn, c.Today)
		in.Due[when] = append(in.Due[when], c)
	}
	return in, nil
}

// myItems returns the open items of a person that do not derive their state, the most pressing first.
func (s *Store) myItems(ctx context.Context, person int64) ([]MyItem, error) {
	var rows []struct {
		Item
		Mode, ListName, Slug, Name, Zone string
		LaunchOn                         civil.Date
	}
	err := s.db.Read(ctx).Raw(`SELECT i.id, i.title, i.state, i.note, i.due_offset, i.version, i.owner_id,
		c.mode, c.name AS list_name, l.slug, l.name, l.zone, l.launch_on
		FROM checklist_items i JOIN checklists c ON c.id = i.checklist_id JOIN launches l ON l.id = i.launch_id
		WHERE i.owner_id = ? AND i.state IN ('open', 'failed') AND i.archived_at IS NULL AND c.archived_at IS NULL
		AND i.follow_by = '' AND l.state NOT IN ('closed', 'cancelled')
		ORDER BY l.launch_on, i.due_offset, i.id LIMIT ?`, person, maxInbox+1).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	now := s.db.Now()
	out := make([]MyItem, 0, len(rows))
	for _, r := range rows {
		c := MyItem{ListName: r.ListName, LaunchSlug: r.Slug, LaunchName: r.Name, LaunchOn: r.LaunchOn,
			Today: launch.Launch{Zone: r.Zone}.Today(now)}
		c.Item, c.Mode, c.DueOn = r.Item, r.Mode, r.LaunchOn.AddOffset(r.DueOffset)
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b MyItem) int { return a.DueOn.Compare(b.DueOn) })
	return out, nil
}

// CountDated returns how many open items have a due day, and so move with T.
func (s *Store) CountDated(ctx context.Context, launchID int64) (int, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return 0, err
	}
	var n int
	return n, s.db.Read(ctx).Raw(`SELECT COUNT(*) FROM checklist_items i JOIN checklists c ON c.id = i.checklist_id
		WHERE i.launch_id = ? AND i.due_offset IS NOT NULL AND i.state IN ('open', 'failed') AND i.archived_at IS NULL AND c.archived_at IS NULL`,
		launchID).Scan(&n).Error
}
