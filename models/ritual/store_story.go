package ritual

import (
	"fmt"
	"time"

	"tminus/models/db"
	"tminus/models/launch"
)

// StoryRun is a run of the sample organisation. Steps that Seen does not name
// passed.
type StoryRun struct {
	Ritual string // its key
	// Day is that of the planned run; an unplanned run has none.
	Planned     bool
	Day         int
	Environment Environment
	DryRun      bool
	Findings    string
	Seen        map[int]StepNote
}

// took is the duration of a sample run.
const took = 25 * time.Minute

// WriteRun makes a run that ended now, in the actor's name, for the sample
// organisation.
func WriteRun(tx *db.Tx, l launch.Launch, t StoryRun) error {
	var r Ritual
	if err := tx.Where("launch_id = ? AND key = ?", l.ID, t.Ritual).Take(&r).Error; err != nil {
		return fmt.Errorf("the ritual %q: %w", t.Ritual, err)
	}
	n := Run{LaunchID: l.ID, RitualID: r.ID, Environment: t.Environment, OwnerID: tx.ActorID(), State: RunPlanned, Version: 1,
		CreatedAt: tx.Now, UpdatedAt: tx.Now}
	var err error
	if t.Planned {
		err = tx.Where("ritual_id = ? AND due_offset = ? AND state = 'planned'", r.ID, t.Day).Order("id").Take(&n).Error
	} else {
		err = tx.DB.Create(&n).Error
	}
	if err != nil {
		return err
	}
	if err := takeSteps(tx, n); err != nil {
		return err
	}
	rs, err := resultsOf(tx.Reader, n.ID)
	if err != nil {
		return err
	}
	for i := range rs {
		seen, ok := t.Seen[i]
		if !ok {
			seen.Outcome = StepPass
		}
		rs[i].Outcome = seen.Outcome
		rs[i].Note = seen.Note
		err := tx.Exec("UPDATE run_results SET outcome = ?, note = ?, by_id = ?, at = ?, version = version + 1 WHERE run_id = ? AND step_id = ?",
			seen.Outcome, seen.Note, tx.ActorID(), tx.Now, n.ID, rs[i].StepID).Error
		if err != nil {
			return err
		}
	}
	return told(tx, l, r, n, t, TallyOf(rs))
}

func told(tx *db.Tx, l launch.Launch, r Ritual, n Run, t StoryRun, sum Tally) error {
	_, err := tx.UpdateRow("runs", n.ID, n.Version, map[string]any{"state": RunFinished, "result": sum.Result(), "dry_run": t.DryRun,
		"findings":   t.Findings,
		"started_at": db.At(tx.Now.Add(-took)), "finished_at": tx.Now, "finished_by": tx.ActorID()})
	if err != nil {
		return err
	}
	return auditRun(tx, l, r, n, "run.finished", db.Changed([3]string{"result", "", sum.Result().Label()})...)
}

// WriteParity fills in the row of an aspect, for the sample organisation.
func WriteParity(tx *db.Tx, l launch.Launch, in ParityInput) error {
	var r ParityRow
	if err := tx.Where("launch_id = ? AND aspect = ?", l.ID, in.Aspect).Take(&r).Error; err != nil {
		return fmt.Errorf("the aspect %q: %w", in.Aspect, err)
	}
	_, err := tx.UpdateRow("parity_rows", r.ID, r.Version, map[string]any{"staging": in.Staging, "production": in.Production,
		"matters": in.Matters, "note": in.Note})
	if err != nil {
		return err
	}
	return auditParity(tx, l, r, "parity.updated", parityChanges(r, in)...)
}
