package launch

import (
	"context"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/people"
)

// A WorkItem is an item with the launch that it belongs to.
type WorkItem struct {
	Item
	LaunchSlug string
	LaunchName string
	LaunchOn   civil.Date
	Zone       string
	// Today is the day in the launch's zone.
	Today civil.Date
	// Helps says that the person whose work this is helps with it.
	Helps bool
}

// The conditions of a launch l and of a deliverable d that are open, in words that
// both databases can use with their indexes. The first reads like the condition
// of the index launches_open.
const (
	OpenLaunch = "l.state NOT IN ('closed', 'cancelled')"
	OpenItem   = "d.status NOT IN ('done', 'skipped', 'scheduled', 'published')"
)

// WorkItems returns the deliverables that a query over deliverables d and their
// launches l selects: rest is what follows its joins. They have no problems yet;
// see Diagnose. The caller checks the permission.
func (s *Store) WorkItems(ctx context.Context, rest string, args ...any) ([]WorkItem, error) {
	rows, err := s.db.Read(ctx).Raw("SELECT l.slug, l.name, l.launch_on, l.zone, "+itemColumns+itemFrom+
		"JOIN launches l ON l.id = d.launch_id "+rest, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	now := s.db.Now()
	var out []WorkItem
	for rows.Next() {
		var w WorkItem
		var gone int
		if err := rows.Scan(append([]any{&w.LaunchSlug, &w.LaunchName, &w.LaunchOn, &w.Zone}, w.columns(&gone)...)...); err != nil {
			return nil, err
		}
		w.OwnerGone, w.Today = gone != 0, civil.Of(now, location(w.Zone))
		out = append(out, w)
	}
	return out, rows.Err()
}

// Diagnose fills in the problems of items that stand outside their plan: the same
// as those that the plan finds, in two queries.
func (s *Store) Diagnose(ctx context.Context, list []*WorkItem) error {
	return diagnose(s.db.Read(ctx), list)
}

func diagnose(g db.Reader, list []*WorkItem) error {
	ids, owners := make([]int64, len(list)), make([]int64, len(list))
	for i, it := range list {
		ids[i], owners[i] = it.ID, it.OwnerID
	}
	var away []people.Absence
	if err := g.Raw("SELECT user_id, first_day, last_day FROM absences WHERE user_id IN ? ORDER BY first_day", db.OrNone(owners)).Scan(&away).Error; err != nil {
		return err
	}
	var deps []struct {
		DeliverableID int64
		Title         string
		DueOn         civil.Date
		DueTime       civil.TimeOfDay
	}
	err := g.Raw(`SELECT x.deliverable_id, e.title, e.due_on, e.due_time FROM dependencies x JOIN deliverables e ON e.id = x.depends_on_id
		WHERE x.deliverable_id IN ? AND e.archived_at IS NULL AND e.status <> 'skipped' ORDER BY x.depends_on_id`, db.OrNone(ids)).Scan(&deps).Error
	if err != nil {
		return err
	}
	absent := absencesByPerson(away)
	byID := make(map[int64]*WorkItem, len(list))
	for _, it := range list {
		if it.Status.Finished() {
			continue
		}
		it.Problems = it.problems(it.Today, absent[it.OwnerID])
		byID[it.ID] = it
	}
	for _, d := range deps {
		it, on := byID[d.DeliverableID], Schedule{DueOn: d.DueOn, DueTime: d.DueTime}
		if it != nil && dueBefore(it.Schedule, on) {
			it.Problems = append(it.Problems, Problem{BeforeDependency, outOfOrder(d.Title, d.DueOn)})
		}
	}
	for _, it := range list {
		sortProblems(it.Problems)
	}
	return nil
}
