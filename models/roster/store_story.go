package roster

import (
	"tminus/models/db"
	"tminus/models/launch"
)

// Tell enters shifts and overrides as part of something else that is written: a
// history that is told afterwards. Whoever does that has asked for permission.
func Tell(tx *db.Tx, l launch.Launch, ins ...Input) error {
	for _, in := range ins {
		in, err := in.Clean()
		if err != nil {
			return err
		}
		if _, err := insert(tx, l, in); err != nil {
			return err
		}
	}
	return nil
}

// Tell leaves a handover note; see the function Tell.
func (n Note) Tell(tx *db.Tx, l launch.Launch, accepted bool) error {
	n, err := n.Clean()
	if err != nil {
		return err
	}
	n.LaunchID, n.Version, n.CreatedAt, n.UpdatedAt = l.ID, 1, tx.Now, tx.Now
	if accepted {
		n.AcceptedAt = tx.Now
	}
	return tx.DB.Create(&n).Error
}
