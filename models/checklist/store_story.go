package checklist

import (
	"fmt"
	"strings"

	"tminus/models/db"
	"tminus/models/launch"
)

// WriteCheck sets the state of the item "list/item" in the actor's name, for the
// sample organisation.
func WriteCheck(tx *db.Tx, l launch.Launch, path string, ch Change, evidence string) error {
	list, key, _ := strings.Cut(path, "/")
	var id int64
	err := tx.Raw(`SELECT i.id FROM checklist_items i JOIN checklists c ON c.id = i.checklist_id WHERE i.launch_id = ? AND c.key = ?
		AND i.key = ?`, l.ID, list, key).Scan(&id).Error
	if err != nil {
		return err
	}
	rows, err := itemsByID(tx.Reader, l.ID, []int64{id})
	if err != nil {
		return fmt.Errorf("the item %q: %w", path, err)
	}
	was, err := setState(tx, l, rows[0], ch, rows[0].Version)
	if err != nil || evidence == "" {
		return err
	}
	_, err = tx.UpdateRow("checklist_items", id, was.Version, map[string]any{"evidence_url": evidence})
	return err
}
