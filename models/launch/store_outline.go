package launch

import (
	"context"

	"tminus/models/db"
	"tminus/models/people"
)

// Outline returns a plan for pages that show little of it: only the go/no-go meetings and the items
// with the given ids. The launch is one that was loaded alone, with the name of its lead.
func (s *Store) Outline(ctx context.Context, l Launch, ids ...int64) (*Plan, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	g := s.db.Read(ctx)
	p := &Plan{Launch: l, Now: s.db.Now()}
	p.Today = l.Today(p.Now)
	list, err := findItems(g, "d.launch_id = ? AND d.archived_at IS NULL AND (d.kind = 'meeting' AND d.search_text LIKE '%"+DecisionText+
		"%' OR d.id IN ?)", l.ID, db.OrNone(ids))
	if err != nil {
		return nil, err
	}
	work := make([]*WorkItem, len(list))
	for i, it := range list {
		work[i] = &WorkItem{Item: it, Today: p.Today}
	}
	if err := diagnose(g, work); err != nil {
		return nil, err
	}
	for _, w := range work {
		p.Items = append(p.Items, w.Item)
	}
	return p, nil
}
