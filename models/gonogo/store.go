package gonogo

import (
	"context"
	"slices"
	"strconv"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store keeps go/no-go meetings and their decisions.
type Store struct {
	db    *db.DB
	judge Judge
}

// NewStore returns a store on d that asks j how ready a launch is.
func NewStore(d *db.DB, j Judge) *Store { return &Store{db: d, judge: j} }

// List returns the meetings of a launch, newest first, in four queries. Returns
// NotFound.
func (s *Store) List(ctx context.Context, slug string) ([]MeetingDetail, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return nil, err
	}
	return meetingsOf(s.db.Read(ctx), "m.launch_id = ?", l.ID)
}

// Get returns one meeting. Returns NotFound for a meeting of another launch.
func (s *Store) Get(ctx context.Context, slug string, id int64) (MeetingDetail, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return MeetingDetail{}, err
	}
	g := s.db.Read(ctx)
	return meetingIn(g, l, id)
}

// PlannedMeeting returns the id of the planned meeting of a launch, 0 for none.
func (s *Store) PlannedMeeting(ctx context.Context, launchID int64) (id int64, err error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return 0, err
	}
	err = s.db.Read(ctx).Raw("SELECT COALESCE(MAX(id), 0) FROM meetings WHERE launch_id = ? AND state = ?", launchID,
		MeetingPlanned).Scan(&id).Error
	return id, err
}

func meetingIn(g db.Reader, l launch.Launch, id int64) (MeetingDetail, error) {
	ms, err := meetingsOf(g, "m.launch_id = ? AND m.id = ?", l.ID, id)
	if err == nil && len(ms) == 0 {
		err = fault.NotFound("meeting in this launch")
	}
	if err != nil {
		return MeetingDetail{}, err
	}
	return ms[0], nil
}

func meetingsOf(g db.Reader, where string, args ...any) ([]MeetingDetail, error) {
	var rows []struct {
		MeetingDetail
		ItemOn   civil.Date
		ItemTime civil.TimeOfDay
	}
	err := g.Raw(`SELECT m.*, d.due_on AS item_on, d.due_time AS item_time, COALESCE(d.title, '') AS item_title,
			COALESCE(c.name, '') AS chair_name, COALESCE(k.name, '') AS sheet_name
		FROM meetings m LEFT JOIN deliverables d ON d.id = m.item_id AND d.archived_at IS NULL LEFT JOIN users c ON c.id = m.chair_id
		LEFT JOIN users k ON k.id = m.sheet_by WHERE `+where+" ORDER BY m.number DESC", args...).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	ids := []int64{0}
	out := make([]MeetingDetail, len(rows))
	for i, r := range rows {
		out[i] = r.MeetingDetail
		out[i].On, out[i].Time = r.HeldOn, r.HeldTime
		if r.ItemID != nil && r.State == MeetingPlanned {
			out[i].On, out[i].Time = r.ItemOn, r.ItemTime
		}
		ids = append(ids, r.ID)
	}
	return out, addParts(g, out, ids)
}

// questionsQuery reads the questions of meetings with names and the answers of the meetings before.
const questionsQuery = `SELECT q.*, COALESCE(u.name, '') AS user_name, (u.deactivated_at IS NOT NULL) AS user_gone,
		COALESCE(s.name, '') AS substitute_name, COALESCE(r.name, '') AS recorded_name, COALESCE(b.answer, '') AS last_answer,
		COALESCE(b.note, '') AS last_note, bm.held_on AS last_on
	FROM meeting_questions q LEFT JOIN users u ON u.id = q.user_id LEFT JOIN users s ON s.id = q.represented_id
	LEFT JOIN users r ON r.id = q.recorded_by LEFT JOIN meeting_questions b ON b.id = q.repeats_id
	LEFT JOIN meetings bm ON bm.id = b.meeting_id
	WHERE q.meeting_id IN ? ORDER BY q.position, q.id`

// addParts adds the questions, conditions and decisions of meetings.
func addParts(g db.Reader, ms []MeetingDetail, ids []int64) error {
	at := make(map[int64]*MeetingDetail, len(ms))
	for i := range ms {
		at[ms[i].ID] = &ms[i]
	}
	var questions []QuestionDetail
	if err := g.Raw(questionsQuery, ids).Scan(&questions).Error; err != nil {
		return err
	}
	for _, q := range questions {
		at[q.MeetingID].Questions = append(at[q.MeetingID].Questions, q)
	}
	conditions, err := conditionsOf(g, "c.meeting_id IN ?", ids)
	if err != nil {
		return err
	}
	for _, c := range conditions {
		at[c.MeetingID].Conditions = append(at[c.MeetingID].Conditions, c)
	}
	if !slices.ContainsFunc(ms, func(m MeetingDetail) bool { return m.State == MeetingRecorded }) {
		return nil
	}
	entries, err := logOf(g, "e.meeting_id IN ?", ids)
	for _, s := range Scopes {
		for _, e := range entries {
			if e.Scope == s {
				at[*e.MeetingID].Decisions = append(at[*e.MeetingID].Decisions, e)
			}
		}
	}
	return err
}

func conditionsOf(g db.Reader, where string, args ...any) ([]ConditionDetail, error) {
	var out []ConditionDetail
	err := g.Raw(`SELECT c.*, u.name AS owner_name, (u.deactivated_at IS NOT NULL) AS owner_gone, COALESCE(m.name, '') AS met_name
		FROM meeting_conditions c JOIN users u ON u.id = c.owner_id LEFT JOIN users m ON m.id = c.met_by
		WHERE `+where+" ORDER BY c.due_at, c.id", args...).Scan(&out).Error
	return out, err
}

// renamed moves the messages of one field to another.
func renamed(err error, from, to string) error {
	if !fault.Is(err, fault.KindInvalid) {
		return err
	}
	var c fault.Check
	for _, f := range fault.FieldsOf(err) {
		if f.Name == from {
			f.Name = to
		}
		c.Add(f.Name, "%s", f.Message)
	}
	return c.Err()
}

// planned loads a meeting that is not over, for an actor who may do act.
// Returns NotFound for a meeting of another launch, Conflict once it was
// recorded or cancelled.
func planned(tx *db.Tx, slug string, id int64, act people.Action) (launch.Launch, MeetingDetail, error) {
	l, err := launch.LoadForWrite(tx, slug, act)
	if err != nil {
		return l, MeetingDetail{}, err
	}
	m, err := meetingIn(tx.Reader, l, id)
	if err != nil {
		return l, m, err
	}
	return l, m, m.open()
}

// open returns Conflict once a meeting was recorded or cancelled.
func (m MeetingDetail) open() error {
	switch m.State {
	case MeetingRecorded:
		for _, d := range m.Decisions {
			return fault.Conflict("Meeting %d is recorded: %s, decided by %s. "+
				"A recorded decision cannot be changed. Plan a new meeting to decide again.", m.Number, d.Title(), d.ByName)
		}
		return fault.Conflict("Meeting %d is recorded. Plan a new meeting to decide again.", m.Number)
	case MeetingCancelled:
		return fault.Conflict("Meeting %d was cancelled.", m.Number)
	}
	return nil
}

// toRun loads a planned meeting for its chair or the lead. Returns Forbidden to
// others.
func toRun(tx *db.Tx, slug string, id int64) (launch.Launch, MeetingDetail, error) {
	l, m, err := planned(tx, slug, id, people.EditPlan)
	if err != nil && !fault.Is(err, fault.KindConflict) {
		return l, m, err
	}
	if err := people.Require(tx.Actor, people.RunMeeting, m.Subject(l)); err != nil {
		return l, m, err
	}
	return l, m, err
}

// Subject returns the meeting as a subject of permissions.
func (m Meeting) Subject(l launch.Launch) people.Subject {
	return people.Subject{Lead: l.LeadID, Chair: db.IDOf(m.ChairID)}
}

func auditMeeting(tx *db.Tx, l launch.Launch, m Meeting, action, reason string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: action, Entity: "meeting", EntityID: m.ID, LaunchID: &l.ID,
		Label: "Go/no-go meeting " + strconv.Itoa(m.Number), Reason: reason, Changes: changes})
}
