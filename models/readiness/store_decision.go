package readiness

import (
	"context"
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
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return Decision{}, err
	}
	g := s.db.Read(ctx)
	l, err := launchBySlug(g, slug)
	if err != nil {
		return Decision{}, err
	}
	return decisionOf(g, l.ID)
}

// decisionOf reads the newest recorded meeting, its conditions, and the newest
// override taken since: three queries.
func decisionOf(g *gorm.DB, launchID int64) (Decision, error) {
	var ds []Decision
	err := g.Raw(`SELECT m.id AS meeting_id, m.number, m.outcome, COALESCE(u.name, '') AS by_name, m.recorded_at AS at, m.outcome_reason AS reason
		FROM meetings m LEFT JOIN users u ON u.id = m.outcome_by
		WHERE m.launch_id = ? AND m.state = ? AND m.superseded_by IS NULL ORDER BY m.number DESC LIMIT 1`, launchID, MeetingRecorded).Scan(&ds).Error
	if err != nil {
		return Decision{}, err
	}
	var d Decision
	if len(ds) > 0 {
		d = ds[0]
	}
	if d.Conditions, err = conditionsOf(g, "c.meeting_id = ?", d.MeetingID); err != nil {
		return d, err
	}
	os, err := overridesOf(g, launchID)
	if len(os) > 0 && (d.At.IsZero() || !os[0].CreatedAt.Before(d.At.Time)) {
		d.Override = &os[0]
	}
	return d, err
}

func overridesOf(g *gorm.DB, launchID int64) ([]Override, error) {
	var out []Override
	err := g.Raw(`SELECT o.*, u.name AS by_name FROM overrides o JOIN users u ON u.id = o.by_id
		WHERE o.launch_id = ? ORDER BY o.id DESC`, launchID).Scan(&out).Error
	return out, err
}

// Overrides returns all that were ever taken, the newest first.
func (s *Store) Overrides(ctx context.Context, slug string) ([]Override, error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return nil, err
	}
	g := s.db.Read(ctx)
	l, err := launchBySlug(g, slug)
	if err != nil {
		return nil, err
	}
	return overridesOf(g, l.ID)
}

// MayLaunch implements launch.Gate: a launch begins to reach users with a
// standing GO, or with an override taken since the newest decision.
func (s *Store) MayLaunch(tx *db.Tx, launchID int64) error {
	d, err := decisionOf(tx.DB, launchID)
	if err != nil || d.Override != nil {
		return err
	}
	if missing := d.Missing(tx.Now.Time); len(missing) > 0 {
		return fault.Invalid("state", "The rollout cannot start without a standing go. %s Record one, or override it.", strings.Join(missing, " "))
	}
	return nil
}

// Override lets a launch begin without a standing GO. What was missing is kept
// with it, and nobody can change or remove it. Returns Invalid without a
// reason, or when there is a standing GO.
func (s *Store) Override(ctx context.Context, slug, reason, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := toChange(tx, slug, people.LeadLaunch)
		if err != nil {
			return err
		}
		why, err := reasonOf(reason, "Say why the launch goes without a standing go.")
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
