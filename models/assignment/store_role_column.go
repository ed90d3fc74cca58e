package assignment

import (
	"cmp"
	"fmt"
	"strings"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// RoleColumn describes a column of a later package that the template fills with the person who
// fills a role. Its SQL calls the row x, the launch @launch, the role @role and the new owner @to.
type RoleColumn struct {
	// One and Many are the names of the records in singular and plural.
	One, Many     string
	Table, Column string
	// Unowned selects the rows of a role that have no owner and that @to could own.
	Unowned string
	// Set is added to the SET clause of the UPDATE; it begins with a comma.
	Set string
	// Role is the role of a row, x.role_key if it is empty. Counted selects the rows of a launch
	// that count for their role, all that are not archived if it is empty.
	Role, Counted string
}

// The usual conditions of a RoleColumn: the rows that are not archived, and those of them without
// an owner.
const (
	RowCounted = "x.launch_id = @launch AND x.archived_at IS NULL"
	RowUnowned = "x.launch_id = @launch AND x.role_key = @role AND x.owner_id IS NULL AND x.archived_at IS NULL"
)

// RoleColumns are the columns that several packages fill by role. Each method needs one query.
type RoleColumns []RoleColumn

var _ Keeper = RoleColumns{}

// Unowned counts the records of a role without an owner.
func (cs RoleColumns) Unowned(g db.Reader, launchID int64, role string) ([]Share, error) {
	parts := make([]string, len(cs))
	for i, c := range cs {
		parts[i] = fmt.Sprintf("SELECT %d AS nth, COUNT(*) AS n FROM %s x WHERE %s", i, c.Table, c.Unowned)
	}
	var rows []struct{ Nth, N int }
	err := g.Raw(strings.Join(parts, " UNION ALL ")+" ORDER BY nth", map[string]any{"launch": launchID, "role": role,
		"to": 0}).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	var out []Share
	for _, r := range rows {
		out = cs[r.Nth].appendShare(out, r.N)
	}
	return out, nil
}

// OfRoles counts the records of each role.
func (cs RoleColumns) OfRoles(g db.Reader, launchID int64) (map[string][]Share, error) {
	parts := make([]string, len(cs))
	for i, c := range cs {
		parts[i] = fmt.Sprintf(`SELECT %d AS nth, %s AS role, COUNT(*) AS n, SUM(CASE WHEN x.%s IS NULL THEN 1 ELSE 0 END) AS unowned
			FROM %s x WHERE %s GROUP BY 2`, i, cmp.Or(c.Role, "x.role_key"), c.Column, c.Table, cmp.Or(c.Counted, RowCounted))
	}
	var rows []struct {
		Nth, N, Unowned int
		Role            string
	}
	if err := g.Raw(strings.Join(parts, " UNION ALL ")+" ORDER BY 1, 2", map[string]any{"launch": launchID}).Scan(&rows).Error; err != nil {
		return nil, err
	}
	out := map[string][]Share{}
	for _, r := range rows {
		if r.Role != "" {
			c := cs[r.Nth]
			out[r.Role] = append(out[r.Role], Share{N: r.N, One: c.One, Many: c.Many, Unowned: r.Unowned})
		}
	}
	return out, nil
}

func (c RoleColumn) appendShare(to []Share, n int) []Share {
	if n == 0 {
		return to
	}
	return append(to, Share{N: n, One: c.One, Many: c.Many})
}

// GiveUnowned gives the records of a role without an owner to the person who now fills it, and
// writes one audit row.
func (cs RoleColumns) GiveUnowned(tx *db.Tx, l launch.Launch, role Role, to people.User) ([]Share, error) {
	var given []Share
	args := map[string]any{"launch": l.ID, "role": role.Key, "to": to.ID, "now": tx.Now}
	for _, c := range cs {
		res := tx.Exec(fmt.Sprintf(`UPDATE %s SET %s = @to, version = version + 1, updated_at = @now%s
			WHERE id IN (SELECT x.id FROM %s x WHERE %s)`,
			c.Table, c.Column, c.Set, c.Table, c.Unowned), args)
		if res.Error != nil {
			return nil, res.Error
		}
		given = c.appendShare(given, int(res.RowsAffected))
	}
	return given, AuditShares(tx, l, role, to, given)
}
