package calendar

import (
	"context"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// maxAcceptances is the maximum number of acceptances on a page.
const maxAcceptances = 500

// acceptances returns the acceptances of a launch, latest first.
func acceptances(g *gorm.DB, launchID int64) ([]Acceptance, error) {
	var out []Acceptance
	err := g.Table("collision_acceptances a").Select("a.*, u.name AS by_name, COALESCE(e.name, '') AS ended_name").
		Joins("JOIN users u ON u.id = a.by_id").Joins("LEFT JOIN users e ON e.id = a.ended_by").
		Where("a.launch_id = ?", launchID).Order("CASE WHEN a.ended_at IS NULL THEN 0 ELSE 1 END, a.id DESC").Limit(
		maxAcceptances).Scan(&out).Error
	return out, err
}

// launchForLead loads a launch. It returns NotFound, or Forbidden unless the actor may lead it.
func launchForLead(tx *db.Tx, slug string) (launch.Launch, error) {
	var l launch.Launch
	if err := db.NotFoundAs(tx.Where("slug = ?", slug).Take(&l).Error, "launch"); err != nil {
		return l, err
	}
	return l, people.Allow(tx.Actor, people.LeadLaunch, l.LeadID)
}

// Accept accepts a collision of a launch for the given dates. It returns Forbidden unless the actor
// is the lead or an administrator, Invalid without a reason, and Conflict if the collision no
// longer exists, has other dates now or is already accepted. once identifies the submission of the
// form.
func (s *Store) Accept(ctx context.Context, slug, key, dates, reason, once string) (Acceptance, error) {
	var a Acceptance
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launchForLead(tx, slug)
		if err != nil {
			return err
		}
		if reason, err = cleanReason(reason); err != nil {
			return err
		}
		id, err := tx.Once("collision", once, []string{slug, key, dates, reason}, func() (int64, error) {
			return s.accept(tx, l, key, dates, reason)
		})
		if err != nil {
			return err
		}
		return tx.Where("id = ?", id).Take(&a).Error
	})
	return a, err
}

func (s *Store) accept(tx *db.Tx, l launch.Launch, key, dates, reason string) (int64, error) {
	all, err := s.listingIn(tx, l)
	if err != nil {
		return 0, err
	}
	row, ok := all.Find(key)
	switch {
	case !ok:
		return 0, fault.Conflict("This collision is not there any more: there is nothing left to accept.")
	case row.Dates != dates:
		return 0, fault.Conflict("The dates have changed since you looked: %s. %s.", row.What, row.Text)
	case row.Accepted != nil:
		return 0, fault.Conflict("%s has accepted this collision meanwhile: %s", row.Accepted.ByName, row.Accepted.Reason)
	}
	return createAcceptance(tx, l, row, reason)
}

// createAcceptance accepts a collision. It ends an acceptance for other dates.
func createAcceptance(tx *db.Tx, l launch.Launch, row Listed, reason string) (int64, error) {
	if row.Lapsed != nil {
		if err := endAcceptance(tx, *row.Lapsed, row.Lapsed.Version, "Accepted anew for other dates."); err != nil {
			return 0, err
		}
	}
	a := Acceptance{LaunchID: l.ID, Key: row.Key, Dates: row.Dates, Label: row.What, Text: row.Text, Reason: reason,
		ByID: actorOrLead(tx, l.LeadID), At: tx.Now}
	id, err := insertAcceptance(tx, a)
	if err != nil {
		return 0, err
	}
	return id, tx.Audit(db.Entry{Action: "collision.accepted", Entity: "collision", EntityID: id, LaunchID: &l.ID, Label: row.What,
		Reason:  reason,
		Changes: []db.Change{{Field: "collision", New: row.Text}}})
}

var _ launch.CollisionAccepter = (*Store)(nil)

// AcceptShown accepts several collisions of a launch in the caller's transaction, given by key with
// the dates that were shown, and returns how many it accepted. It skips those that have changed or
// are accepted already. The caller checks permission. It returns Invalid without a reason.
func (s *Store) AcceptShown(tx *db.Tx, l launch.Launch, shown map[string]string, reason string) (int, error) {
	reason, err := cleanReason(reason)
	if err != nil {
		return 0, err
	}
	all, err := s.listingIn(tx, l)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, r := range all.Open() {
		if dates, ok := shown[r.Key]; !ok || dates != r.Dates {
			continue
		}
		if _, err := createAcceptance(tx, l, r, reason); err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

func insertAcceptance(tx *db.Tx, a Acceptance) (int64, error) {
	var id int64
	err := tx.Raw(`INSERT INTO collision_acceptances (launch_id, key, dates, label, text, reason, by_id, at, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, a.LaunchID, a.Key, a.Dates, a.Label, a.Text, a.Reason, a.ByID, a.At, a.At,
		a.At).Scan(&id).Error
	if db.Duplicate(err) {
		return 0, fault.Conflict("Somebody has accepted this collision meanwhile.")
	}
	return id, err
}

// actorOrLead returns the id of the actor, or of the lead if the system acts.
func actorOrLead(tx *db.Tx, lead int64) int64 {
	if tx.Actor.ID != 0 {
		return tx.Actor.ID
	}
	return lead
}

// TakeBack ends an acceptance, which stays in the history. It returns NotFound if it belongs to
// another launch, and Conflict if it has ended or changed.
func (s *Store) TakeBack(ctx context.Context, slug string, id int64, version int) (Acceptance, error) {
	var a Acceptance
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launchForLead(tx, slug)
		if err != nil {
			return err
		}
		if err := db.NotFoundAs(tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&a).Error, "acceptance in this launch"); err != nil {
			return err
		}
		if !a.Standing() {
			return fault.Conflict("This acceptance was ended already.")
		}
		if err := endAcceptance(tx, a, version, "Taken back."); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "collision.acceptance taken back", Entity: "collision", EntityID: a.ID, LaunchID: &l.ID, Label: a.Label,
			Changes: []db.Change{{Field: "accepted because", Old: a.Reason}}})
	})
	return a, err
}

func endAcceptance(tx *db.Tx, a Acceptance, version int, why string) error {
	return tx.UpdateRow("collision_acceptances", a.ID, version,
		map[string]any{"ended_at": tx.Now, "ended_by": actorOrLead(tx, a.ByID), "ended_why": why})
}
