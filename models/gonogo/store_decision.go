package gonogo

import (
	"context"
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/journal"
	"tminus/models/launch"
	"tminus/models/people"
)

var _ launch.Gate = (*Store)(nil)

// Decision returns the present decision on a launch. Returns NotFound.
func (s *Store) Decision(ctx context.Context, slug string) (Decision, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return Decision{}, err
	}
	g := s.db.Read(ctx)
	return decisionOf(g, l.ID)
}

// decisionOf returns the present decision on a launch.
func decisionOf(g db.Reader, launchID int64) (Decision, error) {
	all, err := Facts(g, launchID)
	return all[launchID].Decision, err
}

// MayLaunch implements launch.Gate: a launch may go with a standing go, or with
// an override since the newest decision.
func (s *Store) MayLaunch(tx *db.Tx, launchID int64) error {
	d, err := decisionOf(tx.Reader, launchID)
	if err != nil || d.Override != nil {
		return err
	}
	if missing := d.Missing(tx.Now.Time); len(missing) > 0 {
		return fault.Invalid("state", "There is no standing go. %s Record one in a go/no-go meeting, or override it.", strings.Join(missing, " "))
	}
	return nil
}

// Override lets a launch go without a standing go. What was missing is kept
// with it, and nobody can change or remove it. Returns Invalid without a
// reason, or when there is a standing go.
func (s *Store) Override(ctx context.Context, slug, reason, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.LeadLaunch)
		if err != nil {
			return err
		}
		why, err := launch.CleanReason(reason, "Say why the launch may go without a standing go.")
		if err != nil {
			return err
		}
		id, err = tx.Once("override "+slug, key, why, func() (int64, error) { return s.override(tx, l, why) })
		return err
	})
	return id, err
}

// override writes the override with what was missing.
func (s *Store) override(tx *db.Tx, l launch.Launch, why string) (int64, error) {
	d, err := decisionOf(tx.Reader, l.ID)
	if err != nil {
		return 0, err
	}
	now := tx.Now.Time
	missing := d.Missing(now)
	if len(missing) == 0 {
		return 0, fault.Invalid("reason", "There is a standing go. Nothing needs an override.")
	}
	if d.Override != nil {
		return 0, fault.Conflict("%s has already overridden it: %s", d.Override.ByName, d.Override.Reason)
	}
	v, err := s.judge.Judge(tx, l)
	if err != nil {
		return 0, err
	}
	missing = append(missing, v.Missing...)
	o := Override{LaunchID: l.ID, ByID: tx.Actor.ID, Reason: why, Missing: strings.Join(missing, "\n"), CreatedAt: tx.Now}
	if err := tx.DB.Create(&o).Error; err != nil {
		return 0, err
	}
	err = journal.Add(tx, journal.Entry{LaunchID: l.ID, Kind: journal.Decision, Text: "Decision overridden: " + why,
		Ref: journal.Ref{Kind: "override", ID: o.ID}})
	if err != nil {
		return 0, err
	}
	return o.ID, tx.Audit(db.Entry{Action: "override.taken", Entity: "override", EntityID: o.ID, LaunchID: &l.ID, Label: l.Name, Reason: why,
		Changes: []db.Change{{Field: "missing", New: o.Missing}}})
}
