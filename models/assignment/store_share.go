package assignment

import (
	"strconv"
	"strings"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Share is the number of records of one kind that a later package has for a role, such as "5
// checks".
type Share struct {
	N         int
	One, Many string
	// Unowned is the number of them without an owner, if it is counted separately.
	Unowned int
}

func (r Share) String() string {
	if r.N == 1 {
		return "1 " + r.One
	}
	return strconv.Itoa(r.N) + " " + r.Many
}

// Shares returns the shares as one line of text.
func Shares(list []Share) string {
	words := make([]string, len(list))
	for i, r := range list {
		words[i] = r.String()
	}
	return strings.Join(words, ", ")
}

// Grant holds what was given with a role.
type Grant struct {
	Items int
	Also  []Share
}

// Keeper is implemented by later packages with records for roles. They have no owner until
// somebody fills the role. RoleColumns implements it.
type Keeper interface {
	// Unowned counts the open records of a role without an owner.
	Unowned(g db.Reader, launchID int64, role string) ([]Share, error)
	// OfRoles counts the open records of each role of a launch, and those without an owner, in a
	// constant number of queries.
	OfRoles(g db.Reader, launchID int64) (map[string][]Share, error)
	// GiveUnowned gives the open records of a role without an owner to a person, writes one audit
	// row, and returns what it gave.
	GiveUnowned(tx *db.Tx, l launch.Launch, role Role, to people.User) ([]Share, error)
}

// roleDetail returns a role with the items and the records of later packages that can be given with
// it.
func (s *Store) roleDetail(g db.Reader, l launch.Launch, key string) (RoleDetail, error) {
	d, err := roleDetail(g, l, key)
	if err != nil {
		return d, err
	}
	for _, k := range s.keepers {
		more, err := k.Unowned(g, l.ID, key)
		if err != nil {
			return d, err
		}
		d.Also = append(d.Also, more...)
	}
	return d, nil
}

// giveShares gives the records of later packages to the person who fills the role.
func (s *Store) giveShares(tx *db.Tx, l launch.Launch, d RoleDetail, to people.User) (given []Share, err error) {
	if len(d.Also) == 0 {
		return nil, nil
	}
	for _, k := range s.keepers {
		more, err := k.GiveUnowned(tx, l, d.Role, to)
		if err != nil {
			return nil, err
		}
		given = append(given, more...)
	}
	return given, nil
}

// AuditShares writes an audit row about the records of a package that were given with a role.
func AuditShares(tx *db.Tx, l launch.Launch, role Role, to people.User, given []Share) error {
	if len(given) == 0 {
		return nil
	}
	changes := make([]db.Change, len(given))
	for i, r := range given {
		changes[i] = db.Change{Field: "owner of " + r.String(), New: to.Name}
	}
	return tx.Audit(db.Entry{Action: "launch.role shared", Entity: "launch", EntityID: l.ID, LaunchID: &l.ID, Label: l.Name,
		Changes: changes, Reason: "Together with the role " + strconv.Quote(role.Name) + "."})
}
