package runsheet

import (
	"context"
	"strconv"

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
	if v.Lines, err = linesOf(g, l); err != nil {
		return v, err
	}
	if err := g.Where("launch_id = ? AND archived_at IS NOT NULL", l.ID).Order("start_minutes, id").Find(&v.Removed).Error; err != nil {
		return v, err
	}
	return v, s.addConfirmation(ctx, l, &v)
}

// LinesIn returns the lines of a run sheet in their order, in a transaction.
func LinesIn(tx *db.Tx, l launch.Launch) ([]Line, error) { return linesOf(tx.DB, l) }

// linesOf returns the lines of a run sheet in their order.
func linesOf(g *gorm.DB, l launch.Launch) ([]Line, error) {
	var lines []Line
	err := g.Raw(`SELECT t.*, COALESCE(o.name, '') AS owner_name, (o.deactivated_at IS NOT NULL) AS owner_gone, COALESCE(f.name, '') AS fallback_name,
		(f.deactivated_at IS NOT NULL) AS fallback_gone, COALESCE(d.name, '') AS done_name FROM run_tasks t
		LEFT JOIN users o ON o.id = t.owner_id LEFT JOIN users f ON f.id = t.fallback_id LEFT JOIN users d ON d.id = t.done_by
		WHERE t.launch_id = ? AND t.archived_at IS NULL`, l.ID).Scan(&lines).Error
	if err != nil {
		return nil, err
	}
	var away []people.Absence
	err = g.Raw(`SELECT user_id, first_day, last_day FROM absences WHERE user_id IN
		(SELECT owner_id FROM run_tasks WHERE launch_id = ? UNION SELECT fallback_id FROM run_tasks WHERE launch_id = ?) ORDER BY first_day`, l.ID, l.ID).Scan(&away).Error
	return judged(lines, l, away), err
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

// taskIn loads a line for who may change the plan, removed or not.
func taskIn(tx *db.Tx, slug string, id int64) (launch.Launch, Task, error) {
	l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
	if err != nil {
		return l, Task{}, err
	}
	var t Task
	err = tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&t).Error
	return l, t, db.NotFoundAs(err, "task in this run sheet")
}

// standingTask is runTask for a line that stands on the sheet.
func standingTask(tx *db.Tx, slug string, id int64) (launch.Launch, Task, error) {
	l, t, err := taskIn(tx, slug, id)
	if err == nil && !t.ArchivedAt.IsZero() {
		err = fault.NotFound("task in this run sheet")
	}
	return l, t, err
}

// AddTask adds a line to the run sheet. key makes a form that is sent twice
// add one. Returns Invalid with all that is wrong.
func (s *Store) AddTask(ctx context.Context, slug string, in TaskInput, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		in, start, minutes, names, err := checkTask(tx, l, in, Task{})
		if err != nil {
			return err
		}
		id, err = tx.Once("run task "+strconv.FormatInt(l.ID, 10), key, in, func() (int64, error) {
			t := Task{LaunchID: l.ID, Title: in.Title, OwnerID: in.OwnerID, FallbackID: in.FallbackID, StartMinutes: start, Minutes: minutes,
				Needs: in.Needs, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
			if err := tx.Raw("SELECT COALESCE(MAX(position), 0) + 1 FROM run_tasks WHERE launch_id = ?", l.ID).Scan(&t.Position).Error; err != nil {
				return 0, err
			}
			if err := tx.DB.Create(&t).Error; err != nil {
				return 0, err
			}
			return t.ID, auditTask(tx, t, "added", taskChanges(Task{Title: t.Title}, t, names)...)
		})
		return err
	})
	return id, err
}

// UpdateTask changes a line. Returns Invalid, or Conflict.
func (s *Store) UpdateTask(ctx context.Context, slug string, id int64, in TaskInput, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, was, err := standingTask(tx, slug, id)
		if err != nil {
			return err
		}
		if was.Version != version {
			return fault.Conflict("Somebody else changed this while you were editing it.")
		}
		in, start, minutes, names, err := checkTask(tx, l, in, was)
		if err != nil {
			return err
		}
		now := was
		now.Title, now.OwnerID, now.FallbackID, now.StartMinutes, now.Minutes, now.Needs = in.Title, in.OwnerID, in.FallbackID, start, minutes, in.Needs
		changes := taskChanges(was, now, names)
		if len(changes) == 0 {
			return nil
		}
		err = tx.UpdateRow("run_tasks", was.ID, version, map[string]any{"title": now.Title, "owner_id": now.OwnerID, "fallback_id": now.FallbackID,
			"start_minutes": start, "minutes": minutes, "needs": now.Needs})
		if err != nil {
			return err
		}
		return auditTask(tx, now, "updated", changes...)
	})
}

// checkTask is Clean with what only the database knows: the people.
func checkTask(tx *db.Tx, l launch.Launch, in TaskInput, was Task) (TaskInput, int, int, map[int64]string, error) {
	var c fault.Check
	in, start, minutes, err := in.Clean(l)
	if err := c.Merge(err); err != nil {
		return in, 0, 0, nil, err
	}
	names := make(map[int64]string)
	for field, who := range map[string][2]*int64{"owner": {in.OwnerID, was.OwnerID}, "fallback": {in.FallbackID, was.FallbackID}} {
		found, err := people.OwnerNames(tx, who[0], who[1])
		if err != nil {
			if !fault.Is(err, fault.KindInvalid) {
				return in, 0, 0, nil, err
			}
			c.Add(field, "%s", fault.FieldsOf(err)[0].Message)
		}
		for id, name := range found {
			names[id] = name
		}
	}
	return in, start, minutes, names, c.Err()
}

func taskChanges(was, now Task, names map[int64]string) []db.Change {
	start, lasts := FromT(was.StartMinutes), Duration(was.Minutes)
	if was.ID == 0 {
		start, lasts = "", ""
	}
	return db.Changed([3]string{"task", was.Title, now.Title}, [3]string{"owner", names[db.IDOf(was.OwnerID)], names[db.IDOf(now.OwnerID)]},
		[3]string{"fallback", names[db.IDOf(was.FallbackID)], names[db.IDOf(now.FallbackID)]}, [3]string{"start", start, FromT(now.StartMinutes)},
		[3]string{"duration", lasts, Duration(now.Minutes)}, [3]string{"needs", was.Needs, now.Needs})
}

func auditTask(tx *db.Tx, t Task, did string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: "run task." + did, Entity: "run task", EntityID: t.ID, LaunchID: &t.LaunchID, Label: t.Title, Changes: changes})
}

// SetDone says that a task is done now, or that it is not after all. What is
// so already is no change, so that two who press it do not quarrel.
func (s *Store) SetDone(ctx context.Context, slug string, id int64, done bool, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, t, err := standingTask(tx, slug, id)
		if err != nil || t.Done() == done {
			return err
		}
		by, at, did := tx.ActorID(), tx.Now, "done"
		if !done {
			by, at, did = nil, db.Instant{}, "not done"
		}
		if err := tx.UpdateRow("run_tasks", t.ID, version, map[string]any{"done_by": by, "done_at": at}); err != nil {
			return err
		}
		return auditTask(tx, t, did)
	})
}

// RemoveTask takes a line off the sheet, or brings it back.
func (s *Store) RemoveTask(ctx context.Context, slug string, id int64, version int, back bool) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, t, err := taskIn(tx, slug, id)
		if err != nil || t.ArchivedAt.IsZero() == back {
			return err
		}
		at, did := tx.Now, "removed"
		if back {
			at, did = db.Instant{}, "restored"
		}
		if err := tx.UpdateRow("run_tasks", t.ID, version, map[string]any{"archived_at": at}); err != nil {
			return err
		}
		return auditTask(tx, t, did)
	})
}

// MoveTask lets a line change places with the one before or after it. At
// the end of the sheet it stays where it is.
func (s *Store) MoveTask(ctx context.Context, slug string, id int64, up bool, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, t, err := standingTask(tx, slug, id)
		if err != nil {
			return err
		}
		if t.Version != version {
			return fault.Conflict("Somebody else changed this task. You see it as it is now.")
		}
		lines, err := linesOf(tx.DB, l)
		if err != nil {
			return err
		}
		for i := 0; i+1 < len(lines); i++ {
			a, b := lines[i].Task, lines[i+1].Task
			if up && b.ID == t.ID || !up && a.ID == t.ID {
				return swap(tx, a, b)
			}
		}
		return nil
	})
}

func swap(tx *db.Tx, a, b Task) error {
	startA, startB, reorder := places(a, b)
	if startA < -farthestStart || startA > farthestStart {
		return fault.Invalid("start", "“%s” would start more than three days from the launch.", a.Title)
	}
	orderA, orderB := a.Position, b.Position
	if reorder {
		orderA, orderB = max(a.Position, b.Position), min(a.Position, b.Position)
		if orderA == orderB {
			orderA++
		}
	}
	for _, to := range []struct {
		Task
		start, order int
	}{{a, startA, orderA}, {b, startB, orderB}} {
		if err := tx.UpdateRow("run_tasks", to.ID, to.Version, map[string]any{"start_minutes": to.start, "position": to.order}); err != nil {
			return err
		}
		err := auditTask(tx, to.Task, "moved", db.Changed([3]string{"start", FromT(to.StartMinutes), FromT(to.start)},
			[3]string{"place", strconv.Itoa(to.Position), strconv.Itoa(to.order)})...)
		if err != nil {
			return err
		}
	}
	return nil
}

// Shift lets a line, and all after it that are not done, start so many
// minutes later, or earlier. It returns how many lines moved.
func (s *Store) Shift(ctx context.Context, slug string, id int64, minutes, version int) (n int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, t, err := standingTask(tx, slug, id)
		if err != nil {
			return err
		}
		if minutes == 0 || minutes > longestShift || minutes < -longestShift {
			return fault.Invalid("minutes", "Enter whole minutes, up to %d, like 15 or -15.", longestShift)
		}
		if t.Version != version {
			return fault.Conflict("Somebody else changed this task. You see it as it is now.")
		}
		lines, err := linesOf(tx.DB, l)
		if err != nil {
			return err
		}
		n = 0
		reached := false
		var changes []db.Change
		for _, k := range lines {
			if reached = reached || k.ID == id; !reached || k.Done() {
				continue
			}
			start := k.StartMinutes + minutes
			if start < -farthestStart || start > farthestStart {
				return fault.Invalid("minutes", "“%s” would start more than three days from the launch.", k.Title)
			}
			if err := tx.UpdateRow("run_tasks", k.ID, k.Version, map[string]any{"start_minutes": start}); err != nil {
				return err
			}
			changes = append(changes, db.Change{Field: "start of " + k.Title, Old: FromT(k.StartMinutes), New: FromT(start)})
			n++
		}
		if n == 0 {
			return nil
		}
		return auditTask(tx, t, "shifted", changes...)
	})
	return n, err
}
