package launch

import (
	"strconv"
	"strings"

	"tminus/models/db"
	"tminus/models/people"
)

// RoleShare is how much of one kind another room keeps for a role, as "5 checks".
type RoleShare struct {
	N         int
	One, Many string
	// Unowned is how many of them nobody owns, where that is counted apart.
	Unowned int
}

func (r RoleShare) String() string {
	if r.N == 1 {
		return "1 " + r.One
	}
	return strconv.Itoa(r.N) + " " + r.Many
}

// Shares says all of them in one line.
func Shares(list []RoleShare) string {
	words := make([]string, len(list))
	for i, r := range list {
		words[i] = r.String()
	}
	return strings.Join(words, ", ")
}

// Given is what went along with a role.
type Given struct {
	Items int
	Also  []RoleShare
}

// A RoleKeeper keeps what the template gave to a role in later packages: while
// nobody fills the role it has no owner, and who fills it later gets it. It is
// one of the starters of the store, or RoleColumns.
type RoleKeeper interface {
	// Unowned counts what of a role nobody owns and is still to be done.
	Unowned(g db.Reader, launchID int64, role string) ([]RoleShare, error)
	// OfRoles counts what is still to be done of each role of a launch, whoever
	// owns it, and how much of that nobody does; in a constant number of queries.
	OfRoles(g db.Reader, launchID int64) (map[string][]RoleShare, error)
	// GiveUnowned gives it to somebody, audits that in one row, and says what it was.
	GiveUnowned(tx *db.Tx, l Launch, role Role, to people.User) ([]RoleShare, error)
}

func (s *Store) keepers() []RoleKeeper {
	var out []RoleKeeper
	for _, room := range s.starters {
		if k, ok := room.(RoleKeeper); ok {
			out = append(out, k)
		}
	}
	if len(s.roleColumns) > 0 {
		out = append(out, s.roleColumns)
	}
	return out
}

// WithColumns tells the store in which columns of later packages the template
// names who fills a role, and in which people are named. It returns the store.
func (s *Store) WithColumns(roles RoleColumns, persons PersonColumns) *Store {
	s.roleColumns, s.personColumns = roles, persons
	return s
}

// roleDetail is a role with the items, and what of other rooms, can go along.
func (s *Store) roleDetail(g db.Reader, l Launch, key string) (RoleDetail, error) {
	d, err := roleDetail(g, l, key)
	if err != nil {
		return d, err
	}
	for _, room := range s.keepers() {
		more, err := room.Unowned(g, l.ID, key)
		if err != nil {
			return d, err
		}
		d.Also = append(d.Also, more...)
	}
	return d, nil
}

// giveShares gives what other rooms keep for the role to who fills it now.
func (s *Store) giveShares(tx *db.Tx, l Launch, d RoleDetail, userID int64) (given []RoleShare, err error) {
	if len(d.Also) == 0 {
		return nil, nil
	}
	to, err := activePerson(tx.Reader, userID, "user")
	if err != nil {
		return nil, err
	}
	for _, room := range s.keepers() {
		more, err := room.GiveUnowned(tx, l, d.Role, to)
		if err != nil {
			return nil, err
		}
		given = append(given, more...)
	}
	return given, nil
}

// AuditShares writes the one row about what a room gave to who fills a role.
func AuditShares(tx *db.Tx, l Launch, role Role, to people.User, given []RoleShare) error {
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
