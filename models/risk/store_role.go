package risk

import (
	"tminus/models/assignment"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

var _ assignment.Keeper = (*Store)(nil)

// unownedOfRole is the condition for open risks of a role without an owner.
const unownedOfRole = "launch_id = ? AND role_key = ? AND owner_id IS NULL AND closed_at IS NULL"

func shares(n int) []assignment.Share {
	if n == 0 {
		return nil
	}
	return []assignment.Share{{N: n, One: "risk", Many: "risks"}}
}

// Unowned counts the open risks of a role without an owner.
func (s *Store) Unowned(g db.Reader, launchID int64, role string) ([]assignment.Share, error) {
	var n int
	err := g.Raw("SELECT COUNT(*) FROM risks WHERE "+unownedOfRole, launchID, role).Scan(&n).Error
	return shares(n), err
}

// OfRoles counts the open risks of each role.
func (s *Store) OfRoles(g db.Reader, launchID int64) (map[string][]assignment.Share, error) {
	var rows []struct {
		RoleKey    string
		N, Unowned int
	}
	err := g.Raw(`SELECT role_key, COUNT(*) AS n, SUM(CASE WHEN owner_id IS NULL THEN 1 ELSE 0 END) AS unowned FROM risks
		WHERE launch_id = ? AND role_key <> '' AND closed_at IS NULL GROUP BY role_key`, launchID).Scan(&rows).Error
	out := make(map[string][]assignment.Share, len(rows))
	for _, r := range rows {
		out[r.RoleKey] = []assignment.Share{{N: r.N, One: "risk", Many: "risks", Unowned: r.Unowned}}
	}
	return out, err
}

// GiveUnowned gives the open risks of a role without an owner to the person who fills it.
func (s *Store) GiveUnowned(tx *db.Tx, l launch.Launch, role assignment.Role, to people.User) ([]assignment.Share, error) {
	res := tx.Exec("UPDATE risks SET owner_id = ?, version = version + 1, updated_at = ? WHERE "+unownedOfRole, to.ID, tx.Now, l.ID, role.Key)
	if res.Error != nil {
		return nil, res.Error
	}
	given := shares(int(res.RowsAffected))
	return given, assignment.AuditShares(tx, l, role, to, given)
}
