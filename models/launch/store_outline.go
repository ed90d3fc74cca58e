package launch

import (
	"context"

	"tminus/models/db"
	"tminus/models/people"
)

// Outline returns a plan for pages that show little of it: its health, and only the go/no-go
// meetings and the items with the given ids.
func (s *Store) Outline(ctx context.Context, l Launch, ids ...int64) (*Plan, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	g := s.db.Read(ctx)
	p := &Plan{Launch: l, Now: s.db.Now()}
	p.Today = l.Today(p.Now)
	if err := g.Raw("SELECT name FROM users WHERE id = ?", l.LeadID).Scan(&p.LeadName).Error; err != nil {
		return nil, err
	}
	var err error
	if p.progress, err = countProgress(g, p); err != nil {
		return nil, err
	}
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

// Health returns the mark of a launch. It returns Forbidden.
func (s *Store) Health(ctx context.Context, l Launch) (Mark, string, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return "", "", err
	}
	p := &Plan{Launch: l, Now: s.db.Now()}
	p.Today = l.Today(p.Now)
	var err error
	if p.progress, err = countProgress(s.db.Read(ctx), p); err != nil {
		return "", "", err
	}
	mark, label := p.Health()
	return mark, label, nil
}

// countProgress returns the counts from which the health of a plan follows. It stops at the first
// item at risk, because one is enough to know.
func countProgress(g db.Reader, p *Plan) (*Progress, error) {
	var n Progress
	err := g.Raw(
		`SELECT COUNT(*) AS total, COALESCE(SUM(CASE WHEN d.status IN ('done', 'skipped', 'scheduled', 'published') THEN 1 ELSE 0 END),
			0) AS finished,
		COALESCE(SUM(CASE WHEN d.status = 'blocked' THEN 1 ELSE 0 END), 0) AS blocked
		FROM deliverables d WHERE d.launch_id = ? AND d.archived_at IS NULL`, p.ID).Scan(&n).Error
	if err != nil || n.Blocked > 0 {
		return &n, err
	}
	err = g.Raw("SELECT COUNT(*) FROM (SELECT 1 FROM ("+flags+
		`(SELECT id, CAST(? AS TEXT) AS today FROM launches WHERE id = ?) t ON t.id = d.launch_id
		WHERE d.archived_at IS NULL) f WHERE undone = 1 AND stuck = 0 AND late + nobody + gone + early + away > 0 LIMIT 1) x`,
		p.Today.String(), p.ID).Scan(&n.AtRisk).Error
	return &n, err
}
