package feedback

import (
	"context"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Triage decides about a report: who has it, what it shows, what it becomes.
// Returns Invalid with all that is wrong, Conflict when somebody else was faster or
// it is closed or a duplicate.
func (s *Store) Triage(ctx context.Context, slug string, id int64, t Triage, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := toChange(tx, slug, id, version)
		if err != nil {
			return err
		}
		return r.triage(tx, t)
	})
}

func (r row) triage(tx *db.Tx, t Triage) error {
	// Who decides about what nobody has sees to it.
	if t.OwnerID == 0 && t.Outcome != Undecided {
		t.OwnerID = tx.Actor.ID
	}
	return r.decide(tx, t)
}

// decide keeps what is decided about a report.
func (r row) decide(tx *db.Tx, t Triage) error {
	if err := r.undecided(); err != nil {
		return err
	}
	plays, _, err := playsOf(tx.DB, r.LaunchID)
	if err != nil {
		return err
	}
	var c fault.Check
	t, err = t.Clean(plays, r.Symptom)
	if err := c.Merge(err); err != nil {
		return err
	}
	_, err = people.Able(tx.DB, t.OwnerID, db.IDOf(r.OwnerID), "owner")
	if err := c.Merge(err); err != nil {
		return err
	}
	if err := c.Err(); err != nil {
		return err
	}
	cs, err := ownerChange(tx.DB, nil, db.IDOf(r.OwnerID), t.OwnerID)
	if err != nil {
		return err
	}
	cs = changed(cs, "symptom", symptom(plays, r.Symptom), symptom(plays, t.Symptom))
	cs = changed(cs, "becomes", r.Outcome.Label(), t.Outcome.Label())
	cs = changed(cs, "note", r.Note, t.Note)
	if len(cs) == 0 {
		return nil
	}
	if err := tx.UpdateRow("feedback_reports", r.ID, r.Version, map[string]any{
		"owner_id": db.RefOf(t.OwnerID), "symptom": t.Symptom, "outcome": t.Outcome, "note": t.Note}); err != nil {
		return err
	}
	return r.audit(tx, "triaged", "", cs...)
}

// undecided returns Conflict for a report about which nothing is decided any more.
func (r row) undecided() error {
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

func symptom(plays []Play, key string) string {
	p, _ := find(plays, key)
	return p.Symptom
}

// Take makes the actor the owner of a report. Returns Conflict when somebody else
// was faster.
func (s *Store) Take(ctx context.Context, slug string, id int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := toChange(tx, slug, id, version)
		if err != nil {
			return err
		}
		return r.triage(tx, Triage{OwnerID: tx.Actor.ID, Symptom: r.Symptom, Outcome: r.Outcome, Note: r.Note})
	})
}

// MarkDuplicate says that a report says the same as another of the launch, which
// then speaks for both. The duplicates of the one become duplicates of the other:
// their ids are returned. Returns Invalid for one that cannot be, Conflict when
// somebody else was faster or it is removed or closed.
func (s *Store) MarkDuplicate(ctx context.Context, slug string, id, of int64, version int) (along []int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := toChange(tx, slug, id, version)
		if err != nil {
			return err
		}
		along, err = r.join(tx, l, of)
		return err
	})
	return along, err
}

// join makes a report a duplicate of another, and returns which went along.
func (r row) join(tx *db.Tx, l launch.Launch, of int64) (along []int64, err error) {
	if of == db.IDOf(r.DuplicateOf) {
		return nil, nil
	}
	if r.state() != Duplicate {
		if err := r.undecided(); err != nil {
			return nil, err
		}
	}
	o, err := r.original(tx, l.ID, of)
	if err != nil {
		return nil, err
	}
	if err := tx.UpdateRow("feedback_reports", r.ID, r.Version, map[string]any{"duplicate_of": o.ID}); err != nil {
		return nil, err
	}
	if err := tx.Raw("SELECT id FROM feedback_reports WHERE duplicate_of = ? ORDER BY id", r.ID).Scan(&along).Error; err != nil {
		return nil, err
	}
	if err := bring(tx, along, r.ID, o.ID); err != nil {
		return nil, err
	}
	return along, r.audit(tx, "duplicate", "", db.Change{Field: "duplicate of", New: o.Title})
}

// bring makes duplicates of one report duplicates of another.
func bring(tx *db.Tx, ids []int64, from, to int64) error {
	if len(ids) == 0 {
		return nil
	}
	return tx.Exec("UPDATE feedback_reports SET duplicate_of = ?, version = version + 1, updated_at = ? WHERE duplicate_of = ? AND id IN ?", to, tx.Now, from, ids).Error
}

// NoDuplicate says that a report stands for itself. along are those that became
// duplicates of the other one together with it, and come back. Returns Conflict when
// somebody else was faster.
func (s *Store) NoDuplicate(ctx context.Context, slug string, id int64, along []int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := toChange(tx, slug, id, version)
		if err != nil {
			return err
		}
		return r.part(tx, along)
	})
}

// part makes a duplicate stand for itself, with those that had come along.
func (r row) part(tx *db.Tx, along []int64) error {
	if r.DuplicateOf == nil {
		return nil
	}
	if err := tx.UpdateRow("feedback_reports", r.ID, r.Version, map[string]any{"duplicate_of": nil}); err != nil {
		return err
	}
	if err := bring(tx, along, *r.DuplicateOf, r.ID); err != nil {
		return err
	}
	return r.audit(tx, "no duplicate", "")
}

// original is the report that a duplicate of of is one of in the end.
func (r row) original(tx *db.Tx, launchID, of int64) (row, error) {
	o, err := inLaunch(tx.DB, launchID, of)
	if err == nil && o.DuplicateOf != nil {
		o, err = inLaunch(tx.DB, launchID, *o.DuplicateOf)
	}
	switch {
	case fault.Is(err, fault.KindNotFound), err == nil && !o.ArchivedAt.IsZero():
		return o, fault.Invalid("duplicate_of", "Choose a report of this launch.")
	case err == nil && o.ID == r.ID:
		return o, fault.Invalid("duplicate_of", "That one is a duplicate of this one already.")
	}
	return o, err
}

// Close says that nothing is left to do about a report; with back it is open
// again. Returns Invalid while nobody has decided what it becomes, Conflict when
// somebody else was faster.
func (s *Store) Close(ctx context.Context, slug string, id int64, back bool, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := toChange(tx, slug, id, version)
		if err != nil || back == r.ClosedAt.IsZero() {
			return err
		}
		at, action := tx.Now, "closed"
		if back {
			at, action = db.Instant{}, "reopened"
		} else if err := r.undecided(); err != nil {
			return err
		} else if r.Outcome == Undecided {
			return fault.Invalid("outcome", "Choose first what it becomes: then it can be closed.")
		}
		if err := tx.UpdateRow("feedback_reports", id, version, map[string]any{"closed_at": at}); err != nil {
			return err
		}
		return r.audit(tx, action, "")
	})
}
