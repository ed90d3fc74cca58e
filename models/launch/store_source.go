package launch

import (
	"context"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/template"
)

// SetByHand marks a deliverable whose status derives from a fact as done, with a reason, until EndByHand. It returns
// the new version. It returns Invalid without a reason, and Conflict if the deliverable changed meanwhile.
func (s *Store) SetByHand(ctx context.Context, slug string, id int64, reason string, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, d, err := LoadDeliverableForEdit(tx, slug, id)
		if err != nil {
			return err
		}
		if !d.Follows() {
			return fault.Invalid("hand_reason", "This follows from nothing. Set its status.")
		}
		if reason, err = CleanHandReason(reason); err != nil {
			return err
		}
		ch := StatusChange{To: Done.For(d.Kind)}
		columns := statusColumns(tx, d, ch)
		columns["hand_reason"], columns["hand_by"] = reason, tx.ActorID()
		if next, err = tx.UpdateRow("deliverables", d.ID, version, columns); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "deliverable.set by hand", Entity: "deliverable", EntityID: d.ID, LaunchID: &l.ID, Label: d.Title,
			Reason: reason, Changes: db.AppendChange(nil, "status", d.Status.Label(), ch.To.Label())})
	})
	return next, err
}

// EndByHand makes the status of a deliverable derive again, and returns the new version. It returns Conflict if the
// deliverable changed meanwhile.
func (s *Store) EndByHand(ctx context.Context, slug string, id int64, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, d, err := LoadDeliverableForEdit(tx, slug, id)
		if err != nil || !d.ByHand() {
			next = d.Version
			return err
		}
		if next, err = tx.UpdateRow("deliverables", d.ID, version, map[string]any{"hand_reason": "", "hand_by": nil}); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "deliverable.followed again", Entity: "deliverable", EntityID: d.ID, LaunchID: &l.ID, Label: d.Title,
			Changes: db.AppendChange(nil, "reason", d.HandReason, "")})
	})
	return next, err
}

// Derived is a deliverable with the status that its source gives it.
type Derived struct {
	ID, LaunchID int64
	Title        string
	Kind         template.Kind
	Status       Status
	Version      int
}

// StoreDerived finishes or reopens a deliverable as its source says, and records where that comes from. It is called
// with the program as actor.
func StoreDerived(tx *db.Tx, d Derived, done bool, from string) error {
	to, at := NotStarted, any(nil)
	if done {
		to, at = Done.For(d.Kind), tx.Now
	}
	_, err := tx.UpdateRow("deliverables", d.ID, d.Version, map[string]any{"status": to, "done_at": at, "blocked_reason": "",
		"unblocker_id": nil, "skip_reason": ""})
	if err != nil {
		return err
	}
	return tx.Audit(db.Entry{Action: "deliverable.status", Entity: "deliverable", EntityID: d.ID, LaunchID: &d.LaunchID, Label: d.Title,
		Reason: "From " + from, Changes: db.AppendChange(nil, "status", d.Status.Label(), to.Label())})
}
