package extension

import (
	"context"

	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// undecided loads an extension that is still to be decided, for an actor who may do
// act. Returns NotFound, Forbidden, or Conflict when it was decided or changed.
func undecided(tx *db.Tx, slug string, id int64, act people.Action, version int) (launch.Launch, Extension, error) {
	l, err := launch.LoadForWrite(tx, slug, act)
	if err != nil {
		return l, Extension{}, err
	}
	var e Extension
	if err := db.NotFoundAs(tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&e).Error, "exception in this launch"); err != nil {
		return l, e, err
	}
	if e.State != Asked {
		return l, e, fault.Conflict("This exception is %s already. You see it as it is now.", e.State)
	}
	if e.Version != version {
		return l, e, fault.Changed("this exception")
	}
	return l, e, nil
}

// Decide grants an extension, which moves the item's due date, or refuses it, and
// leaves a notice with the people whom it concerns. Returns Invalid without a
// reason, Conflict when it was decided already.
func (s *Store) Decide(ctx context.Context, slug string, id int64, grant bool, reason string, version int) (launch.DateChange, error) {
	var moved launch.DateChange
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, e, err := undecided(tx, slug, id, people.LeadLaunch, version)
		if err != nil {
			return err
		}
		moved, err = decideOn(tx, l, e, grant, reason)
		return err
	})
	return moved, err
}

func decideOn(tx *db.Tx, l launch.Launch, e Extension, grant bool, reason string) (moved launch.DateChange, err error) {
	to, wanting := Refused, "Say why not, so that who asked knows what to do."
	if grant {
		to, wanting = Granted, "Say why the launch can live with it."
	}
	if reason, err = launch.CleanReason(reason, wanting); err != nil {
		return moved, err
	}
	var item, freeze launch.Deliverable
	for id, d := range map[int64]*launch.Deliverable{e.ItemID: &item, e.FreezeID: &freeze} {
		if err := tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(d).Error; err != nil {
			return moved, db.NotFoundAs(err, "deliverable in this launch")
		}
	}
	if grant {
		if moved, err = grantTo(tx, l, e, item, freeze, reason); err != nil {
			return moved, err
		}
	}
	_, err = tx.UpdateRow("exceptions", e.ID, e.Version, map[string]any{"state": to, "decided_by": tx.ActorID(), "decided_at": tx.Now,
		"decision_reason": reason})
	if err != nil {
		return moved, err
	}
	if err := notify(tx, l, e); err != nil {
		return moved, err
	}
	return moved, auditExtension(tx, e, item.Title, string(to), reason, db.Changed([3]string{"state", string(e.State), string(to)},
		[3]string{"past", "", freeze.Title})...)
}

// grantTo moves the item. Returns Invalid when the item or the freeze changed so that
// nothing can be granted.
func grantTo(tx *db.Tx, l launch.Launch, e Extension, item, freeze launch.Deliverable, reason string) (launch.DateChange, error) {
	switch {
	case !item.ArchivedAt.IsZero():
		return launch.DateChange{}, fault.Invalid("reason", "“%s” was removed from the plan, so there is nothing to grant. Refuse it.",
			item.Title)
	case item.Status.Finished():
		return launch.DateChange{}, fault.Invalid("reason", "“%s” is finished by now, so there is nothing to grant. Refuse it.", item.Title)
	case !freeze.ArchivedAt.IsZero() || freeze.Unscheduled():
		return launch.DateChange{}, fault.Invalid("reason", "“%s” has no day any more, so nothing can go past it. Refuse it.", freeze.Title)
	}
	return launch.Postpone(tx, l, item, freeze.DueOn.AddDays(e.Days), "Exception of "+words.Plural(e.Days, "day",
		"days")+" past "+freeze.Title+": "+reason)
}

// notify leaves a notice with the people whom a decision concerns: who asked, the
// lead, the owners of the item, of the freeze and of the items that depend on it,
// and the item's reviewer; not with the person who decided.
func notify(tx *db.Tx, l launch.Launch, e Extension) error {
	return tx.Exec(`INSERT INTO exception_notices (exception_id, user_id)
		SELECT ?, u.id FROM users u WHERE u.deactivated_at IS NULL AND u.id <> ? AND u.id IN (
			SELECT asked_by FROM exceptions WHERE id = ?
			UNION SELECT lead_id FROM launches WHERE id = ?
			UNION SELECT owner_id FROM deliverables WHERE id IN (?, ?)
			UNION SELECT reviewer_id FROM deliverables WHERE id = ?
			UNION SELECT d.owner_id FROM deliverables d JOIN dependencies p ON p.deliverable_id = d.id WHERE p.depends_on_id = ?
		AND d.archived_at IS NULL)`,
		e.ID, tx.Actor.ID, e.ID, l.ID, e.ItemID, e.FreezeID, e.ItemID, e.ItemID).Error
}

// Withdraw takes back a request of the actor. Returns Forbidden to others, Conflict
// when it was decided already.
func (s *Store) Withdraw(ctx context.Context, slug string, id int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, e, err := undecided(tx, slug, id, people.EditPlan, version)
		if err != nil {
			return err
		}
		if err := people.Require(tx.Actor, people.WithdrawExtension, e.Subject()); err != nil {
			return err
		}
		if _, err := tx.UpdateRow("exceptions", e.ID, version, map[string]any{"state": Withdrawn}); err != nil {
			return err
		}
		var title string
		if err := tx.Raw("SELECT title FROM deliverables WHERE id = ?", e.ItemID).Scan(&title).Error; err != nil {
			return err
		}
		return auditExtension(tx, e, title, string(Withdrawn), "", db.Changed([3]string{"state", string(e.State), string(Withdrawn)})...)
	})
}
