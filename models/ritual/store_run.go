package ritual

import (
	"context"
	"strconv"

	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// runIn loads a run with its ritual for an actor who may edit the plan. Returns
// NotFound for a run of another launch.
func runIn(tx *db.Tx, slug string, id int64) (launch.Launch, Ritual, Run, error) {
	var r Ritual
	var n Run
	l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
	if err != nil {
		return l, r, n, err
	}
	if err := tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&n).Error; err != nil {
		return l, r, n, db.NotFoundAs(err, "run in this launch")
	}
	err = tx.Where("id = ?", n.RitualID).Take(&r).Error
	return l, r, n, err
}

// resultsOf returns the steps of a run in their order.
func resultsOf(g db.Reader, runID int64) ([]StepResult, error) {
	var rs []StepResult
	err := g.Where("run_id = ?", runID).Order("position, step_id").Find(&rs).Error
	return rs, err
}

// StartNow begins an unplanned run. key makes a form that is sent twice begin
// one. Returns Invalid when the ritual has no steps.
func (s *Store) StartNow(ctx context.Context, slug string, ritualID int64, in RunInput, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		r, err := ritualIn(tx.Reader, l, ritualID)
		if err != nil {
			return err
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		id, err = tx.Once("run "+strconv.FormatInt(r.ID, 10), key, in, func() (int64, error) { return runNow(tx, l, r, in) })
		return err
	})
	return id, err
}

func runNow(tx *db.Tx, l launch.Launch, r Ritual, in RunInput) (int64, error) {
	n := Run{LaunchID: l.ID, RitualID: r.ID, Environment: in.Environment, OwnerID: tx.ActorID(), State: RunRunning, DryRun: in.DryRun,
		StartedAt: tx.Now, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if err := tx.DB.Create(&n).Error; err != nil {
		return 0, err
	}
	if err := takeSteps(tx, n); err != nil {
		return 0, err
	}
	return n.ID, auditRun(tx, l, r, n, "run.started")
}

// takeSteps copies the present steps of the ritual into a run.
func takeSteps(tx *db.Tx, n Run) error {
	steps, err := stepsOf(tx.Reader, n.RitualID)
	if err != nil {
		return err
	}
	if len(steps) == 0 {
		return fault.Invalid("steps", "This ritual has no steps yet. Add some first.")
	}
	var rows []StepResult
	for i, st := range steps {
		rows = append(rows, StepResult{RunID: n.ID, StepID: st.ID, Title: st.Title, Weight: st.Weight, Position: i, Version: 1})
	}
	return db.InsertAll(tx, rows)
}

// StartRun begins a planned run. Returns Invalid when it was finished or
// dropped, or its ritual removed; Conflict when it was begun or changed
// meanwhile.
func (s *Store) StartRun(ctx context.Context, slug string, id int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, n, err := runIn(tx, slug, id)
		if err != nil {
			return err
		}
		switch {
		case !r.ArchivedAt.IsZero():
			return fault.Invalid("run", "The ritual “%s” was removed. Put it back to run it.", r.Name)
		case n.State == RunRunning:
			return fault.Conflict("Somebody else began this run already.")
		case n.State != RunPlanned:
			return fault.Invalid("run", "This run is %s already.", n.State)
		}
		columns := map[string]any{"state": RunRunning, "started_at": tx.Now}
		if n.OwnerID == nil {
			columns["owner_id"] = tx.ActorID()
		}
		if _, err := tx.UpdateRow("runs", n.ID, version, columns); err != nil {
			return err
		}
		if err := takeSteps(tx, n); err != nil {
			return err
		}
		return auditRun(tx, l, r, n, "run.started")
	})
}

// Note sets the outcome of a step and returns how it was before, for an undo.
// Returns Invalid when the run is not running, NotFound for a step of another
// run, Conflict when the step changed meanwhile. It also returns the new version.
func (s *Store) Note(ctx context.Context, slug string, id, step int64, in StepNote, version int) (before StepResult, next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, n, err := runIn(tx, slug, id)
		if err != nil {
			return err
		}
		if err := tx.Where("run_id = ? AND step_id = ?", n.ID, step).Take(&before).Error; err != nil {
			return db.NotFoundAs(err, "step in this run")
		}
		if err := running(n); err != nil {
			return err
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		if before.Outcome == in.Outcome && before.Note == in.Note {
			next = before.Version
			return nil
		}
		next, err = note(tx, l, r, n, before, in, version)
		return err
	})
	return before, next, err
}

func note(tx *db.Tx, l launch.Launch, r Ritual, n Run, before StepResult, in StepNote, version int) (next int, err error) {
	at := tx.Now
	by := tx.ActorID()
	if in.Outcome == StepNone {
		at, by = db.Instant{}, nil
	}
	res := tx.Raw(`UPDATE run_results SET outcome = ?, note = ?, by_id = ?, at = ?, version = version + 1
		WHERE run_id = ? AND step_id = ? AND version = ? RETURNING version`,
		in.Outcome, in.Note, by, at, n.ID, before.StepID, version).Scan(&next)
	if res.Error != nil {
		return next, res.Error
	}
	if res.RowsAffected == 0 {
		return next, fault.Changed("this step")
	}
	return next, auditRun(tx, l, r, n, "run.noted", db.Changed([3]string{before.Title, before.Outcome.Label(), in.Outcome.Label()},
		[3]string{"note", before.Note, in.Note})...)
}

// running returns Invalid unless the run is running.
func running(n Run) error {
	switch n.State {
	case RunRunning:
		return nil
	case RunPlanned:
		return fault.Invalid("run", "Begin the run first.")
	}
	return fault.Invalid("run", "This run is %s already.", n.State)
}

// FinishRun finishes a run and returns its result; see Tally.Result. Returns
// Invalid when it is not running or no step was tried, Conflict when it changed
// meanwhile. It also returns the new version.
func (s *Store) FinishRun(ctx context.Context, slug string, id int64, version int) (result RunResult, next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, n, err := runIn(tx, slug, id)
		if err != nil {
			return err
		}
		if err := running(n); err != nil {
			return err
		}
		rs, err := resultsOf(tx.Reader, n.ID)
		if err != nil {
			return err
		}
		t := TallyOf(rs)
		if t.Done() == 0 {
			return fault.Invalid("run", "Nothing was tried yet. Try a step, or drop the run and say why.")
		}
		result = t.Result()
		next, err = tx.UpdateRow("runs", n.ID, version, map[string]any{"state": RunFinished, "result": result, "finished_at": tx.Now,
			"finished_by": tx.ActorID()})
		if err != nil {
			return err
		}
		return auditRun(tx, l, r, n, "run.finished", db.Changed([3]string{"result", "", result.Label()},
			[3]string{"coverage", "", strconv.Itoa(t.Coverage()) + " %"})...)
	})
	return result, next, err
}

// DropRun drops an open run. Returns Invalid without a reason, Conflict when it
// changed meanwhile. It returns the new version.
func (s *Store) DropRun(ctx context.Context, slug string, id int64, reason string, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, n, err := runIn(tx, slug, id)
		if err != nil {
			return err
		}
		if !n.Open() {
			return fault.Invalid("reason", "This run is %s already.", n.State)
		}
		if reason, err = launch.CleanReason(reason, "Say why the run is dropped."); err != nil {
			return err
		}
		if next, err = tx.UpdateRow("runs", n.ID, version, map[string]any{"state": RunDropped, "drop_reason": reason}); err != nil {
			return err
		}
		return auditRun(tx, l, r, n, "run.dropped", db.Change{Field: "reason", New: reason})
	})
	return next, err
}

// ReopenRun undoes FinishRun and DropRun.
func (s *Store) ReopenRun(ctx context.Context, slug string, id int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, n, err := runIn(tx, slug, id)
		if err != nil {
			return err
		}
		if n.Open() {
			return fault.Invalid("run", "This run is open.")
		}
		state := RunRunning
		if n.StartedAt.IsZero() {
			state = RunPlanned
		}
		_, err = tx.UpdateRow("runs", n.ID, version, map[string]any{"state": state, "result": "", "drop_reason": "", "finished_at": db.Instant{},
			"finished_by": nil})
		if err != nil {
			return err
		}
		return auditRun(tx, l, r, n, "run.reopened", db.Changed([3]string{"state", n.State.Label(), state.Label()})...)
	})
}

// UpdateRun changes a run as a whole. Once it has begun, its environment stays.
// Returns Invalid, or Conflict when it changed meanwhile.
func (s *Store) UpdateRun(ctx context.Context, slug string, id int64, in RunInput, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, n, err := runIn(tx, slug, id)
		if err != nil {
			return err
		}
		if n.Version != version {
			return fault.Changed("this run")
		}
		if n.State != RunPlanned {
			in.Environment = n.Environment
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		names, err := people.OwnerNames(tx, in.OwnerID, n.OwnerID)
		if err != nil {
			return err
		}
		changes := db.Changed([3]string{"environment", n.Environment.Title(), in.Environment.Title()},
			[3]string{"owner", names[db.IDOf(n.OwnerID)], names[db.IDOf(in.OwnerID)]},
			[3]string{"dry run", words.YesNo(n.DryRun), words.YesNo(in.DryRun)}, [3]string{"findings", n.Findings, in.Findings})
		if len(changes) == 0 {
			return nil
		}
		_, err = tx.UpdateRow("runs", n.ID, version, map[string]any{"environment": in.Environment, "owner_id": in.OwnerID, "dry_run": in.DryRun,
			"findings": in.Findings})
		if err != nil {
			return err
		}
		return auditRun(tx, l, r, n, "run.updated", changes...)
	})
}

func auditRun(tx *db.Tx, l launch.Launch, r Ritual, n Run, action string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: action, Entity: "run", EntityID: n.ID, LaunchID: &l.ID, Label: r.Name + " on " + n.Environment.Label(),
		Changes: changes})
}
