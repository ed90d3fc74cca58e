package feedback

import (
	"context"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Triage saves the decision about a report: its owner, symptom and outcome. It returns Invalid with
// all problems, and Conflict if the report has changed, is closed or is a duplicate.
// It returns the new version.
func (s *Store) Triage(ctx context.Context, slug string, id int64, t Triage, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := reportToChange(tx, slug, id, version)
		if err != nil {
			return err
		}
		err = r.triage(tx, t)
		next = r.Version
		return err
	})
	return next, err
}

func (r *row) triage(tx *db.Tx, t Triage) error {
	// The actor becomes the owner of a report without one.
	if t.OwnerID == 0 && t.Outcome != Undecided {
		t.OwnerID = tx.Actor.ID
	}
	return r.saveTriage(tx, t)
}

// saveTriage checks and saves a decision.
func (r *row) saveTriage(tx *db.Tx, t Triage) error {
	if err := r.checkOpen(); err != nil {
		return err
	}
	plays, _, err := playsOf(tx.Reader, r.LaunchID)
	if err != nil {
		return err
	}
	var c fault.Check
	t, err = t.Clean(plays, r.Symptom)
	if err := c.Merge(err); err != nil {
		return err
	}
	_, err = people.Able(tx.Reader, t.OwnerID, db.IDOf(r.OwnerID), "owner")
	if err := c.Merge(err); err != nil {
		return err
	}
	if err := c.Err(); err != nil {
		return err
	}
	cs, err := ownerChange(tx.Reader, nil, db.IDOf(r.OwnerID), t.OwnerID)
	if err != nil {
		return err
	}
	cs = appendChange(cs, "symptom", symptomText(plays, r.Symptom), symptomText(plays, t.Symptom))
	cs = appendChange(cs, "becomes", r.Outcome.Label(), t.Outcome.Label())
	cs = appendChange(cs, "note", r.Note, t.Note)
	if len(cs) == 0 {
		return nil
	}
	if err := r.write(tx, map[string]any{
		"owner_id": db.RefOf(t.OwnerID), "symptom": t.Symptom, "outcome": t.Outcome, "note": t.Note}); err != nil {
		return err
	}
	return r.audit(tx, "triaged", "", cs...)
}

// checkOpen returns Conflict if a report is removed, closed or a duplicate.
func (r row) checkOpen() error {
	switch {
	case !r.ArchivedAt.IsZero():
		return fault.Conflict("This report was removed meanwhile. Put it back first.")
	case r.state() == Done:
		return fault.Conflict("This report is closed. Open it again first.")
	case r.state() == Duplicate:
		return fault.Conflict("This report is a duplicate: what is decided about the other one holds for it too.")
	}
	return nil
}

func symptomText(plays []Play, key string) string {
	p, _ := findPlay(plays, key)
	return p.Symptom
}

// Take makes the actor the owner of a report. It returns Conflict if the report has changed.
// It returns the new version.
func (s *Store) Take(ctx context.Context, slug string, id int64, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := reportToChange(tx, slug, id, version)
		if err != nil {
			return err
		}
		err = r.triage(tx, Triage{OwnerID: tx.Actor.ID, Symptom: r.Symptom, Outcome: r.Outcome, Note: r.Note})
		next = r.Version
		return err
	})
	return next, err
}

// MarkDuplicate marks a report as a duplicate of another report of the launch. Its own duplicates
// become duplicates of the other report; it returns their ids. It returns Invalid if that is not
// possible, and Conflict if the report has changed, or is removed or closed.
// It also returns the new version.
func (s *Store) MarkDuplicate(ctx context.Context, slug string, id, of int64, version int) (along []int64, next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := reportToChange(tx, slug, id, version)
		if err != nil {
			return err
		}
		along, err = r.markDuplicate(tx, l, of)
		next = r.Version
		return err
	})
	return along, next, err
}

// markDuplicate marks a report as a duplicate and returns the ids of its own duplicates, which are
// moved with it.
func (r *row) markDuplicate(tx *db.Tx, l launch.Launch, of int64) (along []int64, err error) {
	if of == db.IDOf(r.DuplicateOf) {
		return nil, nil
	}
	if r.state() != Duplicate {
		if err := r.checkOpen(); err != nil {
			return nil, err
		}
	}
	o, err := r.finalOriginal(tx, l.ID, of)
	if err != nil {
		return nil, err
	}
	if err := r.write(tx, map[string]any{"duplicate_of": o.ID}); err != nil {
		return nil, err
	}
	if err := tx.Raw("SELECT id FROM feedback_reports WHERE duplicate_of = ? ORDER BY id", r.ID).Scan(&along).Error; err != nil {
		return nil, err
	}
	if err := moveDuplicates(tx, along, r.ID, o.ID); err != nil {
		return nil, err
	}
	return along, r.audit(tx, "duplicate", "", db.Change{Field: "duplicate of", New: o.Title})
}

// moveDuplicates makes duplicates of one report duplicates of another.
func moveDuplicates(tx *db.Tx, ids []int64, from, to int64) error {
	if len(ids) == 0 {
		return nil
	}
	return tx.Exec("UPDATE feedback_reports SET duplicate_of = ?, version = version + 1, updated_at = ? WHERE duplicate_of = ? AND id IN ?",
		to, tx.Now, from, ids).Error
}

// NoDuplicate reverses MarkDuplicate. along are the duplicates that were moved with the report and
// return to it. It returns Conflict if the report has changed.
func (s *Store) NoDuplicate(ctx context.Context, slug string, id int64, along []int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := reportToChange(tx, slug, id, version)
		if err != nil {
			return err
		}
		return r.unmarkDuplicate(tx, along)
	})
}

// unmarkDuplicate makes a report independent, and moves the given duplicates back to it.
func (r *row) unmarkDuplicate(tx *db.Tx, along []int64) error {
	if r.DuplicateOf == nil {
		return nil
	}
	if err := r.write(tx, map[string]any{"duplicate_of": nil}); err != nil {
		return err
	}
	if err := moveDuplicates(tx, along, *r.DuplicateOf, r.ID); err != nil {
		return err
	}
	return r.audit(tx, "no duplicate", "")
}

// finalOriginal returns the report that a duplicate of the report of duplicates in the end.
func (r row) finalOriginal(tx *db.Tx, launchID, of int64) (row, error) {
	o, err := findReport(tx.Reader, launchID, of)
	if err == nil && o.DuplicateOf != nil {
		o, err = findReport(tx.Reader, launchID, *o.DuplicateOf)
	}
	switch {
	case fault.Is(err, fault.KindNotFound), err == nil && !o.ArchivedAt.IsZero():
		return o, fault.Invalid("duplicate_of", "Choose a report of this launch.")
	case err == nil && o.ID == r.ID:
		return o, fault.Invalid("duplicate_of", "That one is a duplicate of this one already.")
	}
	return o, err
}

// Close closes a report, or reopens it if back is true. It returns Invalid if the report is
// undecided, and Conflict if it has changed. It returns the new version.
func (s *Store) Close(ctx context.Context, slug string, id int64, back bool, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := reportToChange(tx, slug, id, version)
		if err != nil || back == r.ClosedAt.IsZero() {
			next = r.Version
			return err
		}
		at, action := tx.Now, "closed"
		if back {
			at, action = db.Instant{}, "reopened"
		} else if err := r.checkOpen(); err != nil {
			return err
		} else if r.Outcome == Undecided {
			return fault.Invalid("outcome", "Choose first what it becomes: then it can be closed.")
		}
		if next, err = tx.UpdateRow("feedback_reports", id, version, map[string]any{"closed_at": at}); err != nil {
			return err
		}
		return r.audit(tx, action, "")
	})
	return next, err
}
