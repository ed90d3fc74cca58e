package risk

import (
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

var _ launch.RoleKeeper = (*Store)(nil)

// unownedOfRole is the condition for open risks of a role without an owner.
const unownedOfRole = "launch_id = ? AND role_key = ? AND owner_id IS NULL AND closed_at IS NULL"

func shares(n int) []launch.RoleShare {
	if n == 0 {
		return nil
	}
	return []launch.RoleShare{{N: n, One: "risk", Many: "risks"}}
}

// Unowned counts the open risks of a role without an owner.
func (s *Store) Unowned(g db.Reader, launchID int64, role string) ([]launch.RoleShare, error) {
	var n int
	err := g.Raw("SELECT COUNT(*) FROM risks WHERE "+unownedOfRole, launchID, role).Scan(&n).Error
	return shares(n), err
}

// OfRoles counts the open risks of each role.
func (s *Store) OfRoles(g db.Reader, launchID int64) (map[string][]launch.RoleShare, error) {
	var rows []struct {
		RoleKey    string
		N, Unowned int
	}
	err := g.Raw(`SELECT role_key, COUNT(*) AS n, SUM(CASE WHEN owner_id IS NULL THEN 1 ELSE 0 END) AS unowned FROM risks
		WHERE launch_id = ? AND role_key <> '' AND closed_at IS NULL GROUP BY role_key`, launchID).Scan(&rows).Error
	out := make(map[string][]launch.RoleShare, len(rows))
	for _, r := range rows {
		out[r.RoleKey] = []launch.RoleShare{{N: r.N, One: "risk", Many: "risks", Unowned: r.Unowned}}
	}
	return out, err
}

// GiveUnowned gives the open risks of a role without an owner to the person who fills it.
func (s *Store) GiveUnowned(tx *db.Tx, l launch.Launch, role launch.Role, to people.User) ([]launch.RoleShare, error) {
	res := tx.Exec("UPDATE risks SET owner_id = ?, version = version + 1, updated_at = ? WHERE "+unownedOfRole, to.ID, tx.Now, l.ID, role.Key)
	if res.Error != nil {
		return nil, res.Error
	}
	given := shares(int(res.RowsAffected))
	return given, launch.AuditShares(tx, l, role, to, given)
}
