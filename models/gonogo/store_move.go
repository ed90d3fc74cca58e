package gonogo

import (
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

var _ launch.DecisionKeeper = (*Store)(nil)

// Confirm implements launch.DecisionKeeper: it confirms the go of a launch for
// its present T, after a move, in the name of the actor. It changes nothing
// without such a go.
func (s *Store) Confirm(tx *db.Tx, l launch.Launch, reason string) (bool, error) {
	d, err := decisionOf(tx.Reader, l.ID)
	if err != nil || !d.OtherDate() {
		return false, err
	}
	if d.RolledBack {
		return false, fault.Invalid("decision", "The launch was rolled back since the go. It needs a new decision.")
	}
	err = tx.Exec("INSERT INTO decision_confirmations (decision_id, launch_on, by_id, reason, created_at) VALUES (?, ?, ?, ?, ?)",
		d.ID, l.LaunchOn, tx.Actor.ID, reason, tx.Now).Error
	if err != nil {
		return false, err
	}
	return true, tx.Audit(db.Entry{Action: "decision.confirmed", Entity: "decision", EntityID: d.ID, LaunchID: &l.ID, Label: l.Name,
		Reason: reason, Changes: []db.Change{{Field: "launch date", Old: d.ForOn.String(), New: l.LaunchOn.String()}}})
}
