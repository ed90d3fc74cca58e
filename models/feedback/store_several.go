package feedback

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// DoSeveral does one thing to several reports, all or none, and returns how those
// that it changed stood before. Returns Invalid with what is wrong, NotFound for one
// of another launch, Conflict, naming the report, when somebody else was faster with
// one of them.
func (s *Store) DoSeveral(ctx context.Context, slug string, picks []db.Pick, do Several) (before []Was, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, rows, err := pickedOf(tx, slug, picks, false)
		if err != nil {
			return err
		}
		if err := do.check(); err != nil {
			return err
		}
		do := do // as this may run more than once
		if do.Do == JoinThem {
			o, err := row{}.original(tx, l.ID, do.Of)
			if err != nil {
				return err
			}
			do.Of = o.ID
		}
		// Duplicates first: a report that others are duplicates of is not removed.
		slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(db.IDOf(b.DuplicateOf), db.IDOf(a.DuplicateOf)) })
		before, err = do.each(tx, l, rows)
		return err
	})
	return before, err
}

// pickedOf are the reports of a launch that were chosen, as they were shown: removed
// ones, or such as are there.
func pickedOf(tx *db.Tx, slug string, picks []db.Pick, removed bool) (l launch.Launch, rows []row, err error) {
	if l, err = toEdit(tx, slug); err != nil {
		return l, nil, err
	}
	ids, versions, err := db.Picked(picks)
	if err != nil {
		return l, nil, err
	}
	if err := tx.Where("launch_id = ? AND id IN ?", l.ID, ids).Find(&rows).Error; err != nil {
		return l, nil, err
	}
	if len(rows) < len(ids) {
		return l, nil, fault.NotFound("report in this launch")
	}
	for _, r := range rows {
		if r.Version != versions[r.ID] || removed == r.ArchivedAt.IsZero() {
			return l, nil, db.Outrun(r.Title)
		}
	}
	// As they were chosen, so that the same is done in the same order.
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(slices.Index(ids, a.ID), slices.Index(ids, b.ID)) })
	return l, rows, nil
}

func (s Several) each(tx *db.Tx, l launch.Launch, rows []row) (before []Was, err error) {
	moved := map[int64]bool{}
	for _, r := range rows {
		if moved[r.ID] {
			continue // it went along with the report that it was a duplicate of
		}
		was := Was{ID: r.ID, OwnerID: db.IDOf(r.OwnerID), Outcome: r.Outcome, Note: r.Note, Original: db.IDOf(r.DuplicateOf)}
		if was.Along, err = s.to(tx, l, r); err != nil {
			return nil, named(err, r.Title)
		}
		for _, id := range was.Along {
			moved[id] = true
		}
		after, err := inLaunch(tx.DB, l.ID, r.ID)
		if err != nil {
			return nil, err
		}
		if was.Version = after.Version; after.Version != r.Version {
			before = append(before, was)
		}
	}
	return before, nil
}

// to does it to one report, and returns which duplicates went along.
func (s Several) to(tx *db.Tx, l launch.Launch, r row) (along []int64, err error) {
	switch s.Do {
	case TakeThem:
		return nil, r.taken(tx)
	case DecideThem:
		return nil, r.decided(tx, s)
	case JoinThem:
		if r.ID == s.Of {
			return nil, nil
		}
		return r.join(tx, l, s.Of)
	}
	return nil, r.archive(tx, "removed")
}

// taken makes the actor the owner of one of several that nobody has: one of somebody
// else is taken on its own page, where it is seen whose it is.
func (r row) taken(tx *db.Tx) error {
	if owner, err := stillAble(tx, db.IDOf(r.OwnerID)); err != nil || owner != 0 {
		return err
	}
	return r.triage(tx, Triage{OwnerID: tx.Actor.ID, Symptom: r.Symptom, Outcome: r.Outcome, Note: r.Note})
}

// decided says what one of several becomes. It keeps its own note when there is none
// for all. One whose owner has left, or can change nothing any more, is the actor's.
func (r row) decided(tx *db.Tx, s Several) error {
	note := s.Note
	if strings.TrimSpace(note) == "" {
		note = r.Note
	}
	owner, err := stillAble(tx, db.IDOf(r.OwnerID))
	if err != nil {
		return err
	}
	return r.triage(tx, Triage{OwnerID: owner, Symptom: r.Symptom, Outcome: s.Outcome, Note: note})
}

// stillAble is an owner, or nobody when they have left or can change nothing any more.
func stillAble(tx *db.Tx, owner int64) (int64, error) {
	_, err := people.Able(tx.DB, owner, 0, "owner")
	if fault.Is(err, fault.KindInvalid) {
		return 0, nil
	}
	return owner, err
}

// named says of which of several reports a refusal speaks: those of a field speak of
// what was typed for all.
func named(err error, title string) error {
	fields := fault.FieldsOf(err)
	switch {
	case fault.Is(err, fault.KindConflict):
		return fault.Conflict("“%s”: %s Nothing was changed.", title, fault.MessageOf(err))
	case len(fields) == 1 && (fields[0].Name == "" || fields[0].Name == "owner"):
		return fault.Invalid("", "“%s”: %s Nothing was changed.", title, fields[0].Message)
	}
	return err
}

// PutBack undoes DoSeveral: the reports stand as they were. Returns Conflict when
// one was changed since.
func (s *Store) PutBack(ctx context.Context, slug string, did Deed, all []Was) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var picks []db.Pick
		was := make(map[int64]Was, len(all))
		for _, w := range all {
			picks = append(picks, db.Pick{ID: w.ID, Version: w.Version})
			was[w.ID] = w
		}
		l, rows, err := pickedOf(tx, slug, picks, did == RemoveThem)
		if err != nil {
			return err
		}
		// The last goes first: a duplicate comes back to what came back before it.
		for _, r := range slices.Backward(rows) {
			if err := r.putBack(tx, l, did, was[r.ID]); err != nil {
				return named(err, r.Title)
			}
		}
		return nil
	})
}

func (r row) putBack(tx *db.Tx, l launch.Launch, did Deed, w Was) error {
	switch did {
	case TakeThem, DecideThem:
		// Who had it may have left: then nobody has it, as before.
		owner, err := stillAble(tx, w.OwnerID)
		if err != nil {
			return err
		}
		return r.decide(tx, Triage{OwnerID: owner, Symptom: r.Symptom, Outcome: w.Outcome, Note: w.Note})
	case JoinThem:
		if w.Original != 0 {
			_, err := r.join(tx, l, w.Original)
			return err
		}
		return r.part(tx, w.Along)
	case RemoveThem:
		return r.archive(tx, "restored")
	}
	return fault.Invalid("", "This cannot be undone any more.")
}

// Chosen returns the reports of a launch with these ids, in the order of the list,
// and others that may speak for them, the newest first. An id of another launch is
// passed over.
func (s *Store) Chosen(ctx context.Context, l launch.Launch, ids []int64) (chosen, others []Report, err error) {
	if err := people.Allow(db.ActorOf(ctx), people.EditPlan, l.LeadID); err != nil {
		return nil, nil, err
	}
	g := s.db.Read(ctx)
	if chosen, err = reports(g, "r.launch_id = ? AND r.archived_at IS NULL AND r.id IN ?", "r.at DESC, r.id DESC", db.MaxPicks, 0, l.ID, ids[:min(len(ids), db.MaxPicks)]); err != nil {
		return nil, nil, err
	}
	others, err = reports(g, "r.launch_id = ? AND r.archived_at IS NULL AND r.duplicate_of IS NULL", "r.at DESC, r.id DESC", maxCandidates, 0, l.ID)
	return chosen, others, err
}
