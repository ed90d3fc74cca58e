package service

import (
	"fmt"

	"tminus/models/db"
	"tminus/models/launch"
)

// TellUse says, as part of something else that is written, that a launch
// depends on a service of that name, and what it touches of it.
func TellUse(tx *db.Tx, l launch.Launch, service, touches string) error {
	r, err := byName(tx, service)
	if err != nil {
		return err
	}
	_, err = name(tx, l.ID, []int64{r.ID}, touches)
	return err
}

// TellTry says that the actor tried the link of a service that leads to a kind.
func TellTry(tx *db.Tx, service string, kind LinkKind, reachable bool, note string) error {
	r, err := byName(tx, service)
	if err != nil {
		return err
	}
	list, err := facts(tx.DB, r.ID)
	if err != nil {
		return err
	}
	for _, l := range list[0].Links {
		if l.Kind == kind {
			_, err := try(tx, r, l, tx.Actor.ID, reachable, note)
			return err
		}
	}
	return fmt.Errorf("%s has no link to %s", service, kind)
}

func byName(tx *db.Tx, name string) (row, error) {
	var r row
	err := tx.Where("name = ? AND archived_at IS NULL", name).Take(&r).Error
	return r, db.NotFoundAs(err, "service")
}
