package service

import (
	"context"
	"fmt"

	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// Try records whether the actor could open a link of a service, and returns the id of the check.
// The key prevents a form that is sent twice from recording two. It returns NotFound for a link of
// another service, and Invalid for a note that is too long.
func (s *Store) Try(ctx context.Context, serviceID, linkID int64, reachable bool, note, key string) (id int64, err error) {
	note = words.OneLine(note)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := findService(tx.Reader, serviceID)
		if err != nil {
			return err
		}
		l, err := linkOf(tx.Reader, serviceID, linkID)
		if err != nil {
			return err
		}
		if err := people.Require(tx.Actor, people.EditPlan, people.Organisation); err != nil {
			return err
		}
		if runes(note) > MaxNote {
			return fault.Invalid("note", "Use at most %d characters.", MaxNote)
		}
		id, err = tx.Once(fmt.Sprintf("service check %d", linkID), key, []any{reachable, note}, func() (int64, error) {
			return recordCheck(tx, r, l, tx.Actor.ID, reachable, note)
		})
		return err
	})
	return id, err
}

func linkOf(g db.Reader, serviceID, linkID int64) (Link, error) {
	var ls []Link
	err := g.Raw("SELECT id, service_id, kind, label, url FROM service_links WHERE id = ? AND service_id = ? AND removed_at IS NULL",
		linkID, serviceID).Scan(&ls).Error
	if err == nil && len(ls) == 0 {
		return Link{}, fault.NotFound("link of this service")
	}
	if err != nil {
		return Link{}, err
	}
	return ls[0], nil
}

func recordCheck(tx *db.Tx, r row, l Link, person int64, reachable bool, note string) (id int64, err error) {
	err = tx.Raw("INSERT INTO service_checks (link_id, person_id, reachable, note, at) VALUES (?, ?, ?, ?, ?) RETURNING id", l.ID, person,
		reachable, note, tx.Now).Scan(&id).Error
	if err != nil {
		return 0, err
	}
	action := "link opened"
	if !reachable {
		action = "link not opened"
	}
	return id, r.audit(tx, action, note, db.Change{Field: "link", New: l.Name()})
}

// TakeBack withdraws a check of the actor, so that the one before it applies again. It stays in the
// history. It returns NotFound for a check of another service, and Forbidden for one of another
// person. It does nothing if the check is withdrawn already.
func (s *Store) TakeBack(ctx context.Context, serviceID, checkID int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := findService(tx.Reader, serviceID)
		if err != nil {
			return err
		}
		list, err := findChecks(tx.Reader, "c.id = ? AND k.service_id = ?", checkID, serviceID)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fault.NotFound("check of this service")
		}
		on := people.Subject{Owner: list[0].Person.ID, Name: list[0].Person.Name}
		if err := people.Require(tx.Actor, people.WithdrawCheck, on); err != nil {
			return err
		}
		res := tx.Exec("UPDATE service_checks SET taken_back_at = ? WHERE id = ? AND taken_back_at IS NULL", tx.Now, checkID)
		if res.Error != nil || res.RowsAffected == 0 {
			return res.Error
		}
		return r.audit(tx, "check taken back", "")
	})
}
