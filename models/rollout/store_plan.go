package rollout

import (
	"context"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Plan gives a launch a rollout with the stages of a strategy, or replaces those of one that has not started. The same strategy
// again changes nothing. A launch that was rolled back is in planning again. It returns Invalid for the field
// "strategy", and Conflict if a rollout is under way.
func (s *Store) Plan(ctx context.Context, slug string, strategy Strategy, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.LeadLaunch)
		if err != nil {
			return err
		}
		if !strategy.Known() {
			return fault.Invalid("strategy", "Choose a strategy.")
		}
		was, err := newest(tx.Reader, l.ID)
		if err != nil {
			return err
		}
		switch {
		case was == nil:
			return create(tx, l, 1, strategy, strategy.Plan())
		case was.State == Ready:
			return was.replan(tx, strategy, version)
		case was.State == RolledBack:
			if l.State == launch.RolledBack {
				if err := launch.EnterRollout(tx, l, launch.Planning, "The next rollout is planned."); err != nil {
					return err
				}
			}
			return create(tx, l, was.Number+1, strategy, strategy.Plan())
		}
		return fault.Conflict("A rollout of this launch is under way or done.")
	})
}

func create(tx *db.Tx, l launch.Launch, number int, strategy Strategy, stages []Stage) error {
	r := Rollout{LaunchID: l.ID, Number: number, Strategy: strategy, State: Ready, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if err := tx.DB.Create(&r).Error; err != nil {
		return err
	}
	if err := insertStages(tx, r.ID, stages); err != nil {
		return err
	}
	return auditPlan(tx, r, "planned", db.Changed([3]string{"strategy", "", strategy.Label()})...)
}

func insertStages(tx *db.Tx, rolloutID int64, stages []Stage) error {
	for i := range stages {
		s := &stages[i]
		s.RolloutID, s.Position, s.State, s.Version, s.UpdatedAt = rolloutID, i+1, Pending, 1, tx.Now
	}
	return db.InsertAll(tx, stages)
}

// replan replaces the stages of a rollout that has not started.
func (r *Rollout) replan(tx *db.Tx, strategy Strategy, version int) error {
	if r.Strategy == strategy {
		return nil
	}
	if _, err := tx.UpdateRow("rollouts", r.ID, version, map[string]any{"strategy": strategy}); err != nil {
		return err
	}
	if err := tx.Exec("DELETE FROM rollout_stages WHERE rollout_id = ?", r.ID).Error; err != nil {
		return err
	}
	if err := insertStages(tx, r.ID, strategy.Plan()); err != nil {
		return err
	}
	return auditPlan(tx, *r, "planned", db.Changed([3]string{"strategy", r.Strategy.Label(), strategy.Label()})...)
}

// SaveStage changes a pending stage, or adds one at the end if id is 0. It returns Invalid with every mistake, and Conflict if it has
// started or somebody else changed it.
func (s *Store) SaveStage(ctx context.Context, slug string, id int64, in StageInput, version int) error {
	now, err := in.Clean()
	if err != nil {
		return err
	}
	return s.change(ctx, slug, people.LeadLaunch, func(tx *db.Tx, _ launch.Launch, r *Rollout) error {
		was, ok := r.Stage(id)
		switch {
		case id != 0 && !ok:
			return fault.NotFound("stage of this rollout")
		case ok && was.State != Pending:
			return fault.Conflict("This stage has started. Its plan stays as it is.")
		case r.State == RolledBack || r.State == Live:
			return fault.Conflict("This rollout is over.")
		}
		after := make([]Stage, 0, len(r.Stages)+1)
		for _, st := range r.Stages {
			if st.ID == id {
				st.WantedBP = now.WantedBP
			}
			after = append(after, st)
		}
		if id == 0 {
			after = append(after, now)
		}
		if err := checkPlan(after); err != nil {
			return err
		}
		if id == 0 {
			now.RolloutID, now.Position, now.State, now.Version, now.UpdatedAt = r.ID, len(after), Pending, 1, tx.Now
			if err := tx.DB.Create(&now).Error; err != nil {
				return err
			}
			return auditPlan(tx, *r, "stage added", db.Changed([3]string{"stage", "", now.Name})...)
		}
		if _, err := tx.UpdateRow("rollout_stages", id, version, map[string]any{"name": now.Name, "audience": now.Audience,
			"wanted_bp": now.WantedBP, "hold_minutes": now.HoldMinutes, "hold_until": now.HoldUntil, "settle_minutes": now.SettleMinutes,
			"instruction": now.Instruction}); err != nil {
			return err
		}
		return auditPlan(tx, *r, "stage changed", stageChanges(was, now)...)
	})
}

func stageChanges(was, now Stage) []db.Change {
	return db.Changed([3]string{"stage", was.Name, now.Name}, [3]string{"audience", was.Audience, now.Audience},
		[3]string{"share", Percent(was.WantedBP), Percent(now.WantedBP)}, [3]string{"hold", was.HoldText(), now.HoldText()},
		[3]string{"instruction", was.Instruction, now.Instruction})
}

// RemoveStage removes a pending stage. It returns Conflict if it has started, is the only one, or somebody else changed it.
func (s *Store) RemoveStage(ctx context.Context, slug string, id int64, version int) error {
	return s.change(ctx, slug, people.LeadLaunch, func(tx *db.Tx, _ launch.Launch, r *Rollout) error {
		st, ok := r.Stage(id)
		switch {
		case !ok:
			return fault.NotFound("stage of this rollout")
		case st.State != Pending:
			return fault.Conflict("This stage has started. Its plan stays as it is.")
		case len(r.Stages) == 1:
			return fault.Conflict("A rollout needs a stage.")
		}
		if err := tx.DeleteRow("rollout_stages", id, version); err != nil {
			return err
		}
		return auditPlan(tx, *r, "stage removed", db.Changed([3]string{"stage", st.Name, ""})...)
	})
}

func auditPlan(tx *db.Tx, r Rollout, did string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: "rollout." + did, Entity: "rollout", EntityID: r.ID, LaunchID: &r.LaunchID, Label: "Rollout",
		Changes: changes})
}
