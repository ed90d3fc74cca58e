package people

import (
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
)

// Able returns the person chosen in a form field, or Invalid for the field if the person does not
// exist, was deactivated or may not edit; the id 0 is nobody. kept is the id of the person chosen
// before, who is always accepted, so that saving another field does not fail because of them. g may
// be a transaction.
func Able(g db.Reader, id, kept int64, field string) (User, error) {
	var u User
	if id == 0 {
		return u, nil
	}
	err := db.NotFoundAs(g.Where("id = ?", id).Take(&u).Error, "person")
	switch {
	case fault.Is(err, fault.KindNotFound):
		return u, fault.Invalid(field, "There is no such person any more. Choose somebody else.")
	case err != nil || id == kept:
		return u, err
	case !u.Active():
		return u, fault.Invalid(field, "%s has left. Choose somebody else.", u.Name)
	case u.Role == Viewer:
		return u, fault.Invalid(field, "%s is a viewer and cannot change anything. Choose a member.", u.Name)
	}
	return u, nil
}

// NameOf returns a person's name for the audit log and messages, or "" for the id 0.
func NameOf(g db.Reader, id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	var names []string
	err := g.Raw("SELECT name FROM users WHERE id = ?", id).Scan(&names).Error
	return strings.Join(names, ""), err
}
