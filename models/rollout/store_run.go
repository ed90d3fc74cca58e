package rollout

import (
	"context"
	"fmt"
	"strings"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

// HoldText returns the hold of a stage: "120 clean minutes", "60 clean minutes, until 18:00".
func (s Stage) HoldText() string {
	text := fmt.Sprintf("%d clean min", s.HoldMinutes)
	if !s.HoldUntil.IsZero() {
		text += ", until " + s.HoldUntil.String()
	}
	return text
}

// Start starts the first stage of a rollout, and the launch is launching. Before T minus 15 minutes it needs a reason. It returns
// Invalid for the fields "state" (no go stands) and "reason", and Conflict if somebody else changed the rollout.
func (s *Store) Start(ctx context.Context, slug, reason string, version int) error {
	return s.change(ctx, slug, people.LeadLaunch, func(tx *db.Tx, l launch.Launch, r *Rollout) error {
		switch {
		case r.State != Ready:
			return fault.Conflict("The rollout has started already.")
		case r.Version != version:
			return fault.Changed("the rollout")
		case len(r.Stages) == 0:
			return fault.Invalid("state", "Add a stage first.")
		}
		if err := s.gate.MayLaunch(tx, l.ID); err != nil {
			return err
		}
		var seen []string
		if tx.Now.Before(StartsAt(l)) {
			if err := needReason(reason, "T is "+l.When()+". Say why it starts earlier."); err != nil {
				return err
			}
			seen = append(seen, "Started before T minus 15 minutes")
		}
		if err := launch.EnterRollout(tx, l, launch.Launching, reason); err != nil {
			return err
		}
		first := r.Stages[0]
		if err := begin(tx, first); err != nil {
			return err
		}
		return r.decide(tx, KindStart, &first.ID, reason, seen, map[string]any{"state": Running, "stage_id": first.ID, "started_at": tx.Now})
	})
}

// needReason returns Invalid for the field "reason" unless there is one.
func needReason(reason, why string) error {
	if len([]rune(strings.TrimSpace(reason))) < minReason {
		return fault.Invalid("reason", "%s At least %d characters.", why, minReason)
	}
	if len([]rune(reason)) > launch.MaxReason {
		return fault.Invalid("reason", "Use at most %d characters.", launch.MaxReason)
	}
	return nil
}

// begin makes a stage the running one, which waits for its confirmation.
func begin(tx *db.Tx, s Stage) error {
	_, err := tx.UpdateRow("rollout_stages", s.ID, s.Version, map[string]any{"state": StageRunning, "started_at": tx.Now,
		"confirmed_at": db.Instant{}, "confirmed_by": nil, "actual_bp": 0, "passed_at": db.Instant{}})
	return err
}

// current returns the current stage if it is the one that the page showed, or Conflict.
func (r *Rollout) current(stageID int64, version int) (Stage, error) {
	st, ok := r.Current()
	if !ok || st.ID != stageID || version != 0 && st.Version != version {
		return st, fault.Conflict("The rollout has gone on meanwhile: it is %s now. Look at the page again.", strings.ToLower(r.describe()))
	}
	return st, nil
}

// describe returns the state of the rollout in a few words.
func (r *Rollout) describe() string {
	if label := r.Label(); label != "" {
		return label
	}
	return string(r.State)
}

// Confirm records which share is on, in percent, as somebody saw it. Another one than wanted keeps the gate shut. It returns Invalid
// for the field "percent", and Conflict if the rollout has gone on.
func (s *Store) Confirm(ctx context.Context, slug string, stageID int64, percent string, version int) error {
	return s.change(ctx, slug, people.EditPlan, func(tx *db.Tx, _ launch.Launch, r *Rollout) error {
		st, err := r.current(stageID, version)
		if err != nil {
			return err
		}
		bp, err := ParsePercent(percent)
		if err != nil {
			return err
		}
		columns := map[string]any{"state": Holding, "actual_bp": bp, "confirmed_by": tx.ActorID()}
		if st.ConfirmedAt.IsZero() || st.ActualBP != bp {
			columns["confirmed_at"] = tx.Now
		}
		if _, err := tx.UpdateRow("rollout_stages", st.ID, st.Version, columns); err != nil {
			return err
		}
		return r.decide(tx, KindConfirm, &st.ID, "", []string{Percent(bp) + " is on"}, nil)
	})
}

// Advance passes the current stage and starts the next one; after the last one the launch is live. If its gate is shut, that is
// early and needs a reason. It returns Invalid for the field "reason", and Conflict if the rollout has gone on.
func (s *Store) Advance(ctx context.Context, slug string, stageID int64, reason string, version int) error {
	return s.change(ctx, slug, people.LeadLaunch, func(tx *db.Tx, l launch.Launch, r *Rollout) error {
		st, err := r.current(stageID, version)
		if err != nil {
			return err
		}
		if r.State == Paused {
			return fault.Conflict("The rollout is paused. Resume it first.")
		}
		gate := r.GateOf(st, tx.Now.Time, l.Location())
		kind := KindAdvance
		if !gate.Open() {
			if err := needReason(reason, "The stage is not through: "+strings.Join(gate.Missing, "; ")+". Say why it goes on."); err != nil {
				return err
			}
			kind = KindEarly
		}
		columns := map[string]any{"state": Passed, "passed_at": tx.Now}
		if st.State != Holding {
			columns["actual_bp"] = st.WantedBP
		}
		if _, err := tx.UpdateRow("rollout_stages", st.ID, st.Version, columns); err != nil {
			return err
		}
		seen := append([]string{gate.Progress()}, gate.Missing...)
		next, ok := r.Next(st)
		if !ok {
			if err := launch.EnterRollout(tx, l, launch.Live, reason); err != nil {
				return err
			}
			if kind == KindAdvance {
				kind = KindLive
			}
			return r.decide(tx, kind, &st.ID, reason, seen, map[string]any{"state": Live, "ended_at": tx.Now, "stage_id": nil})
		}
		if err := begin(tx, next); err != nil {
			return err
		}
		return r.decide(tx, kind, &st.ID, reason, seen, map[string]any{"stage_id": next.ID})
	})
}

// Pause stops the clock of the current stage; its share stays. Every member may do it, whatever the page showed; pausing twice
// changes nothing. It returns Conflict if no rollout is under way.
func (s *Store) Pause(ctx context.Context, slug, reason string) error {
	return s.change(ctx, slug, people.EditPlan, func(tx *db.Tx, _ launch.Launch, r *Rollout) error {
		switch r.State {
		case Paused:
			return nil
		case Running:
			return r.decide(tx, KindPause, r.StageID, reason, nil, map[string]any{"state": Paused})
		}
		return fault.Conflict("No rollout is under way.")
	})
}

// Resume ends a pause. It returns Conflict if the rollout is not paused.
func (s *Store) Resume(ctx context.Context, slug string, version int) error {
	return s.change(ctx, slug, people.LeadLaunch, func(tx *db.Tx, _ launch.Launch, r *Rollout) error {
		if r.State != Paused || r.Version != version {
			return fault.Conflict("The rollout has gone on meanwhile: it is %s now. Look at the page again.", strings.ToLower(r.describe()))
		}
		return r.decide(tx, KindResume, r.StageID, "", nil, map[string]any{"state": Running})
	})
}

// Lower goes back to the share of the stage before, which holds again. It returns Conflict for the first stage, and if the rollout
// has gone on.
func (s *Store) Lower(ctx context.Context, slug string, stageID int64, reason string, version int) error {
	return s.change(ctx, slug, people.LeadLaunch, func(tx *db.Tx, _ launch.Launch, r *Rollout) error {
		st, err := r.current(stageID, version)
		if err != nil {
			return err
		}
		before := -1
		for i, o := range r.Stages {
			if o.ID == st.ID {
				before = i - 1
			}
		}
		if before < 0 {
			return fault.Conflict("This is the first stage. Roll back instead.")
		}
		if _, err := tx.UpdateRow("rollout_stages", st.ID, st.Version, map[string]any{"state": Pending, "started_at": db.Instant{},
			"confirmed_at": db.Instant{}, "confirmed_by": nil, "actual_bp": 0}); err != nil {
			return err
		}
		to := r.Stages[before]
		if err := begin(tx, to); err != nil {
			return err
		}
		return r.decide(tx, KindLower, &st.ID, reason, []string{"Back to " + Percent(to.WantedBP)}, map[string]any{"stage_id": to.ID})
	})
}

// RollBack turns the launch off for everyone: the rollout ends, the launch is rolled back, and its follow-ups are created with
// owners. Every member may do it, whatever the page showed; a second press changes nothing. It returns Conflict if there is nothing
// to roll back.
func (s *Store) RollBack(ctx context.Context, slug, reason string) error {
	return s.change(ctx, slug, people.EditPlan, func(tx *db.Tx, l launch.Launch, r *Rollout) error {
		switch {
		case r.State == RolledBack:
			return nil
		case !r.State.Under() && r.State != Live:
			return fault.Conflict("No rollout is under way.")
		case len([]rune(reason)) > launch.MaxReason:
			return fault.Invalid("reason", "Use at most %d characters.", launch.MaxReason)
		}
		if st, ok := r.Current(); ok {
			if _, err := tx.UpdateRow("rollout_stages", st.ID, st.Version, map[string]any{"state": StageReverted}); err != nil {
				return err
			}
		}
		had := "No share was confirmed"
		if bp := r.ActualBP(); bp > 0 {
			had = Percent(bp) + " had it"
		}
		err := r.decide(tx, KindRollBack, r.StageID, reason, []string{had},
			map[string]any{"state": RolledBack, "ended_at": tx.Now, "stage_id": nil})
		if err != nil {
			return err
		}
		if err := launch.EnterRollout(tx, l, launch.RolledBack, reason); err != nil {
			return err
		}
		return followUps(tx, l)
	})
}

// followUps creates what follows a rollback (domain.md §10), owned by the lead, due today and tomorrow.
func followUps(tx *db.Tx, l launch.Launch) error {
	var lane int64
	if err := tx.Raw("SELECT COALESCE(MIN(id), 0) FROM lanes WHERE launch_id = ?", l.ID).Scan(&lane).Error; err != nil {
		return err
	}
	today := civil.Of(tx.Now.Time, l.Location())
	for i, title := range []string{"Tell the team that it is rolled back", "Investigate why it was rolled back", "Fix it and launch again"} {
		due := today.AddDays(min(i, 1))
		in := launch.DeliverableInput{Title: title, LaneID: lane, Kind: template.KindEngineering, OwnerID: &l.LeadID,
			Schedule: launch.Schedule{Anchor: template.Pinned, StartsOn: today, DueOn: due}}
		if _, err := launch.AddFollowUp(tx, l, in); err != nil {
			return err
		}
	}
	return nil
}

// ConfirmOff records that a rolled back launch is off for everyone, as somebody saw it. Doing it twice changes nothing.
func (s *Store) ConfirmOff(ctx context.Context, slug string) error {
	return s.change(ctx, slug, people.EditPlan, func(tx *db.Tx, _ launch.Launch, r *Rollout) error {
		switch {
		case r.State != RolledBack:
			return fault.Conflict("The rollout is not rolled back.")
		case !r.OffAt.IsZero():
			return nil
		}
		return r.decide(tx, KindOff, nil, "", nil, map[string]any{"off_at": tx.Now})
	})
}
