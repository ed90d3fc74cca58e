package runsheet

import (
	"context"

	"gorm.io/gorm"

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
func LinesIn(tx *db.Tx, l launch.Launch) ([]Line, error) { return linesOf(tx.DB, l) }

// linesOf returns the lines of a run sheet in their order.
func linesOf(g *gorm.DB, l launch.Launch) ([]Line, error) {
	lines, _, err := allLines(g, l)
	return lines, err
}

// allLines returns the lines of a run sheet in their order, and the removed tasks.
func allLines(g *gorm.DB, l launch.Launch) (lines []Line, removed []Task, err error) {
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

// addConfirmation adds who confirmed the sheet, and who has changed it or moved T
// since. Ticking a task is no change of the plan.
func (s *Store) addConfirmation(ctx context.Context, l launch.Launch, v *Sheet) error {
	by, at, err := s.confirmer.SheetConfirmation(ctx, l.ID)
	if err != nil || at.IsZero() {
		return err
	}
	v.ConfirmedBy, v.ConfirmedAt = by, at
	var last struct {
		ActorName string
		At        db.Instant
	}
	err = s.db.Read(ctx).Raw(`SELECT actor_name, at FROM audit_log WHERE launch_id = ? AND at > ?
		AND (entity = 'run task' AND action NOT IN ('run task.done', 'run task.not done') OR action IN ('launch.moved', 'launch.move undone'))
		ORDER BY id DESC LIMIT 1`, l.ID, at).Scan(&last).Error
	v.ChangedBy, v.ChangedAt = last.ActorName, last.At
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
