package runsheet

import (
	"context"
	"slices"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
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
	v := Sheet{}
	if v.Lines, v.Removed, err = allLines(g, l); err != nil {
		return v, err
	}
	return v, s.addConfirmation(ctx, l, &v)
}

// LinesIn returns the lines of a run sheet in their order, in a transaction.
func LinesIn(tx *db.Tx, l launch.Launch) ([]Line, error) { return linesOf(tx.Reader, l) }

// linesOf returns the lines of a run sheet in their order.
func linesOf(g db.Reader, l launch.Launch) ([]Line, error) {
	lines, _, err := allLines(g, l)
	return lines, err
}

// allLines returns the lines of a run sheet in their order, and the removed tasks.
func allLines(g db.Reader, l launch.Launch) (lines []Line, removed []Task, err error) {
	var all []Line
	err = g.Raw(`SELECT t.*, COALESCE(o.name, '') AS owner_name, (o.deactivated_at IS NOT NULL) AS owner_gone,
		COALESCE(f.name, '') AS fallback_name,
		(f.deactivated_at IS NOT NULL) AS fallback_gone, COALESCE(d.name, '') AS done_name FROM run_tasks t
		LEFT JOIN users o ON o.id = t.owner_id LEFT JOIN users f ON f.id = t.fallback_id LEFT JOIN users d ON d.id = t.done_by
		WHERE t.launch_id = ? ORDER BY t.start_minutes, t.id`, l.ID).Scan(&all).Error
	if err != nil {
		return nil, nil, err
	}
	for _, line := range all {
		if line.ArchivedAt.IsZero() {
			lines = append(lines, line)
		} else {
			removed = append(removed, line.Task)
		}
	}
	var away []people.Absence
	err = g.Raw(`SELECT user_id, first_day, last_day FROM absences WHERE user_id IN
		(SELECT owner_id FROM run_tasks WHERE launch_id = ? UNION SELECT fallback_id FROM run_tasks WHERE launch_id = ?) ORDER BY first_day`,
		l.ID, l.ID).Scan(&away).Error
	return judged(lines, l, away), removed, err
}

// addConfirmation adds who confirmed the sheet, and who has changed it since, or moved T away from where it was. Ticking a
// task is no change of the plan.
func (s *Store) addConfirmation(ctx context.Context, l launch.Launch, v *Sheet) error {
	by, at, err := s.confirmer.SheetConfirmation(ctx, l.ID)
	if err != nil || at.IsZero() {
		return err
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
			OR a.entity = 'run task' AND a.action NOT IN ('run task.done', 'run task.not done')) ORDER BY a.id`, l.ID, at).Scan(&changes).Error
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
	return err
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
