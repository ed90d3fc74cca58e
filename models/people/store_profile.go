package people

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/fault"
)

// findEditable loads the person whose contacts and absences are changed: the actor, also for the id
// 0, or anybody for an administrator. It returns Forbidden or NotFound.
func findEditable(tx *db.Tx, of int64) (User, error) {
	if of == 0 || of == tx.Actor.ID {
		return findActor(tx)
	}
	if err := Require(tx.Actor, Administer, Organisation); err != nil {
		return User{}, err
	}
	return findUser(tx.Reader, "id = ?", of)
}

// AddContact adds a contact at the end of the list of the actor, or of the person in c. If the same
// key is sent twice, it adds one. It returns Invalid.
func (s *Store) AddContact(ctx context.Context, c Contact, key string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := findEditable(tx, c.UserID)
		if err != nil {
			return err
		}
		_, err = tx.Once("contact", key, c, func() (int64, error) { return addContact(tx, u, c) })
		return err
	})
}

func addContact(tx *db.Tx, u User, c Contact) (int64, error) {
	c.ID, c.UserID, c.Position = 0, u.ID, 0
	c, err := c.Clean()
	if err != nil {
		return 0, err
	}
	mine, err := contactsOf(tx.Reader, u.ID)
	if err != nil {
		return 0, err
	}
	if len(mine) >= MaxContacts {
		return 0, fault.Invalid("value", "Keep at most %d ways to be reached.", MaxContacts)
	}
	for _, m := range mine {
		if m.Kind == c.Kind && m.Value == c.Value {
			return 0, fault.Invalid("value", "This is on the list already.")
		}
		c.Position = m.Position + 1
	}
	if err := tx.Create(&c).Error; err != nil {
		return 0, err
	}
	return c.ID, auditUser(tx, u, "user.contact added", db.Change{Field: c.Kind.Label(), New: c.Value})
}

func contactsOf(g db.Reader, userID int64) ([]Contact, error) {
	var out []Contact
	return out, g.Where("user_id = ?", userID).Order("position, id").Find(&out).Error
}

func auditUser(tx *db.Tx, u User, action string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: action, Entity: "user", EntityID: u.ID, Label: u.Name, Changes: changes})
}

// ownContact loads a contact of a person. It returns NotFound for another person's.
func ownContact(tx *db.Tx, u User, id int64) (Contact, error) {
	var c Contact
	err := tx.Where("id = ? AND user_id = ?", id, u.ID).Take(&c).Error
	return c, db.NotFoundAs(err, "contact")
}

// RemoveContact removes a contact of the person of, or of the actor for 0. It returns the contact
// for undo.
func (s *Store) RemoveContact(ctx context.Context, of, id int64) (Contact, error) {
	var c Contact
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := findEditable(tx, of)
		if err != nil {
			return err
		}
		if c, err = ownContact(tx, u, id); err != nil {
			return err
		}
		if err := tx.Exec("DELETE FROM contact_methods WHERE id = ?", id).Error; err != nil {
			return err
		}
		if err := tx.ForgetOnce("contact", id); err != nil {
			return err
		}
		return auditUser(tx, u, "user.contact removed", db.Change{Field: c.Kind.Label(), Old: c.Value})
	})
	return c, err
}

// PreferContact moves a contact of the person of, or of the actor for 0, up by one place.
func (s *Store) PreferContact(ctx context.Context, of, id int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := findEditable(tx, of)
		if err != nil {
			return err
		}
		c, err := ownContact(tx, u, id)
		if err != nil {
			return err
		}
		mine, err := contactsOf(tx.Reader, u.ID)
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
		return auditUser(tx, u, "user.contact moved up", db.Change{Field: c.Kind.Label(), Old: c.Value, New: c.Value})
	})
}

// AddAbsence adds an absence of the actor, or of the person in a; both days are included. If the
// same key is sent twice, it adds one. It returns Invalid if it overlaps another absence.
func (s *Store) AddAbsence(ctx context.Context, a Absence, key string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := findEditable(tx, a.UserID)
		if err != nil {
			return err
		}
		_, err = tx.Once("absence", key, a, func() (int64, error) { return addAbsence(tx, u, a) })
		return err
	})
}

func addAbsence(tx *db.Tx, u User, a Absence) (int64, error) {
	a, err := a.Clean()
	if err != nil {
		return 0, err
	}
	var other Absence
	err = tx.Where("user_id = ? AND first_day <= ? AND last_day >= ?", u.ID, a.LastDay, a.FirstDay).Order("first_day").Take(&other).Error
	if err == nil {
		return 0, fault.Invalid("first_day", "%s is away %s already. Remove that first, or choose other days.", u.Name, other.Days())
	}
	if !errors.Is(err, gorm.ErrRecordNotFound) {
		return 0, err
	}
	a.ID, a.UserID, a.CreatedAt = 0, u.ID, tx.Now
	if err := tx.Create(&a).Error; err != nil {
		return 0, err
	}
	return a.ID, auditUser(tx, u, "user.absence added", db.Change{Field: "absence", New: a.Days()})
}

// RemoveAbsence removes an absence of the person of, or of the actor for 0. It returns the absence
// for undo, or NotFound for another person's.
func (s *Store) RemoveAbsence(ctx context.Context, of, id int64) (Absence, error) {
	var a Absence
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := findEditable(tx, of)
		if err != nil {
			return err
		}
		if err := tx.Where("id = ? AND user_id = ?", id, u.ID).Take(&a).Error; err != nil {
			return db.NotFoundAs(err, "absence")
		}
		if err := tx.Exec("DELETE FROM absences WHERE id = ?", id).Error; err != nil {
			return err
		}
		if err := tx.ForgetOnce("absence", id); err != nil {
			return err
		}
		return auditUser(tx, u, "user.absence removed", db.Change{Field: "absence", Old: a.Days()})
	})
	return a, err
}
