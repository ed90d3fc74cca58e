package planimport

import (
	"context"
	"strconv"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// importedIDs returns the items that an import created and that still exist. It returns NotFound
// for an import of another launch.
func importedIDs(tx *db.Tx, l launch.Launch, id int64) ([]int64, error) {
	var batch string
	err := tx.Raw("SELECT batch FROM audit_log WHERE id = ? AND launch_id = ? AND action = ?", id, l.ID, actionImported).Scan(&batch).Error
	if err != nil {
		return nil, err
	}
	if batch == "" {
		return nil, fault.NotFound("import in this launch")
	}
	var ids []int64
	err = tx.Raw(`SELECT a.entity_id FROM audit_log a JOIN deliverables d ON d.id = a.entity_id
		WHERE a.batch = ? AND a.launch_id = ? AND a.action = ? ORDER BY a.id`, batch, l.ID, actionItem).Scan(&ids).Error
	return ids, err
}

// Undo removes the items that an import created, as one step. Items that were edited since remain,
// with the items that they depend on; kept is their number.
func (s *Store) Undo(ctx context.Context, slug string, id int64) (removed, kept int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		ids, err := importedIDs(tx, l, id)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return fault.Conflict("This import was undone already.")
		}
		untouched, err := removeUntouched(tx, l, id)
		removed, kept = untouched, len(ids)-untouched
		return err
	})
	return removed, kept, err
}

// ofImport is a query for the records of one kind that an import created.
const ofImport = `SELECT i.entity_id FROM audit_log i JOIN audit_log head ON head.batch = i.batch
	WHERE head.id = ? AND i.launch_id = head.launch_id AND i.action = ?`

// removeUntouched deletes the items that did not change since the import, and then the import's
// empty lanes. It deletes instead of archiving them, so that the launch is as before; the user
// still has the table.
func removeUntouched(tx *db.Tx, l launch.Launch, id int64) (int, error) {
	var gone []struct {
		ID    int64
		Title string
	}
	err := tx.Raw(`SELECT d.id, d.title FROM deliverables d WHERE d.launch_id = ? AND d.version = 1 AND d.id IN (`+ofImport+`)
		AND NOT EXISTS (SELECT 1 FROM comments c WHERE c.deliverable_id = d.id)
		AND NOT EXISTS (SELECT 1 FROM dependencies x JOIN deliverables w ON w.id = x.deliverable_id
			WHERE x.depends_on_id = d.id AND (w.version > 1 OR w.id NOT IN (`+ofImport+`)))
		ORDER BY d.id`, l.ID, id, actionItem, id, actionItem).Scan(&gone).Error
	if err != nil {
		return 0, err
	}
	for _, d := range gone {
		if err := tx.Exec("DELETE FROM deliverables WHERE id = ?", d.ID).Error; err != nil {
			return 0, err
		}
		err := tx.Audit(db.Entry{Action: "deliverable.import undone", Entity: "deliverable", EntityID: d.ID, LaunchID: &l.ID, Label: d.Title})
		if err != nil {
			return 0, err
		}
	}
	err = tx.Exec(`DELETE FROM lanes WHERE launch_id = ? AND id IN (`+ofImport+`)
		AND NOT EXISTS (SELECT 1 FROM deliverables d WHERE d.lane_id = lanes.id)`, l.ID, id, actionLane).Error
	if err != nil {
		return 0, err
	}
	// Allow the same form to be sent again.
	if err := tx.ForgetOnce(db.Purpose("import", l.ID), id); err != nil {
		return 0, err
	}
	return len(gone), tx.Audit(db.Entry{Action: "launch.import undone", Entity: "launch", EntityID: l.ID, LaunchID: &l.ID, Label: l.Name,
		Changes: []db.Change{{Field: "deliverables", Old: strconv.Itoa(len(gone))}}})
}
