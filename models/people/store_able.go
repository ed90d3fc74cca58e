package people

import (
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
)

// Able returns who is named in a field, or Invalid at it when they are unknown,
// have gone or may not change anything; 0 is nobody. kept is who was named there
// before: saving something else does not fail on them. g may be a transaction.
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

// NameOf is somebody's name for the log and for messages, "" for nobody.
func NameOf(g db.Reader, id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	var names []string
	err := g.Raw("SELECT name FROM users WHERE id = ?", id).Scan(&names).Error
	return strings.Join(names, ""), err
}
