package people

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/fault"
)

// AddContact adds a way to reach the actor, tried after the others. Returns Invalid.
func (s *Store) AddContact(ctx context.Context, kind ContactKind, value string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := self(tx)
		if err != nil {
			return err
		}
		c, err := Contact{UserID: u.ID, Kind: kind, Value: value}.Clean()
		if err != nil {
			return err
		}
		mine, err := contactsOf(tx.DB, u.ID)
		if err != nil {
			return err
		}
		if len(mine) >= MaxContacts {
			return fault.Invalid("value", "Keep at most %d ways to be reached.", MaxContacts)
		}
		for _, m := range mine {
			if m.Kind == c.Kind && m.Value == c.Value {
				return fault.Invalid("value", "This is on your list already.")
			}
			c.Position = m.Position + 1
		}
		if err := tx.Create(&c).Error; err != nil {
			return err
		}
		return auditSelf(tx, u, "user.contact added", db.Change{Field: kind.Label(), New: c.Value})
	})
}

func contactsOf(g *gorm.DB, userID int64) ([]Contact, error) {
	var out []Contact
	return out, g.Where("user_id = ?", userID).Order("position, id").Find(&out).Error
}

func auditSelf(tx *db.Tx, u User, action string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: action, Entity: "user", EntityID: u.ID, Label: u.Name, Changes: changes})
}

// ownContact loads one of the actor's contacts. Returns NotFound for anybody else's.
func ownContact(tx *db.Tx, u User, id int64) (Contact, error) {
	var c Contact
	err := tx.Where("id = ? AND user_id = ?", id, u.ID).Take(&c).Error
	return c, db.NotFoundAs(err, "contact")
}

// RemoveContact takes one of the actor's contacts away and returns it, so that
// it can be put back.
func (s *Store) RemoveContact(ctx context.Context, id int64) (Contact, error) {
	var c Contact
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := self(tx)
		if err != nil {
			return err
		}
		if c, err = ownContact(tx, u, id); err != nil {
			return err
		}
		if err := tx.Exec("DELETE FROM contact_methods WHERE id = ?", id).Error; err != nil {
			return err
		}
		return auditSelf(tx, u, "user.contact removed", db.Change{Field: c.Kind.Label(), Old: c.Value})
	})
	return c, err
}

// PreferContact moves one of the actor's contacts up by one place.
func (s *Store) PreferContact(ctx context.Context, id int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := self(tx)
		if err != nil {
			return err
		}
		c, err := ownContact(tx, u, id)
		if err != nil {
			return err
		}
		mine, err := contactsOf(tx.DB, u.ID)
		if err != nil {
			return err
		}
		for i := range mine {
			if i > 0 && mine[i].ID == id {
				mine[i-1], mine[i] = mine[i], mine[i-1]
				break
			}
		}
		for i, m := range mine {
			if err := tx.Exec("UPDATE contact_methods SET position = ? WHERE id = ?", i, m.ID).Error; err != nil {
				return err
			}
		}
		return auditSelf(tx, u, "user.contact moved up", db.Change{Field: c.Kind.Label(), Old: c.Value, New: c.Value})
	})
}

// AddAbsence adds days on which the actor is away; both days belong to it.
// Returns Invalid when it shares a day with another one.
func (s *Store) AddAbsence(ctx context.Context, in Absence) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := self(tx)
		if err != nil {
			return err
		}
		a, err := in.Clean()
		if err != nil {
			return err
		}
		var other Absence
		err = tx.Where("user_id = ? AND first_day <= ? AND last_day >= ?", u.ID, a.LastDay, a.FirstDay).Order("first_day").Take(&other).Error
		if err == nil {
			return fault.Invalid("first_day", "You are away %s already. Remove that first, or choose other days.", other.Days())
		}
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		a.ID, a.UserID, a.CreatedAt = 0, u.ID, tx.Now
		if err := tx.Create(&a).Error; err != nil {
			return err
		}
		return auditSelf(tx, u, "user.absence added", db.Change{Field: "absence", New: a.Days()})
	})
}

// RemoveAbsence takes one of the actor's absences away and returns it, so that
// it can be put back. Returns NotFound for somebody else's.
func (s *Store) RemoveAbsence(ctx context.Context, id int64) (Absence, error) {
	var a Absence
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := self(tx)
		if err != nil {
			return err
		}
		if err := tx.Where("id = ? AND user_id = ?", id, u.ID).Take(&a).Error; err != nil {
			return db.NotFoundAs(err, "absence")
		}
		if err := tx.Exec("DELETE FROM absences WHERE id = ?", id).Error; err != nil {
			return err
		}
		return auditSelf(tx, u, "user.absence removed", db.Change{Field: "absence", Old: a.Days()})
	})
	return a, err
}
