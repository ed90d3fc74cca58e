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

// DoSeveral applies an action to several reports in one transaction. It returns the previous states
// of those that it changed. It returns Invalid with all problems, NotFound for a report of another
// launch, and Conflict with the title of a report that has changed.
func (s *Store) DoSeveral(ctx context.Context, slug string, picks []db.Pick, do Several) (before []Was, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, rows, err := pickedReports(tx, slug, picks, false)
		if err != nil {
			return err
		}
		if err := do.check(); err != nil {
			return err
		}
		do := do // because the transaction may run more than once
		if do.Do == JoinThem {
			o, err := row{}.finalOriginal(tx, l.ID, do.Of)
			if err != nil {
				return err
			}
			do.Of = o.ID
		}
		// Handle duplicates first, because a report with duplicates cannot be removed.
		slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(db.IDOf(b.DuplicateOf), db.IDOf(a.DuplicateOf)) })
		before, err = do.apply(tx, l, rows)
		return err
	})
	return before, err
}

// pickedReports loads the chosen reports of a launch in their chosen versions, either removed ones
// or others.
func pickedReports(tx *db.Tx, slug string, picks []db.Pick, removed bool) (l launch.Launch, rows []row, err error) {
	if l, err = launchToEdit(tx, slug); err != nil {
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
			return l, nil, db.StaleItem(r.Title)
		}
	}
	// Keep the chosen order, so that the result does not depend on the database.
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(slices.Index(ids, a.ID), slices.Index(ids, b.ID)) })
	return l, rows, nil
}

func (s Several) apply(tx *db.Tx, l launch.Launch, rows []row) (before []Was, err error) {
	moved := map[int64]bool{}
	for _, r := range rows {
		if moved[r.ID] {
			continue // it was moved together with its original
		}
		was := Was{ID: r.ID, OwnerID: db.IDOf(r.OwnerID), Outcome: r.Outcome, Note: r.Note, Original: db.IDOf(r.DuplicateOf)}
		if was.Along, err = s.applyTo(tx, l, r); err != nil {
			return nil, withTitle(err, r.Title)
		}
		for _, id := range was.Along {
			moved[id] = true
		}
		after, err := findReport(tx.DB, l.ID, r.ID)
		if err != nil {
			return nil, err
		}
		if was.Version = after.Version; after.Version != r.Version {
			before = append(before, was)
		}
	}
	return before, nil
}

// applyTo applies the action to one report, and returns the duplicates that were moved with it.
func (s Several) applyTo(tx *db.Tx, l launch.Launch, r row) (along []int64, err error) {
	switch s.Do {
	case TakeThem:
		return nil, r.takeUnowned(tx)
	case DecideThem:
		return nil, r.decideOutcome(tx, s)
	case JoinThem:
		if r.ID == s.Of {
			return nil, nil
		}
		return r.markDuplicate(tx, l, s.Of)
	}
	return nil, r.setArchived(tx, "removed")
}

// takeUnowned makes the actor the owner if the report has no active owner. A report of another
// person must be taken on its own page, which shows the owner.
func (r row) takeUnowned(tx *db.Tx) error {
	if owner, err := activeOwner(tx, db.IDOf(r.OwnerID)); err != nil || owner != 0 {
		return err
	}
	return r.triage(tx, Triage{OwnerID: tx.Actor.ID, Symptom: r.Symptom, Outcome: r.Outcome, Note: r.Note})
}

// decideOutcome sets the outcome. The report keeps its note if the action has none. If its owner
// has left or cannot edit any more, the actor becomes the owner.
func (r row) decideOutcome(tx *db.Tx, s Several) error {
	note := s.Note
	if strings.TrimSpace(note) == "" {
		note = r.Note
	}
	owner, err := activeOwner(tx, db.IDOf(r.OwnerID))
	if err != nil {
		return err
	}
	return r.triage(tx, Triage{OwnerID: owner, Symptom: r.Symptom, Outcome: s.Outcome, Note: note})
}

// activeOwner returns owner, or 0 if they have left or cannot edit any more.
func activeOwner(tx *db.Tx, owner int64) (int64, error) {
	_, err := people.Able(tx.DB, owner, 0, "owner")
	if fault.Is(err, fault.KindInvalid) {
		return 0, nil
	}
	return owner, err
}

// withTitle adds the title of the report to an error, unless the error concerns a field of the
// form.
func withTitle(err error, title string) error {
	fields := fault.FieldsOf(err)
	switch {
	case fault.Is(err, fault.KindConflict):
		return fault.Conflict("“%s”: %s Nothing was changed.", title, fault.MessageOf(err))
	case len(fields) == 1 && (fields[0].Name == "" || fields[0].Name == "owner"):
		return fault.Invalid("", "“%s”: %s Nothing was changed.", title, fields[0].Message)
	}
	return err
}

// PutBack reverses DoSeveral. It returns Conflict if one of the reports has changed.
func (s *Store) PutBack(ctx context.Context, slug string, did Deed, all []Was) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var picks []db.Pick
		was := make(map[int64]Was, len(all))
		for _, w := range all {
			picks = append(picks, db.Pick{ID: w.ID, Version: w.Version})
			was[w.ID] = w
		}
		l, rows, err := pickedReports(tx, slug, picks, did == RemoveThem)
		if err != nil {
			return err
		}
		// Restore in reverse order, so that an original is there before its duplicates.
		for _, r := range slices.Backward(rows) {
			if err := r.restore(tx, l, did, was[r.ID]); err != nil {
				return withTitle(err, r.Title)
			}
		}
		return nil
	})
}

func (r row) restore(tx *db.Tx, l launch.Launch, did Deed, w Was) error {
	switch did {
	case TakeThem, DecideThem:
		// If the previous owner has left, the report has no owner.
		owner, err := activeOwner(tx, w.OwnerID)
		if err != nil {
			return err
		}
		return r.saveTriage(tx, Triage{OwnerID: owner, Symptom: r.Symptom, Outcome: w.Outcome, Note: w.Note})
	case JoinThem:
		if w.Original != 0 {
			_, err := r.markDuplicate(tx, l, w.Original)
			return err
		}
		return r.unmarkDuplicate(tx, w.Along)
	case RemoveThem:
		return r.setArchived(tx, "restored")
	}
	return fault.Invalid("", "This cannot be undone any more.")
}

// Chosen returns the reports of a launch with the ids, in the order of the list, and others that
// could be their original, newest first. It ignores ids of other launches.
func (s *Store) Chosen(ctx context.Context, l launch.Launch, ids []int64) (chosen, others []Report, err error) {
	if err := people.Allow(db.ActorOf(ctx), people.EditPlan, l.LeadID); err != nil {
		return nil, nil, err
	}
	g := s.db.Read(ctx)
	if chosen, err = reports(g, "r.launch_id = ? AND r.archived_at IS NULL AND r.id IN ?", "r.at DESC, r.id DESC", db.MaxPicks, 0, l.ID,
		ids[:min(len(ids), db.MaxPicks)]); err != nil {
		return nil, nil, err
	}
	others, err = reports(g, "r.launch_id = ? AND r.archived_at IS NULL AND r.duplicate_of IS NULL", "r.at DESC, r.id DESC",
		maxCandidates, 0, l.ID)
	return chosen, others, err
}
