package gonogo

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/risk"
	"tminus/models/runsheet"
)

// Record records the decision of a meeting: it freezes the readiness,
// supersedes earlier decisions, and sets the state of the launch. Returns
// Invalid when a reason or a condition is missing, Conflict when the meeting
// was recorded already or the state changed since the form was shown.
func (s *Store) Record(ctx context.Context, slug string, id int64, in DecisionInput, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.record(tx, slug, id, in, version) })
}

func (s *Store) record(tx *db.Tx, slug string, id int64, in DecisionInput, version int) error {
	l, m, err := planned(tx, slug, id, people.LeadLaunch)
	if err != nil {
		return err
	}
	v, err := s.judge.Judge(tx, l)
	if err != nil {
		return err
	}
	if version != m.Version || in.Seen != StateOf(m, v) {
		return fault.Changed("the meeting or the readiness")
	}
	if in, err = in.Clean(m, v, tx.Now.Time); err != nil {
		return err
	}
	names, err := people.OwnerNames(tx, db.RefOf(in.ByID), nil)
	if err != nil {
		return renamed(err, "owner", "by")
	}
	m.Outcome, m.ByName = in.Outcome, names[in.ByID]
	if err := recordMeeting(tx, l, m, in, version); err != nil {
		return err
	}
	if err := takeSnapshot(tx, l, m, v, in); err != nil {
		return err
	}
	err = auditMeeting(tx, l, m.Meeting, "meeting.recorded", in.Reason, db.Changed([3]string{"outcome", "", in.Outcome.Label()},
		[3]string{"taken by", "", m.ByName},
		[3]string{"readiness", "", v.Short}, [3]string{"votes missing because", "", in.Absent})...)
	if err != nil {
		return err
	}
	return launch.ApplyDecision(tx, l.ID, in.Outcome != OutcomeNoGo, fmt.Sprintf("Go/no-go meeting %d: %s", m.Number, in.Outcome.Label()))
}

// recordMeeting writes the outcome. The meeting keeps the day on which it was
// held, since its deliverable may move.
func recordMeeting(tx *db.Tx, l launch.Launch, m MeetingDetail, in DecisionInput, version int) error {
	on, at := m.On, m.Time
	if planned := m.At(l.Location()); planned.IsZero() || planned.After(tx.Now.Time) {
		on, at = civil.Of(tx.Now.Time, l.Location()), civil.TimeOf(tx.Now.Time, l.Location())
	}
	_, err := tx.UpdateRow("meetings", m.ID, version, map[string]any{
		"state": MeetingRecorded, "outcome": in.Outcome, "outcome_by": in.ByID, "outcome_reason": in.Reason, "absent_reason": in.Absent,
		"recorded_by": tx.ActorID(), "recorded_at": tx.Now, "item_id": nil, "held_on": on, "held_time": at,
	})
	if err != nil {
		return err
	}
	return tx.Exec("UPDATE meetings SET superseded_by = ? WHERE launch_id = ? AND state = ? AND superseded_by IS NULL AND id <> ?",
		m.ID, l.ID, MeetingRecorded, m.ID).Error
}

func takeSnapshot(tx *db.Tx, l launch.Launch, m MeetingDetail, v Readiness, in DecisionInput) error {
	risks, err := risk.Facts(tx.Reader, l.ID)
	if err != nil {
		return err
	}
	sheet, err := runsheet.LinesIn(tx, l)
	if err != nil {
		return err
	}
	d := FrozenDecision{Outcome: in.Outcome, By: m.ByName, RecordedBy: tx.Actor.Name, Reason: in.Reason, Absent: in.Absent}
	content, err := json.Marshal(freeze(l, m, v, risks[l.ID], sheet, d, tx.Now.Time))
	if err != nil {
		return err
	}
	return tx.Exec("INSERT INTO snapshots (launch_id, meeting_id, taken_at, content) VALUES (?, ?, ?, ?)", l.ID, m.ID, tx.Now,
		string(content)).Error
}

// Snapshot returns the snapshot of a recorded meeting. Returns NotFound before
// it is recorded.
func (s *Store) Snapshot(ctx context.Context, slug string, meeting int64) (Snapshot, error) {
	var out Snapshot
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return out, err
	}
	var contents []string
	err := s.db.Read(ctx).Raw(`SELECT s.content FROM snapshots s JOIN launches l ON l.id = s.launch_id WHERE s.meeting_id = ? AND l.slug = ?`,
		meeting, slug).Scan(&contents).Error
	if err != nil {
		return out, err
	}
	if len(contents) == 0 {
		return out, fault.NotFound("recorded decision")
	}
	return out, json.NewDecoder(strings.NewReader(contents[0])).Decode(&out)
}
