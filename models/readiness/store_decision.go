package readiness

import (
	"context"
	"database/sql"
	"strings"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

var _ launch.Gate = (*Store)(nil)

// Decision returns what was decided about a launch. Returns NotFound.
func (s *Store) Decision(ctx context.Context, slug string) (Decision, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return Decision{}, err
	}
	g := s.db.Read(ctx)
	return decisionOf(g, l.ID)
}

// decisionOf reads what was decided about one launch; g may be a transaction.
func decisionOf(g *gorm.DB, launchID int64) (Decision, error) {
	f := &facts{launchID: launchID}
	r := reading{g: g, ids: []int64{launchID}, of: map[int64]*facts{launchID: f}}
	for _, step := range []func() error{r.conditions, r.decisions, r.overrides} {
		if err := step(); err != nil {
			return Decision{}, err
		}
	}
	return f.decided(), nil
}

// decisions reads the newest recorded meeting of each launch.
func (r *reading) decisions() error {
	return r.each(`SELECT m.launch_id, m.id, m.number, m.outcome, COALESCE(u.name, ''), m.recorded_at, m.outcome_reason, l.rolled_back_at
		FROM meetings m JOIN launches l ON l.id = m.launch_id LEFT JOIN users u ON u.id = m.outcome_by
		WHERE m.launch_id IN ? AND m.state = 'recorded' AND m.superseded_by IS NULL`, func(rows *sql.Rows) error {
		var id int64
		var d Decision
		var back db.Instant
		if err := rows.Scan(&id, &d.MeetingID, &d.Number, &d.Outcome, &d.ByName, &d.At, &d.Reason, &back); err != nil {
			return err
		}
		r.of[id].decision, r.of[id].rolledBackAt = d, back
		return nil
	}, r.ids)
}

// overrides reads all that were ever taken, the newest first.
func (r *reading) overrides() error {
	return r.each(`SELECT o.launch_id, o.id, o.by_id, u.name, o.reason, o.missing, o.created_at, l.rolled_back_at
		FROM overrides o JOIN users u ON u.id = o.by_id JOIN launches l ON l.id = o.launch_id
		WHERE o.launch_id IN ? ORDER BY o.id DESC`, func(rows *sql.Rows) error {
		var o Override
		var back db.Instant
		if err := rows.Scan(&o.LaunchID, &o.ID, &o.ByID, &o.ByName, &o.Reason, &o.Missing, &o.CreatedAt, &back); err != nil {
			return err
		}
		r.of[o.LaunchID].rolledBackAt = back
		r.of[o.LaunchID].overrides = append(r.of[o.LaunchID].overrides, o)
		return nil
	}, r.ids)
}

// MayLaunch implements launch.Gate: a launch is go, and begins to reach users,
// with a standing GO, or with an override taken since the newest decision.
func (s *Store) MayLaunch(tx *db.Tx, launchID int64) error {
	d, err := decisionOf(tx.DB, launchID)
	if err != nil || d.Override != nil {
		return err
	}
	if missing := d.Missing(tx.Now.Time); len(missing) > 0 {
		return fault.Invalid("state", "There is no standing go. %s Record one in a go/no-go meeting, or override it.", strings.Join(missing, " "))
	}
	return nil
}

// Override lets a launch begin without a standing GO. What was missing is kept
// with it, and nobody can change or remove it. Returns Invalid without a
// reason, or when there is a standing GO.
func (s *Store) Override(ctx context.Context, slug, reason, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.LeadLaunch)
		if err != nil {
			return err
		}
		why, err := launch.CleanReason(reason, "Say why the launch goes without a standing go.")
		if err != nil {
			return err
		}
		id, err = tx.Once("override "+slug, key, why, func() (int64, error) { return override(tx, l, why) })
		return err
	})
	return id, err
}

// override keeps what was missing: the decision, and what the readiness said.
func override(tx *db.Tx, l launch.Launch, why string) (int64, error) {
	d, err := decisionOf(tx.DB, l.ID)
	if err != nil {
		return 0, err
	}
	now := tx.Now.Time
	missing := d.Missing(now)
	if len(missing) == 0 {
		return 0, fault.Invalid("reason", "There is a standing go: nothing has to be overridden.")
	}
	if d.Override != nil {
		return 0, fault.Conflict("%s overrode it already: %s", d.Override.ByName, d.Override.Reason)
	}
	v, err := verdictOf(tx.DB, l, now)
	if err != nil {
		return 0, err
	}
	missing = append(missing, v.MissingWords()...)
	o := Override{LaunchID: l.ID, ByID: tx.Actor.ID, Reason: why, Missing: strings.Join(missing, "\n"), CreatedAt: tx.Now}
	if err := tx.DB.Create(&o).Error; err != nil {
		return 0, err
	}
	return o.ID, tx.Audit(db.Entry{Action: "override.taken", Entity: "override", EntityID: o.ID, LaunchID: &l.ID, Label: l.Name, Reason: why,
		Changes: []db.Change{{Field: "missing", New: o.Missing}}})
}
