package launch

import (
	"cmp"
	"fmt"
	"strings"

	"tminus/models/db"
	"tminus/models/people"
)

// RoleColumn is a column of a later package that the template fills with the
// person who fills a role. SQL in it speaks of a row as x, of the launch as
// @launch, of the role as @role and of the new owner as @to.
type RoleColumn struct {
	// One and Many are what a row is called.
	One, Many     string
	Table, Column string
	// Unowned selects the rows of a role that nobody owns and @to could take.
	Unowned string
	// Set is what the UPDATE sets besides the column, beginning with a comma.
	Set string
	// Role is the role of a row, x.role_key when it is empty. Counted selects the
	// rows of a launch that count for their role, all that are not archived when
	// it is empty.
	Role, Counted string
}

// The usual conditions of a RoleColumn: a row that was not archived, and one of
// those that nobody owns.
const (
	RowCounted = "x.launch_id = @launch AND x.archived_at IS NULL"
	RowUnowned = "x.launch_id = @launch AND x.role_key = @role AND x.owner_id IS NULL AND x.archived_at IS NULL"
)

// RoleColumns keep what the template gave to a role in several packages. Each
// question to them costs one query.
type RoleColumns []RoleColumn

var _ RoleKeeper = RoleColumns{}

// Unowned counts what the template gave to a role and nobody owns.
func (cs RoleColumns) Unowned(g db.Reader, launchID int64, role string) ([]RoleShare, error) {
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
	var out []RoleShare
	for _, r := range rows {
		out = cs[r.Nth].appendShare(out, r.N)
	}
	return out, nil
}

// OfRoles counts what the template gave to each role.
func (cs RoleColumns) OfRoles(g db.Reader, launchID int64) (map[string][]RoleShare, error) {
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
	out := map[string][]RoleShare{}
	for _, r := range rows {
		if r.Role != "" {
			c := cs[r.Nth]
			out[r.Role] = append(out[r.Role], RoleShare{N: r.N, One: c.One, Many: c.Many, Unowned: r.Unowned})
		}
	}
	return out, nil
}

func (c RoleColumn) appendShare(to []RoleShare, n int) []RoleShare {
	if n == 0 {
		return to
	}
	return append(to, RoleShare{N: n, One: c.One, Many: c.Many})
}

// GiveUnowned gives to the person who fills a role now what nobody owns of it,
// column by column, and audits all of it in one row.
func (cs RoleColumns) GiveUnowned(tx *db.Tx, l Launch, role Role, to people.User) ([]RoleShare, error) {
	var given []RoleShare
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
