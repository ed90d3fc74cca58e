package gonogo

import (
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

// Facts returns what was decided about launches, in three queries; g may
// be a transaction.
func Facts(g db.Reader, launchIDs ...int64) (map[int64]Fact, error) {
	of := make(map[int64]*Fact, len(launchIDs))
	for _, id := range launchIDs {
		of[id] = &Fact{}
	}
	for _, read := range []func(db.Reader, map[int64]*Fact, []int64) error{readDecisions, readOverrides, readUnmet} {
		if err := read(g, of, launchIDs); err != nil {
			return nil, err
		}
	}
	out := make(map[int64]Fact, len(of))
	for id, f := range of {
		f.standing()
		out[id] = *f
	}
	return out, nil
}

// readDecisions reads the newest recorded meeting of each launch.
func readDecisions(g db.Reader, of map[int64]*Fact, launchIDs []int64) error {
	rows, err := g.Raw(`SELECT m.launch_id, m.id, m.number, m.outcome, COALESCE(u.name, ''), m.recorded_at, m.outcome_reason, l.rolled_back_at
		FROM meetings m JOIN launches l ON l.id = m.launch_id LEFT JOIN users u ON u.id = m.outcome_by
		WHERE m.launch_id IN ? AND m.state = 'recorded' AND m.superseded_by IS NULL`, launchIDs).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var d Decision
		var back db.Instant
		if err := rows.Scan(&id, &d.MeetingID, &d.Number, &d.Outcome, &d.ByName, &d.At, &d.Reason, &back); err != nil {
			return err
		}
		of[id].Decision, of[id].rolledBackAt = d, back
	}
	return rows.Err()
}

// readOverrides reads all overrides, newest first.
func readOverrides(g db.Reader, of map[int64]*Fact, launchIDs []int64) error {
	rows, err := g.Raw(`SELECT o.launch_id, o.id, o.by_id, u.name, o.reason, o.missing, o.created_at, l.rolled_back_at
		FROM overrides o JOIN users u ON u.id = o.by_id JOIN launches l ON l.id = o.launch_id
		WHERE o.launch_id IN ? ORDER BY o.id DESC`, launchIDs).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var o Override
		var back db.Instant
		if err := rows.Scan(&o.LaunchID, &o.ID, &o.ByID, &o.ByName, &o.Reason, &o.Missing, &o.CreatedAt, &back); err != nil {
			return err
		}
		f := of[o.LaunchID]
		f.rolledBackAt, f.Overrides = back, append(f.Overrides, o)
	}
	return rows.Err()
}

// readUnmet reads the conditions that a standing conditional go still waits for.
func readUnmet(g db.Reader, of map[int64]*Fact, launchIDs []int64) error {
	rows, err := g.Raw(`SELECT x.launch_id, x.meeting_id, m.number, x.text, x.owner_id, o.name,
		CASE WHEN o.deactivated_at IS NULL THEN 0 ELSE 1 END, x.due_at
		FROM meeting_conditions x JOIN meetings m ON m.id = x.meeting_id JOIN users o ON o.id = x.owner_id
		WHERE x.launch_id IN ? AND x.met_at IS NULL AND m.state = 'recorded' AND m.outcome = 'conditional' AND m.superseded_by IS NULL
		ORDER BY x.launch_id, x.due_at, x.id`, launchIDs).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var c UnmetCondition
		var gone int
		if err := rows.Scan(&id, &c.MeetingID, &c.Number, &c.Text, &c.OwnerID, &c.OwnerName, &gone, &c.DueAt); err != nil {
			return err
		}
		c.OwnerGone = gone != 0
		of[id].Decision.Conditions = append(of[id].Decision.Conditions, c)
	}
	return rows.Err()
}
