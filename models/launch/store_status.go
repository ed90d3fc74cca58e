package launch

import (
	"context"

	"tminus/models/db"
	"tminus/models/people"
)

// findDeliverable loads a deliverable of a launch. It returns NotFound if the deliverable is in
// another launch or archived.
func findDeliverable(g db.Reader, l Launch, id int64) (Deliverable, error) {
	var d Deliverable
	err := g.Where("id = ? AND launch_id = ? AND archived_at IS NULL", id, l.ID).Take(&d).Error
	return d, db.NotFoundAs(err, "deliverable in this launch")
}

// LoadDeliverableForEdit loads a deliverable and its launch for a change of the plan. It returns Forbidden to
// people who may not edit the plan, and NotFound for a deliverable of another launch or a removed one.
func LoadDeliverableForEdit(tx *db.Tx, launchSlug string, id int64) (Launch, Deliverable, error) {
	l, err := LoadForWrite(tx, launchSlug, people.EditPlan)
	if err != nil {
		return l, Deliverable{}, err
	}
	d, err := findDeliverable(tx.Reader, l, id)
	return l, d, err
}

// SetStatus changes the status of a deliverable and returns the previous one for undo. Setting the
// present status changes nothing. It returns Invalid if the status requires a reason, and Conflict
// if another person changed the deliverable.
func (s *Store) SetStatus(ctx context.Context, slug string, id int64, ch StatusChange, version int) (before StatusChange, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, d, err := LoadDeliverableForEdit(tx, slug, id)
		if err != nil {
			return err
		}
		ch, err := ch.Clean(d.Kind)
		if err != nil {
			return err
		}
		if ch.UnblockerID != nil && *ch.UnblockerID != db.IDOf(d.UnblockerID) {
			if _, err := ablePerson(tx.Reader, *ch.UnblockerID, "unblocker"); err != nil {
				return err
			}
		}
		before = d.currentStatus()
		if before.equal(ch) && version == d.Version {
			return nil
		}
		if err := d.CheckByHand("status"); err != nil {
			return err
		}
		_, err = applyStatus(tx, l, d, ch, version)
		return err
	})
	return before, err
}

func applyStatus(tx *db.Tx, l Launch, d Deliverable, ch StatusChange, version int) (int, error) {
	next, err := tx.UpdateRow("deliverables", d.ID, version, statusColumns(tx, d, ch))
	if err != nil {
		return next, err
	}
	changes, err := statusChanges(tx, d.currentStatus(), ch)
	if err != nil {
		return next, err
	}
	return next, tx.Audit(db.Entry{Action: "deliverable.status", Entity: "deliverable", EntityID: d.ID, LaunchID: db.RefOf(l.ID),
		Label: d.Title, Changes: changes})
}

// statusColumns returns the columns of a status, including the time at which the work was finished.
// One finished status after another keeps that time.
func statusColumns(tx *db.Tx, d Deliverable, ch StatusChange) map[string]any {
	doneAt := d.DoneAt
	switch {
	case !ch.To.Finished():
		doneAt = db.Instant{}
	case !d.Status.Finished():
		doneAt = tx.Now
	}
	return map[string]any{
		"status": ch.To, "blocked_reason": ch.BlockedReason, "unblocker_id": ch.UnblockerID,
		"skip_reason": ch.SkipReason, "done_at": doneAt,
	}
}

func statusChanges(tx *db.Tx, before, after StatusChange) ([]db.Change, error) {
	cs := db.AppendChange(nil, "status", before.To.Label(), after.To.Label())
	cs = db.AppendChange(cs, "waits for", before.BlockedReason, after.BlockedReason)
	cs = db.AppendChange(cs, "left out because", before.SkipReason, after.SkipReason)
	if db.IDOf(before.UnblockerID) == db.IDOf(after.UnblockerID) {
		return cs, nil
	}
	names, err := namesOf(tx.Reader, db.IDOf(before.UnblockerID), db.IDOf(after.UnblockerID))
	return db.AppendChange(cs, "who can unblock", names[db.IDOf(before.UnblockerID)], names[db.IDOf(after.UnblockerID)]), err
}

// namesOf returns the names of people by id; the id 0 has no name.
func namesOf(g db.Reader, ids ...int64) (map[int64]string, error) {
	var us []people.User
	if err := g.Select("id, name").Where("id IN ?", ids).Find(&us).Error; err != nil {
		return nil, err
	}
	names := make(map[int64]string, len(us))
	for _, u := range us {
		names[u.ID] = u.Name
	}
	return names, nil
}
