package roster

import (
	"tminus/models/db"
	"tminus/models/launch"
)

// WriteEntries adds shifts and overrides in the caller's transaction, for the sample organisation's
// history. The caller checks permission.
func WriteEntries(tx *db.Tx, l launch.Launch, ins ...Input) error {
	for _, in := range ins {
		in, err := in.Clean()
		if err != nil {
			return err
		}
		if _, err := createEntry(tx, l, in); err != nil {
			return err
		}
	}
	return nil
}

// Write adds a handover note in the caller's transaction; see WriteEntries.
func (n Note) Write(tx *db.Tx, l launch.Launch, accepted bool) error {
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
