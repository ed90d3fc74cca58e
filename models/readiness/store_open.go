package readiness

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/models/calendar"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/risk"
	"tminus/models/roster"
	"tminus/models/stakeholder"
	"tminus/models/template"
)

// Collisions reads the collisions of a launch with their acceptances; g may be a transaction.
type Collisions interface {
	ListingAt(g db.Reader, now db.Instant, l launch.Launch) (calendar.Listing, error)
}

// compute reads everything about a launch and returns its list, without using what is stored.
func (s *Store) compute(g db.Reader, l launch.Launch, now time.Time) (List, error) {
	f, err := s.openFacts(g, l, now)
	if err != nil {
		return List{}, err
	}
	return openList(f, now), nil
}

// openFacts reads what the list of one launch is computed from. A launch that is no longer ahead needs only what
// derives from records; a closed one does not change.
func (s *Store) openFacts(g db.Reader, l launch.Launch, now time.Time) (facts, error) {
	r := newReading(g, []launch.Launch{l}, now)
	f := r.of[l.ID]
	switch l.State {
	case launch.Closed, launch.Cancelled:
		return *f, nil
	}
	if l.State == launch.Launching && s.rollout != nil {
		var err error
		if f.rollout, f.rolloutPaused, err = s.rollout(g, l.ID); err != nil {
			return *f, err
		}
	}
	if !l.State.Ahead() {
		if err := r.derivations(); err != nil {
			return *f, err
		}
		return *f, r.tallies()
	}
	steps := []func() error{r.criteria, r.derivations, r.tallies, r.questions, r.guides, r.decisions, func() error {
		return readRest(g, l, f)
	}, func() error {
		listing, err := s.collisions.ListingAt(g, db.At(now), l)
		f.collisions = listing.Open()
		return err
	}}
	for _, step := range steps {
		if err := step(); err != nil {
			return *f, err
		}
	}
	return *f, nil
}

// readRest reads the sources that criteria do not read, or only in part.
func readRest(g db.Reader, l launch.Launch, f *facts) error {
	rosters, err := roster.Facts(g, l)
	if err != nil {
		return err
	}
	f.roster = rosters[l.ID]
	for _, step := range []func(db.Reader, launch.Launch, *facts) error{readRisks, readMitigations, readStakeholders, readItems, readChecks,
		readTasks, readMeeting, readAbsences} {
		if err := step(g, l, f); err != nil {
			return err
		}
	}
	return nil
}

func readRisks(g db.Reader, l launch.Launch, f *facts) error {
	all, err := risk.Facts(g, l.ID)
	f.risks = all[l.ID]
	return err
}

func readMitigations(g db.Reader, l launch.Launch, f *facts) error {
	return g.Raw("SELECT m.deliverable_id FROM risk_mitigations m JOIN risks r ON r.id = m.risk_id WHERE r.launch_id = ? ORDER BY 1", l.ID).
		Scan(&f.mitigations).Error
}

func readStakeholders(g db.Reader, l launch.Launch, f *facts) error {
	all, err := stakeholder.Facts(g, l.ID)
	f.stakeholders = all[l.ID]
	return err
}

// readItems reads the unfinished deliverables with what they depend on, in one query.
func readItems(g db.Reader, l launch.Launch, f *facts) error {
	rows, err := g.Raw(`SELECT d.id, d.title, d.kind, d.status, COALESCE(d.owner_id, 0), COALESCE(u.name, ''),
			CASE WHEN u.deactivated_at IS NULL THEN 0 ELSE 1 END, d.starts_on, d.due_on, d.blocked_reason,
			CASE WHEN d.follow_by <> '' AND d.hand_reason = '' THEN 1 ELSE 0 END, COALESCE(x.depends_on_id, 0)
		FROM deliverables d LEFT JOIN users u ON u.id = d.owner_id LEFT JOIN dependencies x ON x.deliverable_id = d.id
		WHERE d.launch_id = ? AND d.archived_at IS NULL AND `+launch.OpenItem+" ORDER BY d.position, d.id, x.depends_on_id", l.ID).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var it itemFact
		var kind template.Kind
		var gone, derived int
		var needs int64
		if err := rows.Scan(&it.ID, &it.Title, &kind, &it.Status, &it.OwnerID, &it.Owner, &gone, &it.StartsOn, &it.DueOn, &it.BlockedReason,
			&derived, &needs); err != nil {
			return err
		}
		if n := len(f.items); n > 0 && f.items[n-1].ID == it.ID {
			f.items[n-1].Needs = append(f.items[n-1].Needs, needs)
			continue
		}
		it.OwnerGone, it.Derived, it.Decision = gone != 0, derived != 0, launch.IsDecision(kind, it.Title)
		if needs != 0 {
			it.Needs = []int64{needs}
		}
		f.items = append(f.items, it)
	}
	return rows.Err()
}

// readChecks reads the items of checklists that are open or failed and do not derive their state.
func readChecks(g db.Reader, l launch.Launch, f *facts) error {
	rows, err := g.Raw(`SELECT k.id, k.checklist_id, y.name, y.mode, k.part, k.title, k.state, k.note, k.due_offset, COALESCE(k.owner_id, 0),
			COALESCE(u.name, ''), CASE WHEN u.deactivated_at IS NULL THEN 0 ELSE 1 END
		FROM checklist_items k JOIN checklists y ON y.id = k.checklist_id LEFT JOIN users u ON u.id = k.owner_id
		WHERE k.launch_id = ? AND k.archived_at IS NULL AND y.archived_at IS NULL AND k.state IN ('open', 'failed')
			AND (k.follow_by = '' OR k.hand_reason <> '')
		ORDER BY y.position, k.position, k.id`, l.ID).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var c checkFact
		var gone int
		var due sql.NullInt64
		if err := rows.Scan(&c.ID, &c.ListID, &c.List, &c.Mode, &c.Part, &c.Title, &c.State, &c.Note, &due, &c.OwnerID, &c.Owner,
			&gone); err != nil {
			return err
		}
		if c.OwnerGone = gone != 0; due.Valid {
			n := int(due.Int64)
			c.DueOffset = &n
		}
		f.checks = append(f.checks, c)
	}
	return rows.Err()
}

// readTasks reads the tasks of the run sheet that are not done, those of a group once for each member who has not ticked.
func readTasks(g db.Reader, l launch.Launch, f *facts) error {
	rows, err := g.Raw(`SELECT t.id, COALESCE(m.id, 0), t.title, t.start_minutes, COALESCE(u.id, 0), COALESCE(u.name, ''),
			CASE WHEN u.deactivated_at IS NULL THEN 0 ELSE 1 END
		FROM run_tasks t LEFT JOIN run_task_members m ON m.task_id = t.id LEFT JOIN users u ON u.id = COALESCE(m.user_id, t.owner_id)
		WHERE t.launch_id = ? AND t.archived_at IS NULL AND t.done_at IS NULL AND m.done_at IS NULL ORDER BY t.start_minutes, t.id, m.id`,
		l.ID).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var t taskFact
		var start, gone int
		if err := rows.Scan(&t.ID, &t.MemberID, &t.Title, &start, &t.OwnerID, &t.Owner, &gone); err != nil {
			return err
		}
		t.OwnerGone, t.On = gone != 0, civil.Of(l.LaunchAt.Add(time.Duration(start)*time.Minute), l.Location())
		f.tasks = append(f.tasks, t)
	}
	return rows.Err()
}

// readMeeting reads whether a go/no-go meeting is planned, and its day and time.
func readMeeting(g db.Reader, l launch.Launch, f *facts) error {
	var days []struct {
		HeldOn   civil.Date
		HeldTime civil.TimeOfDay
	}
	err := g.Raw(`SELECT COALESCE(d.due_on, m.held_on) AS held_on, CASE WHEN d.due_on IS NULL THEN m.held_time ELSE d.due_time END AS held_time
		FROM meetings m LEFT JOIN deliverables d ON d.id = m.item_id
		WHERE m.launch_id = ? AND m.state = 'planned' ORDER BY 1 LIMIT 1`, l.ID).Scan(&days).Error
	if len(days) > 0 {
		f.planned, f.plannedOn, f.plannedTime = true, days[0].HeldOn, days[0].HeldTime
	}
	return err
}

// readAbsences reads when the owners are away, and the name of the lead.
func readAbsences(g db.Reader, l launch.Launch, f *facts) error {
	ids := []int64{l.LeadID}
	for _, it := range f.items {
		ids = append(ids, it.OwnerID)
	}
	for _, c := range f.checks {
		ids = append(ids, c.OwnerID)
	}
	for _, t := range f.tasks {
		ids = append(ids, t.OwnerID)
	}
	for _, c := range f.criteria {
		ids = append(ids, db.IDOf(c.OwnerID))
	}
	for _, d := range f.derived {
		ids = append(ids, db.IDOf(d.OwnerID))
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	rows, err := g.Raw(`SELECT u.id, u.name, a.first_day, a.last_day FROM users u LEFT JOIN absences a ON a.user_id = u.id
		WHERE u.id IN ? AND (u.id = ? OR a.id IS NOT NULL) ORDER BY u.id, a.first_day`, ids, l.LeadID).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var a people.Absence
		var name string
		if err := rows.Scan(&a.UserID, &name, &a.FirstDay, &a.LastDay); err != nil {
			return err
		}
		if a.UserID == l.LeadID {
			f.leadName = name
		}
		if !a.FirstDay.IsZero() {
			f.absences = append(f.absences, a)
		}
	}
	return rows.Err()
}

// validUntil returns the time until which the facts lead to the same list: the next day in the launch's zone, or
// the next end of an acceptance, a sign-off or a run, or the next deadline of a condition.
func (f facts) validUntil(now time.Time) time.Time {
	_, until := civil.DayBounds(civil.Of(now, f.loc), f.loc)
	sooner := func(t time.Time) {
		if t.After(now) && t.Before(until) {
			until = t
		}
	}
	for _, c := range f.criteria {
		renew := time.Duration(c.RenewMinutes) * time.Minute
		if renew > 0 {
			sooner(c.SignedAt.Add(renew))
			sooner(c.tally.at.Add(renew))
		}
	}
	for _, r := range f.risks {
		sooner(r.Acceptance.Until.Time)
	}
	for _, c := range f.decision.Conditions {
		sooner(c.DueAt.Time)
	}
	if t := f.launch.LaunchAt.Time; !t.IsZero() {
		sooner(t)
	}
	return until
}

// Open returns everything that is still open before the launch can go, and its state. It uses what is stored
// while that is valid. It returns Forbidden.
func (s *Store) Open(ctx context.Context, l launch.Launch) (List, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return List{}, err
	}
	return db.Remember(ctx, listKey(l.ID), func() (List, error) { return s.read(s.db.Read(ctx), l, s.db.Now()) })
}

// listKey is the key of the list of a launch, which a request reads once.
type listKey int64
