package readiness

import (
	"cmp"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

var _ launch.RoleKeeper = (*Store)(nil)

// ofRole is one column that the template fills with who fills a role. where
// says of the row x which of the launch @launch and the role @role nobody owns,
// and could be @to's; set is what changes besides.
type ofRole struct {
	one, many, table, column string
	where, set               string
	// key is the role of the row x, of says which rows of the launch count for it;
	// empty ones stand for what is plain.
	key, of string
}

const plain = "x.launch_id = @launch AND x.archived_at IS NULL"

const plainly = "x.launch_id = @launch AND x.role_key = @role AND x.owner_id IS NULL AND x.archived_at IS NULL"

// everyOfRole are all of them, in the order in which they are given: the runs of
// a ritual before the ritual, the owner of a run task before the fallback.
var everyOfRole = []ofRole{
	{one: "question", many: "questions", table: "interview_questions", column: "owner_id", where: plainly},
	{one: "check", many: "checks", table: "checklist_items", column: "owner_id", where: plainly + " AND x.state NOT IN ('done', 'na')", of: plain + " AND x.state NOT IN ('done', 'na')"},
	{one: "criterion", many: "criteria", table: "criteria", column: "owner_id", where: plainly},
	{one: "planned run", many: "planned runs", table: "runs", column: "owner_id", where: `x.launch_id = @launch AND x.owner_id IS NULL AND x.state = 'planned'
		AND x.ritual_id IN (SELECT r.id FROM rituals r WHERE r.launch_id = @launch AND r.role_key = @role AND r.owner_id IS NULL AND r.archived_at IS NULL)`,
		key: "(SELECT r.role_key FROM rituals r WHERE r.id = x.ritual_id)", of: "x.launch_id = @launch AND x.state = 'planned'"},
	{one: "ritual", many: "rituals", table: "rituals", column: "owner_id", where: plainly},
	// The fallback is for when the owner cannot: it is somebody else, or nobody.
	{one: "run sheet task", many: "run sheet tasks", table: "run_tasks", column: "owner_id", where: plainly + " AND x.done_at IS NULL",
		set: ", fallback_id = CASE WHEN fallback_id = @to THEN NULL ELSE fallback_id END", of: plain + " AND x.done_at IS NULL"},
	{one: "fallback on the run sheet", many: "fallbacks on the run sheet", table: "run_tasks", column: "fallback_id",
		where: `x.launch_id = @launch AND x.fallback_key = @role AND x.fallback_id IS NULL AND COALESCE(x.owner_id, 0) <> @to AND x.archived_at IS NULL AND x.done_at IS NULL`,
		key:   "x.fallback_key", of: plain + " AND x.done_at IS NULL"},
	// Nobody sits on two seats: who has none gets the first of the role.
	{one: "go/no-go seat", many: "go/no-go seats", table: "meeting_seats", column: "user_id",
		where: `x.id IN (SELECT MIN(y.id) FROM meeting_seats y JOIN meetings m ON m.id = y.meeting_id
			WHERE m.launch_id = @launch AND m.state = 'planned' AND y.role_key = @role AND y.user_id IS NULL
			AND NOT EXISTS (SELECT 1 FROM meeting_seats z WHERE z.meeting_id = m.id AND z.user_id = @to) GROUP BY m.id)`,
		of: "x.meeting_id IN (SELECT m.id FROM meetings m WHERE m.launch_id = @launch AND m.state = 'planned')"},
}

// Unowned counts what the template gave to a role and nobody owns, in one query.
func (s *Store) Unowned(g *gorm.DB, launchID int64, role string) ([]launch.RoleShare, error) {
	parts := make([]string, len(everyOfRole))
	for i, o := range everyOfRole {
		parts[i] = fmt.Sprintf("SELECT %d AS nth, COUNT(*) AS n FROM %s x WHERE %s", i, o.table, o.where)
	}
	var rows []struct{ Nth, N int }
	err := g.Raw(strings.Join(parts, " UNION ALL ")+" ORDER BY nth", map[string]any{"launch": launchID, "role": role, "to": 0}).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	var out []launch.RoleShare
	for _, r := range rows {
		out = everyOfRole[r.Nth].share(out, r.N)
	}
	return out, nil
}

// OfRoles counts what the template gave to each role, in one query.
func (s *Store) OfRoles(g *gorm.DB, launchID int64) (map[string][]launch.RoleShare, error) {
	parts := make([]string, len(everyOfRole))
	for i, o := range everyOfRole {
		parts[i] = fmt.Sprintf("SELECT %d AS nth, %s AS role, COUNT(*) AS n, SUM(CASE WHEN x.%s IS NULL THEN 1 ELSE 0 END) AS unowned FROM %s x WHERE %s GROUP BY 2",
			i, cmp.Or(o.key, "x.role_key"), o.column, o.table, cmp.Or(o.of, plain))
	}
	var rows []struct {
		Nth, N, Unowned int
		Role            string
	}
	if err := g.Raw(strings.Join(parts, " UNION ALL ")+" ORDER BY 1, 2", map[string]any{"launch": launchID}).Scan(&rows).Error; err != nil {
		return nil, err
	}
	out := map[string][]launch.RoleShare{}
	for _, r := range rows {
		if r.Role != "" {
			o := everyOfRole[r.Nth]
			out[r.Role] = append(out[r.Role], launch.RoleShare{N: r.N, One: o.one, Many: o.many, Unowned: r.Unowned})
		}
	}
	return out, nil
}

func (o ofRole) share(to []launch.RoleShare, n int) []launch.RoleShare {
	if n == 0 {
		return to
	}
	return append(to, launch.RoleShare{N: n, One: o.one, Many: o.many})
}

// GiveUnowned gives it to who fills the role now.
func (s *Store) GiveUnowned(tx *db.Tx, l launch.Launch, role launch.Role, to people.User) ([]launch.RoleShare, error) {
	var given []launch.RoleShare
	args := map[string]any{"launch": l.ID, "role": role.Key, "to": to.ID, "now": tx.Now}
	for _, o := range everyOfRole {
		res := tx.Exec(fmt.Sprintf("UPDATE %s SET %s = @to, version = version + 1, updated_at = @now%s WHERE id IN (SELECT x.id FROM %s x WHERE %s)",
			o.table, o.column, o.set, o.table, o.where), args)
		if res.Error != nil {
			return nil, res.Error
		}
		given = o.share(given, int(res.RowsAffected))
	}
	return given, launch.AuditShares(tx, l, role, to, given)
}
