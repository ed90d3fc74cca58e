package risk

import (
	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

var _ launch.RoleKeeper = (*Store)(nil)

// ofRole is an open risk of a role that nobody owns.
const ofRole = "launch_id = ? AND role_key = ? AND owner_id IS NULL AND closed_at IS NULL"

func shares(n int) []launch.RoleShare {
	if n == 0 {
		return nil
	}
	return []launch.RoleShare{{N: n, One: "risk", Many: "risks"}}
}

// Unowned counts the open risks that the template gave to a role and nobody owns.
func (s *Store) Unowned(g *gorm.DB, launchID int64, role string) ([]launch.RoleShare, error) {
	var n int
	err := g.Raw("SELECT COUNT(*) FROM risks WHERE "+ofRole, launchID, role).Scan(&n).Error
	return shares(n), err
}

// GiveUnowned gives them to who fills the role now.
func (s *Store) GiveUnowned(tx *db.Tx, l launch.Launch, role launch.Role, to people.User) ([]launch.RoleShare, error) {
	res := tx.Exec("UPDATE risks SET owner_id = ?, version = version + 1, updated_at = ? WHERE "+ofRole, to.ID, tx.Now, l.ID, role.Key)
	if res.Error != nil {
		return nil, res.Error
	}
	given := shares(int(res.RowsAffected))
	return given, launch.AuditShares(tx, l, role, to, given)
}
