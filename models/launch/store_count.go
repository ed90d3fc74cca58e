package launch

import (
	"context"
	"fmt"

	"tminus/internal/civil"
)

// Count holds the numbers of a launch's items by status and problem.
type Count struct {
	Progress
	Overdue, NoOwner, OwnerGone, BeforeDependency, OwnerAbsent int
}

// ProblemTexts returns descriptions of the problems, worst first.
func (c Count) ProblemTexts() []string {
	var out []string
	add := func(n int, what string) {
		if n > 0 {
			out = append(out, fmt.Sprintf("%d %s", n, what))
		}
	}
	add(c.Blocked, "blocked")
	add(c.Overdue, "overdue")
	add(c.NoOwner+c.OwnerGone, "without owner")
	add(c.BeforeDependency, "out of order")
	add(c.OwnerAbsent, "with owner absent")
	return out
}

// flags computes the problems that diagnose finds in SQL, for many launches at once; a test
// compares the two.
const flags = `SELECT d.launch_id,
	CASE WHEN d.status IN ('done', 'skipped', 'scheduled', 'published') THEN 0 ELSE 1 END AS undone,
	CASE WHEN d.status = 'blocked' THEN 1 ELSE 0 END AS stuck,
	CASE WHEN d.status = 'not_started' THEN 0 ELSE 1 END AS begun,
	CASE WHEN d.due_on < t.today THEN 1 ELSE 0 END AS late,
	CASE WHEN d.owner_id IS NULL THEN 1 ELSE 0 END AS nobody,
	CASE WHEN o.deactivated_at IS NULL THEN 0 ELSE 1 END AS gone,
	CASE WHEN EXISTS (SELECT 1 FROM dependencies x JOIN deliverables e ON e.id = x.depends_on_id
		WHERE x.deliverable_id = d.id AND e.archived_at IS NULL AND e.status <> 'skipped'
		AND (e.due_on > d.due_on OR (e.due_on = d.due_on AND e.due_time > d.due_time))) THEN 1 ELSE 0 END AS early,
	CASE WHEN d.due_on >= t.today AND EXISTS (SELECT 1 FROM absences a
		WHERE a.user_id = d.owner_id AND d.due_on BETWEEN a.first_day AND a.last_day) THEN 1 ELSE 0 END AS away
	FROM deliverables d LEFT JOIN users o ON o.id = d.owner_id JOIN `

// Counts returns the counts of launches in one query, given the date in each launch's zone. At most
// three different dates occur at the same time, so the query stays short. The caller checks the
// permission.
func (s *Store) Counts(ctx context.Context, today map[int64]civil.Date) (map[int64]Count, error) {
	out := make(map[int64]Count, len(today))
	if len(today) == 0 {
		return out, nil
	}
	days := make(map[civil.Date][]int64)
	for id, on := range today {
		days[on] = append(days[on], id)
	}
	todays, args := "", []any{}
	for day, ids := range days {
		if todays != "" {
			todays += " UNION ALL "
		}
		todays += "SELECT id, CAST(? AS TEXT) AS today FROM launches WHERE id IN ?"
		args = append(args, day.String(), ids)
	}
	var counts []struct {
		LaunchID                                                                                            int64
		Total, Finished, Blocked, AtRisk, Doing, Overdue, NoOwner, OwnerGone, BeforeDependency, OwnerAbsent int
	}
	err := s.db.Read(ctx).Raw(`SELECT f.launch_id, COUNT(*) AS total, SUM(1 - undone) AS finished, SUM(stuck) AS blocked,
		SUM(CASE WHEN undone = 1 AND stuck = 0 AND late + nobody + gone + early + away > 0 THEN 1 ELSE 0 END) AS at_risk,
		SUM(CASE WHEN undone = 1 AND stuck = 0 AND late + nobody + gone + early + away = 0 THEN begun ELSE 0 END) AS doing,
		SUM(undone * late) AS overdue, SUM(undone * nobody) AS no_owner, SUM(undone * gone) AS owner_gone,
		SUM(undone * early) AS before_dependency, SUM(undone * away) AS owner_absent
		FROM (`+flags+`(`+todays+`) t ON t.id = d.launch_id WHERE d.archived_at IS NULL) f GROUP BY f.launch_id`, args...).Scan(&counts).Error
	for _, c := range counts {
		out[c.LaunchID] = Count{Progress: Progress{Total: c.Total, Finished: c.Finished, Blocked: c.Blocked, AtRisk: c.AtRisk, Doing: c.Doing},
			Overdue: c.Overdue, NoOwner: c.NoOwner, OwnerGone: c.OwnerGone, BeforeDependency: c.BeforeDependency, OwnerAbsent: c.OwnerAbsent}
	}
	return out, err
}
