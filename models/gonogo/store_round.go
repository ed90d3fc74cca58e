package gonogo

import (
	"context"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// NewRound ends a planned meeting without a decision and plans another with the same questions, for a build that was made
// anew. The answers of the first one stay readable beside the questions. It returns the id of the new meeting, or
// Conflict if the meeting changed or nobody has answered yet.
func (s *Store) NewRound(ctx context.Context, slug string, id int64, version int) (next int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, m, err := toLead(tx, slug, id)
		if err != nil {
			return err
		}
		if err := m.open(); err != nil {
			return err
		}
		if m.Answered() == 0 {
			return fault.Conflict("Nobody has answered yet, so this is still the first round.")
		}
		if _, err := tx.UpdateRow("meetings", m.ID, version, map[string]any{"state": MeetingCancelled}); err != nil {
			return err
		}
		if err := auditMeeting(tx, l, m.Meeting, "meeting.ended for a new round", ""); err != nil {
			return err
		}
		n := m.Meeting
		n.ID, n.State, n.Version, n.CreatedAt, n.UpdatedAt, n.SheetBy, n.SheetAt = 0, MeetingPlanned, 1, tx.Now, tx.Now, nil, db.Instant{}
		if err := tx.Raw("SELECT MAX(number) + 1 FROM meetings WHERE launch_id = ?", l.ID).Scan(&n.Number).Error; err != nil {
			return err
		}
		if err := tx.DB.Create(&n).Error; err != nil {
			return err
		}
		next = n.ID
		if err := db.InsertAll(tx, repeated(m, n.ID, tx.Now)); err != nil {
			return err
		}
		return auditMeeting(tx, l, n, "meeting.new round", "")
	})
	return next, err
}

// UndoRound takes a new round back: it is removed, and the meeting before it is planned again. It returns Conflict if
// somebody has answered or changed something in the new round.
func (s *Store) UndoRound(ctx context.Context, slug string, id int64) (before int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, m, err := toLead(tx, slug, id)
		if err != nil {
			return err
		}
		if err := m.open(); err != nil {
			return err
		}
		untouched := m.Version == 1 && len(m.Conditions) == 0
		for _, q := range m.Questions {
			untouched = untouched && q.Version == 1
		}
		var old Meeting
		err = tx.Where("launch_id = ? AND number = ? AND state = ?", l.ID, m.Number-1, MeetingCancelled).Limit(1).Find(&old).Error
		if err != nil {
			return err
		}
		if !untouched || old.ID == 0 {
			return fault.Conflict("Something was answered or changed in the new round, so it stays.")
		}
		if err := tx.Exec("DELETE FROM meetings WHERE id = ?", m.ID).Error; err != nil {
			return err
		}
		if _, err := tx.UpdateRow("meetings", old.ID, old.Version, map[string]any{"state": MeetingPlanned}); err != nil {
			return err
		}
		before = old.ID
		return auditMeeting(tx, l, old, "meeting.round undone", "")
	})
	return before, err
}

// toLead loads a meeting for the lead of its launch.
func toLead(tx *db.Tx, slug string, id int64) (launch.Launch, MeetingDetail, error) {
	l, err := launch.LoadForWrite(tx, slug, people.LeadLaunch)
	if err != nil {
		return l, MeetingDetail{}, err
	}
	m, err := meetingIn(tx.Reader, l, id)
	return l, m, err
}
