package checklist

import (
	"context"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// SetByHand marks an item whose state derives from a fact as done, with a reason, until EndByHand. It returns the new
// version. It returns Invalid without a reason, and Conflict if the item changed meanwhile.
func (s *Store) SetByHand(ctx context.Context, slug string, id int64, reason string, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, c, err := itemIn(tx, slug, id)
		if err != nil {
			return err
		}
		if !c.Follows() {
			return fault.Invalid("hand_reason", "This follows from nothing. Set its state.")
		}
		if reason, err = launch.CleanHandReason(reason); err != nil {
			return err
		}
		next, err = tx.UpdateRow("checklist_items", c.ID, version, map[string]any{"state": Done, "closed_by": tx.ActorID(), "closed_at": tx.Now,
			"hand_reason": reason, "hand_by": tx.ActorID()})
		if err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "check.set by hand", Entity: "check", EntityID: c.ID, LaunchID: &l.ID, Label: c.Title, Reason: reason,
			Changes: db.AppendChange(nil, "state", c.State.Label(c.Mode), Done.Label(c.Mode))})
	})
	return next, err
}

// EndByHand makes the state of an item derive again, and returns the new version. It returns Conflict if the item
// changed meanwhile.
func (s *Store) EndByHand(ctx context.Context, slug string, id int64, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, c, err := itemIn(tx, slug, id)
		if err != nil || !c.ByHand() {
			next = c.Version
			return err
		}
		if next, err = tx.UpdateRow("checklist_items", c.ID, version, map[string]any{"hand_reason": "", "hand_by": nil}); err != nil {
			return err
		}
		return auditItem(tx, l, c.Item, "check.followed again", db.AppendChange(nil, "reason", c.HandReason, "")...)
	})
	return next, err
}

// StoreDerived closes or opens an item as its source says, and records where that comes from. It is called with the
// program as actor.
func StoreDerived(tx *db.Tx, c Item, done bool, from string) error {
	to, at := Open, any(nil)
	if done {
		to, at = Done, tx.Now
	}
	_, err := tx.UpdateRow("checklist_items", c.ID, c.Version, map[string]any{"state": to, "closed_by": nil, "closed_at": at})
	if err != nil {
		return err
	}
	return tx.Audit(db.Entry{Action: "check." + string(to), Entity: "check", EntityID: c.ID, LaunchID: &c.LaunchID, Label: c.Title,
		Reason: "From " + from, Changes: db.AppendChange(nil, "state", c.State.Label(ModeTick), to.Label(ModeTick))})
}
