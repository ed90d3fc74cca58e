package gonogo

import (
	"context"
	"strconv"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// logQuery reads decisions with names and what replaced them.
const logQuery = `SELECT e.*, COALESCE(u.name, e.by_name) AS who, COALESCE(r.name, '') AS recorder, COALESCE(m.number, 0) AS meeting_number,
		COALESCE(n.id, 0) AS newer_id, COALESCE(n.meeting_id, 0) AS newer_meeting, COALESCE(nm.number, 0) AS newer_number
	FROM decisions e LEFT JOIN users u ON u.id = e.by_id LEFT JOIN users r ON r.id = e.recorded_by
	LEFT JOIN meetings m ON m.id = e.meeting_id LEFT JOIN decisions n ON n.id = (SELECT MAX(y.id) FROM decisions y WHERE y.replaces_id = e.id)
	LEFT JOIN meetings nm ON nm.id = n.meeting_id WHERE `

func logOf(g db.Reader, where string, args ...any) ([]LogEntry, error) {
	var rows []struct {
		LogEntry
		Who, Recorder              string
		MeetingNumber, NewerNumber int
		NewerID, NewerMeeting      int64
	}
	if err := g.Raw(logQuery+where+" ORDER BY e.decided_on DESC, e.id DESC", args...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	titles := map[int64]string{}
	for _, r := range rows {
		titles[r.ID] = r.Title()
	}
	out := make([]LogEntry, len(rows))
	for i, r := range rows {
		out[i] = r.LogEntry
		e := &out[i]
		e.ByName, e.RecordedName, e.Number = r.Who, r.Recorder, r.MeetingNumber
		e.Replaces, e.ReplacedBy = titles[db.IDOf(e.ReplacesID)], titles[r.NewerID]
		e.ReplacedByMeeting, e.ReplacedByNumber = r.NewerMeeting, r.NewerNumber
	}
	return out, nil
}

// Log returns the decisions of a launch, newest first, in one query.
func (s *Store) Log(ctx context.Context, l launch.Launch) ([]LogEntry, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	return logOf(s.db.Read(ctx), "e.launch_id = ?", l.ID)
}

// AddDecision adds a decision that no meeting took to the log. key makes a form
// that is sent twice add one. Returns Invalid for a decision of another launch
// or of a meeting as the one that it replaces.
func (s *Store) AddDecision(ctx context.Context, slug string, in LogInput, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		if in, err = in.Clean(l.Today(tx.Now.Time)); err != nil {
			return err
		}
		names, err := people.OwnerNames(tx, in.ByID, nil)
		if err != nil {
			return renamed(err, "owner", "by")
		}
		id, err = tx.Once("decision "+strconv.FormatInt(l.ID, 10), key, in, func() (int64, error) {
			return addDecision(tx, l, in, personWords(in.ByID, in.ByName, names))
		})
		return err
	})
	return id, err
}

func addDecision(tx *db.Tx, l launch.Launch, in LogInput, by string) (int64, error) {
	if in.Replaces != nil {
		var n int64
		err := tx.Raw("SELECT COUNT(*) FROM decisions WHERE id = ? AND launch_id = ? AND scope = ?", *in.Replaces, l.ID,
			ScopeOther).Scan(&n).Error
		if err != nil {
			return 0, err
		}
		if n == 0 {
			return 0, fault.Invalid("replaces", "Choose a decision of this launch that no meeting recorded.")
		}
	}
	e := LogEntry{LaunchID: l.ID, Scope: ScopeOther, Text: in.Text, ByID: in.ByID, ByName: by, DecidedOn: in.DecidedOn,
		ReplacesID: in.Replaces, RecordedBy: tx.ActorID(), RecordedAt: tx.Now}
	if err := tx.DB.Create(&e).Error; err != nil {
		return 0, err
	}
	return e.ID, tx.Audit(db.Entry{Action: "decision.added", Entity: "decision", EntityID: e.ID, LaunchID: &l.ID, Label: in.Text,
		Changes: db.Changed([3]string{"decided by", "", by}, [3]string{"on", "", in.DecidedOn.String()})})
}
