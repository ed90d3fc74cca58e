package people

import (
	"slices"

	"tminus/models/db"
	"tminus/models/fault"
)

// OwnerNames returns the names of the new and previous owners by id. It returns Invalid for the
// field "owner" if the new owner does not exist, was deactivated or may not edit; a previous owner
// may remain.
func OwnerNames(tx *db.Tx, owner *int64, before ...*int64) (map[int64]string, error) {
	return NamesOfOwners(tx, OwnerChoice{"owner", owner, before})
}

// OwnerChoice is a person chosen in a field of a form, with those who were chosen there before.
type OwnerChoice struct {
	Field  string
	Owner  *int64
	Before []*int64
}

// NamesOfOwners returns the names of the people of all fields by id, new and previous. It returns Invalid for each field
// whose new person does not exist, was deactivated or may not edit; a previous one may remain.
func NamesOfOwners(tx *db.Tx, choices ...OwnerChoice) (map[int64]string, error) {
	var ids []int64
	for _, o := range choices {
		for _, id := range append(slices.Clone(o.Before), o.Owner) {
			if db.IDOf(id) != 0 {
				ids = append(ids, *id)
			}
		}
	}
	var us []User
	if len(ids) > 0 {
		if err := tx.Where("id IN ?", ids).Find(&us).Error; err != nil {
			return nil, err
		}
	}
	byID := make(map[int64]User, len(us))
	names := make(map[int64]string, len(us))
	for _, u := range us {
		byID[u.ID], names[u.ID] = u, u.Name
	}
	var c fault.Check
	for _, o := range choices {
		id := db.IDOf(o.Owner)
		if id == 0 || slices.ContainsFunc(o.Before, func(b *int64) bool { return db.IDOf(b) == id }) {
			continue
		}
		msg := "There is no such person any more. Choose somebody else."
		if u, ok := byID[id]; ok {
			msg = whyNotOwner(u)
		}
		c.That(msg == "", o.Field, "%s", msg)
	}
	return names, c.Err()
}

// whyNotOwner returns the reason why a person cannot be an owner, or "".
func whyNotOwner(u User) string {
	switch {
	case !u.Active():
		return u.Name + " has left. Choose somebody else."
	case u.Role == Viewer:
		return u.Name + " is a viewer and cannot change anything. Choose a member."
	}
	return ""
}
