package service

import (
	"fmt"

	"tminus/models/db"
	"tminus/models/launch"
)

// WriteUse adds a service to a launch in the caller's transaction, for the sample organisation's
// history.
func WriteUse(tx *db.Tx, l launch.Launch, service, touches string) error {
	r, err := serviceByName(tx, service)
	if err != nil {
		return err
	}
	_, err = addUses(tx, l.ID, []int64{r.ID}, touches)
	return err
}

// WriteCheck records a check by the actor of the link of a kind, for the sample organisation's
// history.
func WriteCheck(tx *db.Tx, service string, kind LinkKind, reachable bool, note string) error {
	r, err := serviceByName(tx, service)
	if err != nil {
		return err
	}
	list, err := facts(tx.Reader, r.ID)
	if err != nil {
		return err
	}
	for _, l := range list[0].Links {
		if l.Kind == kind {
			_, err := recordCheck(tx, r, l, tx.Actor.ID, reachable, note)
			return err
		}
	}
	return fmt.Errorf("%s has no link to %s", service, kind)
}

func serviceByName(tx *db.Tx, name string) (row, error) {
	var r row
	err := tx.Where("name = ? AND archived_at IS NULL", name).Take(&r).Error
	return r, db.NotFoundAs(err, "service")
}
