package ritual

import (
	"context"
	"slices"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// RunMark is a run of the cadence as the timeline and My work show it.
type RunMark struct {
	ID          int64
	RitualID    int64
	Ritual      string
	Environment Environment
	Day         int // from T
	State       RunState
	Result      RunResult
	DryRun      bool
	OwnerID     int64
	OwnerName   string
	launchID    int64
}

// Open reports whether there is something left to do.
func (m RunMark) Open() bool { return m.State == RunPlanned || m.State == RunRunning }

// Run returns what of the run says how it is shown.
func (m RunMark) Run() Run { return Run{ID: m.ID, State: m.State, Result: m.Result, DryRun: m.DryRun} }

// PlannedRuns returns the runs of the cadences of a launch by ritual and day,
// in one query.
func (s *Store) PlannedRuns(ctx context.Context, l launch.Launch) ([]RunMark, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	return marks(s.db.Read(ctx), `n.launch_id = ? AND n.due_offset IS NOT NULL AND r.archived_at IS NULL
		ORDER BY r.position, r.id, n.due_offset, n.id`, l.ID)
}

// marks scans by hand, since the timeline is the most visited page.
func marks(g db.Reader, where string, args ...any) ([]RunMark, error) {
	rows, err := g.Raw(`SELECT n.id, r.id, r.name, n.environment, n.due_offset, n.state, n.result, n.dry_run, COALESCE(n.owner_id, 0),
		COALESCE(u.name, ''), n.launch_id
		FROM runs n JOIN rituals r ON r.id = n.ritual_id LEFT JOIN users u ON u.id = n.owner_id WHERE `+where, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []RunMark
	for rows.Next() {
		var m RunMark
		if err := rows.Scan(&m.ID, &m.RitualID, &m.Ritual, &m.Environment, &m.Day, &m.State, &m.Result, &m.DryRun, &m.OwnerID, &m.OwnerName,
			&m.launchID); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// MyRun is an open run with its launch.
type MyRun struct {
	RunMark
	LaunchSlug string
	LaunchName string
	LaunchOn   civil.Date
	DueOn      civil.Date
	// Today is the day in the launch's zone.
	Today civil.Date
}

// maxWorkRuns bounds how many runs My work shows.
const maxWorkRuns = 200

// Inbox returns the open runs of the actor up to a week from today, in launches
// that are not over, in two queries. The timeline shows later runs.
func (s *Store) Inbox(ctx context.Context) ([]MyRun, error) {
	me := db.ActorOf(ctx)
	if err := people.Require(me, people.Read, people.Organisation); err != nil {
		return nil, err
	}
	g := s.db.Read(ctx)
	ms, err := marks(g, `n.owner_id = ? AND n.state IN ('planned', 'running') AND n.due_offset IS NOT NULL AND r.archived_at IS NULL
		AND n.launch_id IN (SELECT l.id FROM launches l WHERE l.state NOT IN ('closed', 'cancelled')) ORDER BY n.due_offset, n.id`, me.ID)
	if err != nil || len(ms) == 0 {
		return nil, err
	}
	var ls []launch.Launch
	err = g.Raw(`SELECT l.id, l.slug, l.name, l.launch_on, l.zone FROM launches l
		WHERE l.id IN (SELECT launch_id FROM runs WHERE owner_id = ? AND state IN ('planned', 'running'))`, me.ID).Scan(&ls).Error
	if err != nil {
		return nil, err
	}
	of := make(map[int64]launch.Launch, len(ls))
	for _, l := range ls {
		of[l.ID] = l
	}
	var out []MyRun
	now := s.db.Now()
	for _, m := range ms {
		l := of[m.launchID]
		w := MyRun{RunMark: m, LaunchSlug: l.Slug, LaunchName: l.Name, LaunchOn: l.LaunchOn, DueOn: l.LaunchOn.AddDays(m.Day),
			Today: l.Today(now)}
		if launch.DueGroupOf(w.DueOn, w.Today) != launch.DueLater && len(out) < maxWorkRuns {
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b MyRun) int { return a.DueOn.Compare(b.DueOn) })
	return out, nil
}
