package people

import (
	"tminus/models/db"
	"tminus/models/fault"
)

// OwnerNames returns the names of the new and previous owners by id. It returns Invalid for the
// field "owner" if the new owner does not exist, was deactivated or may not edit; a previous owner
// may remain.
func OwnerNames(tx *db.Tx, owner *int64, before ...*int64) (map[int64]string, error) {
	ids := []int64{db.IDOf(owner)}
	kept := owner == nil
	for _, b := range before {
		ids = append(ids, db.IDOf(b))
		kept = kept || db.IDOf(b) == db.IDOf(owner)
	}
	var us []User
	if err := tx.Where("id IN ?", ids).Find(&us).Error; err != nil {
		return nil, err
	}
	names := make(map[int64]string, len(us))
	msg := "There is no such person any more. Choose somebody else."
	for _, u := range us {
		names[u.ID] = u.Name
		if u.ID == db.IDOf(owner) {
			msg = whyNotOwner(u)
		}
	}
	if !kept && msg != "" {
		return nil, fault.Invalid("owner", "%s", msg)
	}
	return names, nil
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
