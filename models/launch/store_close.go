package launch

import "tminus/models/db"

// CloseMeeting marks the deliverable of a meeting as done in the transaction that records its
// decision. It changes nothing for one that is finished or archived, or that derives its status from the
// decision. The caller checks the
// permission.
func CloseMeeting(tx *db.Tx, l Launch, id int64) error {
	var found []Deliverable
	err := tx.Where("id = ? AND launch_id = ? AND archived_at IS NULL", id, l.ID).Find(&found).Error
	if err != nil || len(found) == 0 || found[0].Status.Finished() || found[0].Follows() {
		return err
	}
	d := found[0]
	_, err = applyStatus(tx, l, d, StatusChange{To: Done.For(d.Kind)}, d.Version)
	return err
}
