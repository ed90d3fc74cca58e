package launch

import (
	"context"

	"tminus/models/fault"
	"tminus/models/people"
)

// Detail is a deliverable with everything that its page shows.
type Detail struct {
	Plan *Plan
	Item
	Description  string
	ReviewerName string
	// HandName is the person who set a derived status by hand.
	HandName string
	Helpers  []people.User
	Links    []Link
	// Needs are the items that this one depends on; NeededBy those that depend on it.
	Needs, NeededBy []Item
}

// Deliverable returns a deliverable of a launch. It returns NotFound for a deliverable of another
// launch or a removed one.
func (s *Store) Deliverable(ctx context.Context, slug string, id int64) (Detail, error) {
	p, err := s.Plan(ctx, slug)
	if err != nil {
		return Detail{}, err
	}
	it, ok := p.Item(id)
	if !ok {
		return Detail{}, fault.NotFound("deliverable in this launch")
	}
	d := Detail{Plan: p, Item: it}
	g := s.db.Read(ctx)
	row := struct{ Description, ReviewerName, HandName string }{}
	err = g.Raw(`SELECT d.description, COALESCE(r.name, '') AS reviewer_name, COALESCE(h.name, '') AS hand_name
		FROM deliverables d LEFT JOIN users r ON r.id = d.reviewer_id LEFT JOIN users h ON h.id = d.hand_by WHERE d.id = ?`, id).Scan(&row).Error
	if err != nil {
		return d, err
	}
	d.Description, d.ReviewerName, d.HandName = row.Description, row.ReviewerName, row.HandName
	err = g.Raw(`SELECT u.* FROM users u JOIN deliverable_helpers h ON h.user_id = u.id WHERE h.deliverable_id = ? ORDER BY u.name, u.id`,
		id).Scan(&d.Helpers).Error
	if err != nil {
		return d, err
	}
	if d.Links, err = linksOf(g, id); err != nil {
		return d, err
	}
	d.Needs, d.NeededBy = p.neighbours(it)
	return d, nil
}

// CheckRemoved returns nil if a deliverable was removed from the launch's plan, and NotFound if it
// never existed.
func (s *Store) CheckRemoved(ctx context.Context, slug string, id int64) error {
	l, err := s.Launch(ctx, slug)
	if err != nil {
		return err
	}
	var n int64
	err = s.db.Read(ctx).Raw("SELECT COUNT(*) FROM deliverables WHERE id = ? AND launch_id = ? AND archived_at IS NOT NULL", id,
		l.ID).Scan(&n).Error
	if err == nil && n == 0 {
		err = fault.NotFound("deliverable in this launch")
	}
	return err
}

// neighbours returns the items that an item depends on, and those that depend on it.
func (p *Plan) neighbours(it Item) (needs, neededBy []Item) {
	for _, id := range it.DependsOn {
		if dep, ok := p.Item(id); ok {
			needs = append(needs, dep)
		}
	}
	for _, other := range p.Items {
		for _, id := range other.DependsOn {
			if id == it.ID {
				neededBy = append(neededBy, other)
			}
		}
	}
	return needs, neededBy
}

// DueBefore reports whether a is due before b, on which it depends.
func DueBefore(a, b Item) bool { return dueBefore(a.Schedule, b.Schedule) }
