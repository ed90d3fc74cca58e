package runsheet

import (
	"context"
	"slices"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/journal"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store keeps run sheets.
type Store struct {
	db        *db.DB
	confirmer Confirmer
}

// Confirmer knows whether a go/no-go meeting confirmed the run sheet of a launch.
type Confirmer interface {
	// SheetConfirmation returns who confirmed the run sheet at the newest meeting
	// that did, and when; zero when none did.
	SheetConfirmation(ctx context.Context, launchID int64) (by string, at db.Instant, err error)
	// GoStands reports whether a go for the launch stands.
	GoStands(g db.Reader, l launch.Launch) (bool, error)
}

// NewStore returns a store on d that asks c whether a sheet was confirmed.
func NewStore(d *db.DB, c Confirmer) *Store { return &Store{db: d, confirmer: c} }

// Get returns the run sheet of a launch. Returns NotFound.
func (s *Store) Get(ctx context.Context, slug string) (Sheet, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return Sheet{}, err
	}
	g := s.db.Read(ctx)
	v, err := s.sheet(g, l)
	if err != nil {
		return v, err
	}
	v.Confirmation, err = s.confirmation(ctx, l)
	return v, err
}

// Summary returns the number of tasks of a launch's run sheet, and whether it is confirmed. It returns NotFound.
func (s *Store) Summary(ctx context.Context, slug string) (v Summary, err error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return v, err
	}
	err = s.db.Read(ctx).Raw("SELECT COUNT(*) FROM run_tasks WHERE launch_id = ? AND archived_at IS NULL", l.ID).Scan(&v.Tasks).Error
	if err != nil {
		return v, err
	}
	v.Confirmation, err = s.confirmation(ctx, l)
	return v, err
}

// LinesIn returns the lines of a run sheet in their order, in a transaction.
func LinesIn(tx *db.Tx, l launch.Launch) ([]Line, error) {
	lines, _, err := readLines(tx.Reader, l)
	return judged(lines, l, nil, false), err
}

// linesOf returns the lines of a run sheet in their order.
func (s *Store) linesOf(g db.Reader, l launch.Launch) ([]Line, error) {
	v, err := s.sheet(g, l)
	return v.Lines, err
}

// sheet returns the run sheet of a launch without its confirmation.
func (s *Store) sheet(g db.Reader, l launch.Launch) (v Sheet, err error) {
	if v.Lines, v.Removed, err = readLines(g, l); err != nil {
		return v, err
	}
	goes := false
	if slices.ContainsFunc(v.Lines, func(k Line) bool { return k.WaitFor == WaitGo && !k.Done() }) {
		if goes, err = s.confirmer.GoStands(g, l); err != nil {
			return v, err
		}
	}
	if v.Backup, err = backupOf(g, l.ID); err != nil {
		return v, err
	}
	var away []people.Absence
	err = g.Raw(`SELECT user_id, first_day, last_day FROM absences WHERE user_id = ? OR user_id IN
		(SELECT owner_id FROM run_tasks WHERE launch_id = ? UNION SELECT fallback_id FROM run_tasks WHERE launch_id = ?
		UNION SELECT m.user_id FROM run_task_members m JOIN run_tasks t ON t.id = m.task_id WHERE t.launch_id = ?) ORDER BY first_day`,
		v.Backup.UserID, l.ID, l.ID, l.ID).Scan(&away).Error
	v.Lines = judged(v.Lines, l, away, goes)
	v.Backup.AwayOn = v.Backup.awayOn(v.Lines, l, away)
	return v, err
}

// taskRow is a row of readLines: a task with one of its members, if it has any.
type taskRow struct {
	Line
	Member Member `gorm:"embedded;embeddedPrefix:member_"`
}

// readLines returns the tasks of a run sheet with their names and members, and the removed ones.
func readLines(g db.Reader, l launch.Launch) (lines []Line, removed []Task, err error) {
	var all []taskRow
	err = g.Raw(`SELECT t.*, COALESCE(o.name, '') AS owner_name, (o.deactivated_at IS NOT NULL) AS owner_gone,
		COALESCE(f.name, '') AS fallback_name,
		(f.deactivated_at IS NOT NULL) AS fallback_gone, COALESCE(d.name, '') AS done_name,
		COALESCE(m.id, 0) AS member_id, COALESCE(m.user_id, 0) AS member_user_id, COALESCE(mu.name, 'Nobody') AS member_name,
		(mu.deactivated_at IS NOT NULL) AS member_gone, m.done_at AS member_done_at, COALESCE(md.name, '') AS member_done_name,
		COALESCE(m.version, 0) AS member_version
		FROM run_tasks t
		LEFT JOIN users o ON o.id = t.owner_id LEFT JOIN users f ON f.id = t.fallback_id LEFT JOIN users d ON d.id = t.done_by
		LEFT JOIN run_task_members m ON m.task_id = t.id LEFT JOIN users mu ON mu.id = m.user_id LEFT JOIN users md ON md.id = m.done_by
		WHERE t.launch_id = ? ORDER BY t.start_minutes, t.id, mu.name, m.id`, l.ID).Scan(&all).Error
	if err != nil {
		return nil, nil, err
	}
	for i, row := range all {
		again := i > 0 && all[i-1].ID == row.ID
		switch {
		case !row.ArchivedAt.IsZero():
			if !again {
				removed = append(removed, row.Task)
			}
			continue
		case !again:
			lines = append(lines, row.Line)
		}
		if row.Member.ID != 0 {
			last := &lines[len(lines)-1]
			last.Members = append(last.Members, row.Member)
		}
	}
	return lines, removed, nil
}

// confirmation returns who confirmed the sheet, and who has changed it since, or moved T away from where it was. Ticking a
// task is no change of the plan.
func (s *Store) confirmation(ctx context.Context, l launch.Launch) (v Confirmation, err error) {
	by, at, err := s.confirmer.SheetConfirmation(ctx, l.ID)
	if err != nil || at.IsZero() {
		return v, err
	}
	v.ConfirmedBy, v.ConfirmedAt = by, at
	type change struct {
		ActorName string
		At        db.Instant
		OldOn     civil.Date
		OldTime   civil.TimeOfDay
		OldZone   string
	}
	var changes []change
	err = s.db.Read(ctx).Raw(`SELECT a.actor_name, a.at, m.old_on, m.old_time, m.old_zone FROM audit_log a
		LEFT JOIN date_moves m ON a.action = 'launch.moved' AND m.launch_id = a.launch_id AND m.moved_at = a.at
		WHERE a.launch_id = ? AND a.at > ? AND (a.action = 'launch.moved'
			OR a.entity = 'run task' AND a.action NOT IN
				('run task.done', 'run task.not done', 'run task.ticked', 'run task.not ticked')) ORDER BY a.id`, l.ID, at).Scan(&changes).Error
	isMove := func(c change) bool { return !c.OldOn.IsZero() }
	if i := slices.IndexFunc(changes, isMove); i >= 0 {
		// T is where it was when the sheet was confirmed, so its moves since do not count.
		if c := changes[i]; (launch.Target{On: c.OldOn, Time: c.OldTime, Zone: c.OldZone}) == l.Target() {
			changes = slices.DeleteFunc(changes, isMove)
		}
	}
	if n := len(changes); n > 0 {
		v.ChangedBy, v.ChangedAt = changes[n-1].ActorName, changes[n-1].At
	}
	return v, err
}

// taskIn loads a task, removed or not, for an actor who may edit the plan.
func taskIn(tx *db.Tx, slug string, id int64) (launch.Launch, Task, error) {
	l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
	if err != nil {
		return l, Task{}, err
	}
	var t Task
	err = tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&t).Error
	return l, t, db.NotFoundAs(err, "task in this run sheet")
}

// standingTask is taskIn for a task that was not removed.
func standingTask(tx *db.Tx, slug string, id int64) (launch.Launch, Task, error) {
	l, t, err := taskIn(tx, slug, id)
	if err == nil && !t.ArchivedAt.IsZero() {
		err = fault.NotFound("task in this run sheet")
	}
	return l, t, err
}

func auditTask(tx *db.Tx, t Task, did string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: "run task." + did, Entity: "run task", EntityID: t.ID, LaunchID: &t.LaunchID, Label: t.Title,
		Changes: changes})
}

// logTick writes to the live log that a task was done, or is open again.
func logTick(tx *db.Tx, t Task, done bool) error {
	did, ref := "Done: ", "run task"
	if !done {
		did, ref = "Open again: ", "run task reopened"
	}
	return journal.Add(tx, journal.Entry{LaunchID: t.LaunchID, Kind: journal.Task, Text: did + t.Title, Ref: journal.Ref{Kind: ref, ID: t.ID}})
}
