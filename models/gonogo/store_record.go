package gonogo

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/journal"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/risk"
	"tminus/models/runsheet"
)

// Record records a decision of a meeting without other changes; see SavePoll.
func (s *Store) Record(ctx context.Context, slug string, id int64, in DecisionInput, version int) error {
	_, err := s.SavePoll(ctx, slug, id, PollInput{Decision: &in, Version: version})
	return err
}

// record records a decision of a meeting in the transaction that saved page: it
// freezes the readiness, replaces the earlier decision in its scope and, for a
// decision about the launch, sets the state of the launch and closes the
// deliverable of the meeting. Returns Forbidden to who does not lead the launch,
// Invalid when a rule refuses it, and Conflict when the meeting or the readiness
// changed since the form was shown.
func (s *Store) record(tx *db.Tx, l launch.Launch, shown MeetingDetail, in DecisionInput, page PollInput) error {
	if err := people.Require(tx.Actor, people.LeadLaunch, people.Subject{Lead: l.LeadID}); err != nil {
		return err
	}
	v, err := s.judge.Judge(tx, l)
	if err != nil {
		return err
	}
	if page.Version != shown.Version || in.Seen != StateOf(shown, v) {
		return fault.Changed("the meeting or the readiness")
	}
	m, err := meetingIn(tx.Reader, l, shown.ID)
	if err != nil {
		return err
	}
	in, at, err := in.Clean(m, v, l.Location(), tx.Now.Time)
	if err != nil {
		return err
	}
	names, err := people.OwnerNames(tx, db.RefOf(in.ByID), nil)
	if err != nil {
		return renamed(err, "owner", "by")
	}
	if err := closeMeeting(tx, l, m); err != nil {
		return err
	}
	entry, err := insertDecision(tx, l, m, v, in, at, names[in.ByID])
	if err != nil {
		return err
	}
	if err := takeSnapshot(tx, l, m, v, in, entry); err != nil {
		return err
	}
	if err := logDecision(tx, l, entry); err != nil {
		return err
	}
	err = auditMeeting(tx, l, m.Meeting, "meeting.recorded", in.Reason, db.Changed([3]string{"decision", "", entry.Title()},
		[3]string{"decided by", "", entry.ByName}, [3]string{"build", "", in.Build}, [3]string{"readiness", "", v.Label},
		[3]string{"overridden", "", strings.Join(entry.Overrides(), "; ")})...)
	if err != nil || in.Scope != ScopeLaunch {
		return err
	}
	if m.ItemID != nil {
		if err := launch.CloseMeeting(tx, l, *m.ItemID); err != nil {
			return err
		}
	}
	return launch.ApplyDecision(tx, l.ID, in.Outcome.Lets(), fmt.Sprintf("Go/no-go meeting %d: %s", m.Number, in.Outcome.Label()))
}

// closeMeeting marks a planned meeting as recorded. It keeps the day on which it
// was held, since its deliverable may move.
func closeMeeting(tx *db.Tx, l launch.Launch, m MeetingDetail) error {
	if m.State == MeetingRecorded {
		return nil
	}
	on, at := m.On, m.Time
	if planned := m.At(l.Location()); planned.IsZero() || planned.After(tx.Now.Time) {
		on, at = civil.Of(tx.Now.Time, l.Location()), civil.TimeOf(tx.Now.Time, l.Location())
	}
	_, err := tx.UpdateRow("meetings", m.ID, m.Version, map[string]any{"state": MeetingRecorded, "held_on": on, "held_time": at})
	return err
}

// insertDecision adds the decision to the log. The conditions of a conditional
// go become its own first, since nobody can change them afterwards.
func insertDecision(tx *db.Tx, l launch.Launch, m MeetingDetail, v Readiness, in DecisionInput, at time.Time, by string) (LogEntry, error) {
	if in.Outcome == OutcomeConditional {
		err := tx.Exec("UPDATE meeting_conditions SET scope = ? WHERE meeting_id = ? AND scope = ''", in.Scope, m.ID).Error
		if err != nil {
			return LogEntry{}, err
		}
	}
	e := LogEntry{LaunchID: l.ID, MeetingID: &m.ID, Scope: in.Scope, Text: in.Text, Build: in.Build, Outcome: in.Outcome,
		ByID: db.RefOf(in.ByID), ByName: by, Reason: in.Reason, DecidedOn: civil.Of(at, l.Location()), DecidedAt: db.At(at), ForOn: l.LaunchOn,
		RecordedBy: tx.ActorID(), RecordedAt: tx.Now}
	var lines, keys []string
	for _, q := range in.overridden(m) {
		lines = append(lines, q.Topic+", "+q.speaker()+": "+strings.Join(strings.Fields(q.Note), " "))
	}
	for _, o := range v.Open {
		keys = append(keys, OpenKey(o.Key, o.Severity == "stops"))
	}
	e.Overridden, e.OpenKeys = strings.Join(lines, "\n"), strings.Join(keys, "\n")
	var before int64
	err := tx.Raw("SELECT COALESCE(MAX(id), 0) FROM decisions WHERE launch_id = ? AND scope = ?", l.ID, in.Scope).Scan(&before).Error
	if err != nil {
		return e, err
	}
	e.ReplacesID = db.RefOf(before)
	return e, tx.DB.Create(&e).Error
}

func takeSnapshot(tx *db.Tx, l launch.Launch, m MeetingDetail, v Readiness, in DecisionInput, e LogEntry) error {
	risks, err := risk.Facts(tx.Reader, l.ID)
	if err != nil {
		return err
	}
	sheet, err := runsheet.LinesIn(tx, l)
	if err != nil {
		return err
	}
	d := FrozenDecision{Scope: e.Scope, Text: e.Text, Build: e.Build, Outcome: e.Outcome, By: e.ByName, At: e.DecidedAt.Time,
		RecordedBy: tx.Actor.Name, Reason: e.Reason}
	content, err := json.Marshal(freeze(l, m, v, risks[l.ID], sheet, in, d, tx.Now.Time))
	if err != nil {
		return err
	}
	return tx.Exec("INSERT INTO snapshots (launch_id, decision_id, taken_at, content) VALUES (?, ?, ?, ?)", l.ID, e.ID, tx.Now,
		string(content)).Error
}

// Snapshots returns what was frozen with the decisions of a meeting, in their order.
func (s *Store) Snapshots(ctx context.Context, m MeetingDetail) ([]Snapshot, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil || len(m.Decisions) == 0 {
		return nil, err
	}
	var rows []struct {
		DecisionID int64
		Content    string
	}
	err := s.db.Read(ctx).Raw(`SELECT s.decision_id, s.content FROM snapshots s JOIN decisions e ON e.id = s.decision_id
		WHERE e.meeting_id = ?`, m.ID).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	out := make([]Snapshot, len(m.Decisions))
	for _, r := range rows {
		i := slices.IndexFunc(m.Decisions, func(d LogEntry) bool { return d.ID == r.DecisionID })
		if i < 0 {
			continue
		}
		if err := json.Unmarshal([]byte(r.Content), &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Snapshot returns what was frozen with a decision of a meeting. Returns
// NotFound before it is recorded.
func (s *Store) Snapshot(ctx context.Context, slug string, meeting int64, scope Scope) (Snapshot, error) {
	var out Snapshot
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return out, err
	}
	var contents []string
	err := s.db.Read(ctx).Raw(`SELECT s.content FROM snapshots s JOIN decisions e ON e.id = s.decision_id JOIN launches l ON l.id = s.launch_id
		WHERE e.meeting_id = ? AND e.scope = ? AND l.slug = ?`, meeting, scope, slug).Scan(&contents).Error
	if err != nil {
		return out, err
	}
	if len(contents) == 0 {
		return out, fault.NotFound("recorded decision")
	}
	return out, json.NewDecoder(strings.NewReader(contents[0])).Decode(&out)
}

// logDecision writes a decision to the live log.
func logDecision(tx *db.Tx, l launch.Launch, e LogEntry) error {
	return journal.Add(tx, journal.Entry{LaunchID: l.ID, Kind: journal.Decision, Text: e.Title() + ", decided by " + e.ByName,
		Ref: journal.Ref{Kind: "decision", ID: e.ID}, HappenedAt: e.DecidedAt})
}
