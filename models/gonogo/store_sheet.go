package gonogo

import (
	"context"

	"tminus/models/db"
	"tminus/models/launch"
)

// SheetConfirmation returns who confirmed the run sheet of a launch at the newest
// meeting that did, and when; zero when none did.
func (s *Store) SheetConfirmation(ctx context.Context, launchID int64) (by string, at db.Instant, err error) {
	var c struct {
		Name    string
		SheetAt db.Instant
	}
	err = s.db.Read(ctx).Raw(`SELECT COALESCE(u.name, '') AS name, m.sheet_at FROM meetings m LEFT JOIN users u ON u.id = m.sheet_by
		WHERE m.launch_id = ? AND m.sheet_at IS NOT NULL AND m.state <> 'cancelled' ORDER BY m.number DESC LIMIT 1`, launchID).Scan(&c).Error
	return c.Name, c.SheetAt, err
}

// ConfirmRunSheet confirms the run sheet at a meeting; with back it takes that
// back. It is for the chair and the lead. It returns the new version.
func (s *Store) ConfirmRunSheet(ctx context.Context, slug string, id int64, version int, back bool) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, m, err := toRun(tx, slug, id)
		if err != nil {
			return err
		}
		next, err = confirmSheet(tx, l, m, version, back)
		return err
	})
	return next, err
}

func confirmSheet(tx *db.Tx, l launch.Launch, m MeetingDetail, version int, back bool) (int, error) {
	if m.SheetAt.IsZero() == back {
		return m.Version, nil
	}
	by, at, action := tx.ActorID(), tx.Now, "meeting.run sheet confirmed"
	if back {
		by, at, action = nil, db.Instant{}, "meeting.run sheet not confirmed"
	}
	next, err := tx.UpdateRow("meetings", m.ID, version, map[string]any{"sheet_by": by, "sheet_at": at})
	if err != nil {
		return next, err
	}
	return next, auditMeeting(tx, l, m.Meeting, action, "")
}

// GoStands reports whether a go for a launch stands: decided or by override, for the present T.
func (s *Store) GoStands(g db.Reader, l launch.Launch) (bool, error) {
	facts, err := Facts(g, l.ID)
	d := facts[l.ID].Decision
	return d.Override != nil || d.Stands(s.db.Now()), err
}
