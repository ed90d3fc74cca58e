package launch

import (
	"context"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/people"
)

// WorkItem is an item with its launch.
type WorkItem struct {
	Item
	LaunchSlug string
	LaunchName string
	LaunchOn   civil.Date
	Zone       string
	// Today is the day in the launch's zone.
	Today civil.Date
	// Helps reports whether the person whose work this is helps with the item.
	Helps bool
}

// The conditions for open launches l and open deliverables d, in a form for which both databases
// use their indexes. The first matches the condition of the index launches_open.
const (
	OpenLaunch = "l.state NOT IN ('closed', 'cancelled')"
	OpenItem   = "d.status NOT IN ('done', 'skipped', 'scheduled', 'published')"
)

// WorkItems returns the deliverables d with launches l that a query selects; rest follows its
// joins. Their problems are not set; see Diagnose. The caller checks the permission.
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

// Diagnose sets the problems of items without their plan, in two queries. They are the same that
// Plan.Diagnose finds.
func (s *Store) Diagnose(ctx context.Context, list []*WorkItem) error {
	return diagnose(s.db.Read(ctx), list)
}

func diagnose(g db.Reader, list []*WorkItem) error {
	ids, owners := make([]int64, len(list)), make([]int64, len(list))
	for i, it := range list {
		ids[i], owners[i] = it.ID, it.OwnerID
	}
	var away []people.Absence
	if err := g.Raw("SELECT user_id, first_day, last_day FROM absences WHERE user_id IN ? ORDER BY first_day", db.OrNone(owners)).Scan(
		&away).Error; err != nil {
		return err
	}
	var deps []struct {
		DeliverableID int64
		Title         string
		DueOn         civil.Date
		DueTime       civil.TimeOfDay
	}
	err := g.Raw(`SELECT x.deliverable_id, e.title, e.due_on, e.due_time FROM dependencies x JOIN deliverables e ON e.id = x.depends_on_id
		WHERE x.deliverable_id IN ? AND e.archived_at IS NULL AND e.status <> 'skipped' ORDER BY x.depends_on_id`, db.OrNone(ids)).Scan(
		&deps).Error
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
			it.Problems = append(it.Problems, Problem{BeforeDependency, orderText(d.Title, d.DueOn)})
		}
	}
	for _, it := range list {
		sortProblems(it.Problems)
	}
	return nil
}
