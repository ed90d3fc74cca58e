package gonogo

import (
	"database/sql"

	"tminus/models/db"
)

// Fact is what was decided about a launch.
type Fact struct {
	Decision Decision
	// Overrides are all overrides, newest first.
	Overrides []Override

	rolledBackAt db.Instant
}

// standing completes the decision: an override counts until the next decision, and
// neither of them after a rollback.
func (f *Fact) standing() {
	d := &f.Decision
	d.RolledBack = d.Decided() && !f.rolledBackAt.IsZero() && !d.At.After(f.rolledBackAt.Time)
	if len(f.Overrides) == 0 {
		return
	}
	if newest := &f.Overrides[0]; !newest.CreatedAt.Before(d.At.Time) && newest.CreatedAt.After(f.rolledBackAt.Time) {
		d.Override = newest
	}
}

// factsQuery reads the newest decision about each launch with its confirmation for the present T, the
// conditions that a conditional go still waits for, the meeting planned after it, and all overrides,
// newest first.
const factsQuery = `SELECT l.id, l.rolled_back_at, l.launch_on,
		COALESCE(e.id, 0), COALESCE(m.id, 0), COALESCE(m.number, 0), COALESCE(e.text, ''), COALESCE(e.build, ''), COALESCE(e.outcome, ''),
		COALESCE(u.name, ''), e.decided_at, e.recorded_at, COALESCE(e.reason, ''), e.for_on, COALESCE(e.open_keys, ''),
		COALESCE(n.id, 0), COALESCE(nu.name, ''), n.created_at, COALESCE(n.reason, ''), COALESCE(p.id, 0), COALESCE(p.number, 0),
		COALESCE(v.id, 0), COALESCE(v.by_id, 0), COALESCE(w.name, ''), COALESCE(v.reason, ''), COALESCE(v.missing, ''), v.created_at,
		COALESCE(x.id, 0), COALESCE(x.text, ''), COALESCE(x.owner_id, 0), COALESCE(o.name, ''),
		CASE WHEN o.deactivated_at IS NULL THEN 0 ELSE 1 END, x.due_at
	FROM launches l
	LEFT JOIN decisions e ON e.id = (SELECT MAX(y.id) FROM decisions y WHERE y.launch_id = l.id AND y.scope = 'launch')
	LEFT JOIN meetings m ON m.id = e.meeting_id
	LEFT JOIN meetings p ON p.launch_id = l.id AND p.state = 'planned'
	LEFT JOIN users u ON u.id = e.by_id
	LEFT JOIN decision_confirmations n ON n.decision_id = e.id AND n.launch_on = l.launch_on LEFT JOIN users nu ON nu.id = n.by_id
	LEFT JOIN meeting_conditions x ON x.meeting_id = m.id AND x.scope = 'launch' AND e.outcome = 'conditional' AND x.met_at IS NULL
	LEFT JOIN users o ON o.id = x.owner_id
	LEFT JOIN overrides v ON v.launch_id = l.id LEFT JOIN users w ON w.id = v.by_id
	WHERE l.id IN ? ORDER BY l.id, v.id DESC, x.due_at, x.id`

// Facts returns what was decided about launches, in one query; g may be a
// transaction.
func Facts(g db.Reader, launchIDs ...int64) (map[int64]Fact, error) {
	rows, err := g.Raw(factsQuery, launchIDs).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	of := make(map[int64]*Fact, len(launchIDs))
	for rows.Next() {
		if err := scanFact(rows, of); err != nil {
			return nil, err
		}
	}
	out := make(map[int64]Fact, len(of))
	for id, f := range of {
		f.standing()
		out[id] = *f
	}
	return out, rows.Err()
}

// scanFact adds a row of factsQuery: there is one for each override and condition of a launch.
func scanFact(rows *sql.Rows, of map[int64]*Fact) error {
	var id, confirmed int64
	var back db.Instant
	var keys string
	var d Decision
	var n Confirmation
	var v Override
	var c UnmetCondition
	var gone int
	err := rows.Scan(&id, &back, &d.LaunchOn,
		&d.ID, &d.MeetingID, &d.Number, &d.Text, &d.Build, &d.Outcome,
		&d.ByName, &d.DecidedAt, &d.At, &d.Reason, &d.ForOn, &keys,
		&confirmed, &n.ByName, &n.At, &n.Reason, &d.NextMeetingID, &d.Next,
		&v.ID, &v.ByID, &v.ByName, &v.Reason, &v.Missing, &v.CreatedAt,
		&c.ID, &c.Text, &c.OwnerID, &c.OwnerName, &gone, &c.DueAt)
	if err != nil {
		return err
	}
	f := of[id]
	if f == nil {
		if d.OpenKeys = splitLines(keys); d.Decided() {
			d.Scope = ScopeLaunch
		}
		if confirmed != 0 {
			d.Confirmed = &n
		}
		f = &Fact{Decision: d, rolledBackAt: back}
		of[id] = f
	}
	if k := len(f.Overrides); v.ID != 0 && (k == 0 || f.Overrides[k-1].ID != v.ID) {
		v.LaunchID = id
		f.Overrides = append(f.Overrides, v)
	}
	// Every override repeats the conditions.
	if c.ID != 0 && len(f.Overrides) < 2 {
		c.MeetingID, c.Number, c.OwnerGone = d.MeetingID, d.Number, gone != 0
		f.Decision.Conditions = append(f.Decision.Conditions, c)
	}
	return nil
}
