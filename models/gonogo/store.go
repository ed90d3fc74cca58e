package gonogo

import (
	"context"
	"strconv"

	"gorm.io/gorm"

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

// List returns the meetings of a launch, the newest first, in four
// queries. Returns NotFound if there is no such launch.
func (s *Store) List(ctx context.Context, slug string) ([]MeetingDetail, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return nil, err
	}
	g := s.db.Read(ctx)
	return meetingsOf(g, "m.launch_id = ?", l.ID)
}

// Get returns one meeting. Returns NotFound for one of another launch.
func (s *Store) Get(ctx context.Context, slug string, id int64) (MeetingDetail, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return MeetingDetail{}, err
	}
	g := s.db.Read(ctx)
	return meetingIn(g, l, id)
}

// PlannedMeeting returns the id of the meeting that a launch has planned, 0 for
// none.
func (s *Store) PlannedMeeting(ctx context.Context, launchID int64) (id int64, err error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return 0, err
	}
	err = s.db.Read(ctx).Raw("SELECT COALESCE(MAX(id), 0) FROM meetings WHERE launch_id = ? AND state = ?", launchID, MeetingPlanned).Scan(&id).Error
	return id, err
}

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

func meetingIn(g *gorm.DB, l launch.Launch, id int64) (MeetingDetail, error) {
	ms, err := meetingsOf(g, "m.launch_id = ? AND m.id = ?", l.ID, id)
	if err == nil && len(ms) == 0 {
		err = fault.NotFound("meeting in this launch")
	}
	if err != nil {
		return MeetingDetail{}, err
	}
	return ms[0], nil
}

func meetingsOf(g *gorm.DB, where string, args ...any) ([]MeetingDetail, error) {
	var rows []struct {
		MeetingDetail
		ItemOn   civil.Date
		ItemTime civil.TimeOfDay
	}
	err := g.Raw(`SELECT m.*, d.due_on AS item_on, d.due_time AS item_time, COALESCE(d.title, '') AS item_title, COALESCE(c.name, '') AS chair_name,
			COALESCE(k.name, '') AS sheet_name, COALESCE(o.name, '') AS by_name, COALESCE(r.name, '') AS record_name, COALESCE(n.number, 0) AS superseded_number
		FROM meetings m LEFT JOIN deliverables d ON d.id = m.item_id AND d.archived_at IS NULL LEFT JOIN users c ON c.id = m.chair_id
		LEFT JOIN users k ON k.id = m.sheet_by LEFT JOIN users o ON o.id = m.outcome_by LEFT JOIN users r ON r.id = m.recorded_by
		LEFT JOIN meetings n ON n.id = m.superseded_by WHERE `+where+" ORDER BY m.number DESC", args...).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	ids := []int64{0}
	out := make([]MeetingDetail, len(rows))
	for i, r := range rows {
		out[i] = r.MeetingDetail
		out[i].On, out[i].Time = r.HeldOn, r.HeldTime
		if r.ItemID != nil {
			out[i].On, out[i].Time = r.ItemOn, r.ItemTime
		}
		ids = append(ids, r.ID)
	}
	return out, addParts(g, out, ids)
}

// addParts adds the seats and the conditions of meetings.
func addParts(g *gorm.DB, ms []MeetingDetail, ids []int64) error {
	at := make(map[int64]*MeetingDetail, len(ms))
	for i := range ms {
		at[ms[i].ID] = &ms[i]
	}
	var seats []SeatDetail
	err := g.Raw(`SELECT s.*, COALESCE(u.name, '') AS name, (u.deactivated_at IS NOT NULL) AS gone, COALESCE(r.name, '') AS recorded_name
		FROM meeting_seats s LEFT JOIN users u ON u.id = s.user_id LEFT JOIN users r ON r.id = s.recorded_by
		WHERE s.meeting_id IN ? ORDER BY s.position, s.id`, ids).Scan(&seats).Error
	if err != nil {
		return err
	}
	for _, s := range seats {
		at[s.MeetingID].Seats = append(at[s.MeetingID].Seats, s)
	}
	conditions, err := conditionsOf(g, "c.meeting_id IN ?", ids)
	for _, c := range conditions {
		at[c.MeetingID].Conditions = append(at[c.MeetingID].Conditions, c)
	}
	return err
}

func conditionsOf(g *gorm.DB, where string, args ...any) ([]ConditionDetail, error) {
	var out []ConditionDetail
	err := g.Raw(`SELECT c.*, u.name AS owner_name, (u.deactivated_at IS NOT NULL) AS owner_gone, COALESCE(m.name, '') AS met_name
		FROM meeting_conditions c JOIN users u ON u.id = c.owner_id LEFT JOIN users m ON m.id = c.met_by
		WHERE `+where+" ORDER BY c.due_at, c.id", args...).Scan(&out).Error
	return out, err
}

// Plan plans a meeting with the participants of the one before. key
// makes a form that is sent twice plan one. Returns Invalid while another one
// is planned.
func (s *Store) Plan(ctx context.Context, slug string, in MeetingInput, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.LeadLaunch)
		if err != nil {
			return err
		}
		if in, err = cleanMeeting(tx, l, in, nil); err != nil {
			return err
		}
		id, err = tx.Once("meeting "+strconv.FormatInt(l.ID, 10), key, in, func() (int64, error) { return planMeeting(tx, l, in) })
		return err
	})
	return id, err
}

func planMeeting(tx *db.Tx, l launch.Launch, in MeetingInput) (int64, error) {
	before, err := meetingsOf(tx.DB, "m.launch_id = ?", l.ID)
	if err != nil {
		return 0, err
	}
	m := Meeting{LaunchID: l.ID, Number: 1, ItemID: in.ItemID, HeldOn: in.HeldOn, HeldTime: in.HeldTime, Place: in.Place, ChairID: in.ChairID,
		State: MeetingPlanned, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	for _, b := range before {
		if b.State == MeetingPlanned {
			return 0, fault.Invalid("held_on", "Meeting %d is planned already. Change its day, or cancel it first.", b.Number)
		}
		m.Number = max(m.Number, b.Number+1)
	}
	if err := tx.DB.Create(&m).Error; err != nil {
		return 0, err
	}
	var seats []Seat
	if len(before) > 0 {
		for i, b := range before[0].Seats {
			seats = append(seats, Seat{MeetingID: m.ID, UserID: b.UserID, RoleKey: b.RoleKey, Function: b.Function, Mandatory: b.Mandatory, Position: i, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now})
		}
	}
	if err := db.InsertAll(tx, seats); err != nil {
		return 0, err
	}
	return m.ID, auditMeeting(tx, l, m, "meeting.planned", "", db.Changed([3]string{"when", "", whenWords(m.HeldOn, m.HeldTime)}, [3]string{"where", "", m.Place})...)
}

// cleanMeeting is the input as it is stored. Returns Invalid for an item of
// another launch, or a chair who can do nothing.
func cleanMeeting(tx *db.Tx, l launch.Launch, in MeetingInput, chairBefore *int64) (MeetingInput, error) {
	in, err := in.Clean(l.Location())
	if err != nil {
		return in, err
	}
	if in.ItemID != nil {
		var n int64
		err := tx.Raw("SELECT COUNT(*) FROM deliverables WHERE id = ? AND launch_id = ? AND archived_at IS NULL", *in.ItemID, l.ID).Scan(&n).Error
		if err != nil {
			return in, err
		}
		if n == 0 {
			return in, fault.Invalid("item", "That deliverable is not in this launch any more.")
		}
	}
	_, err = people.OwnerNames(tx, in.ChairID, chairBefore)
	return in, renamed(err, "owner", "chair")
}

// renamed puts the messages for one field to another.
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

// planned loads a meeting that is not over, for who may do act. Returns
// NotFound for one of another launch, Conflict once it is recorded or cancelled.
func planned(tx *db.Tx, slug string, id int64, act people.Action) (launch.Launch, MeetingDetail, error) {
	l, err := launch.LoadForWrite(tx, slug, act)
	if err != nil {
		return l, MeetingDetail{}, err
	}
	m, err := meetingIn(tx.DB, l, id)
	if err != nil {
		return l, m, err
	}
	return l, m, m.open()
}

// open returns Conflict once a meeting is over.
func (m MeetingDetail) open() error {
	switch m.State {
	case MeetingRecorded:
		return fault.Conflict("Meeting %d is recorded: %s, taken by %s. A recorded decision cannot be changed; plan a new meeting to take another.", m.Number, m.Outcome.Label(), m.ByName)
	case MeetingCancelled:
		return fault.Conflict("Meeting %d was cancelled.", m.Number)
	}
	return nil
}

// Update changes when, where and by whom a planned meeting is held.
func (s *Store) Update(ctx context.Context, slug string, id int64, in MeetingInput, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, m, err := planned(tx, slug, id, people.LeadLaunch)
		if err != nil {
			return err
		}
		if in, err = cleanMeeting(tx, l, in, m.ChairID); err != nil {
			return err
		}
		err = tx.UpdateRow("meetings", m.ID, version, map[string]any{"item_id": in.ItemID, "held_on": in.HeldOn, "held_time": in.HeldTime,
			"place": in.Place, "chair_id": in.ChairID})
		if err != nil {
			return err
		}
		now, err := meetingIn(tx.DB, l, id)
		if err != nil {
			return err
		}
		return auditMeeting(tx, l, m.Meeting, "meeting.updated", "", db.Changed([3]string{"when", whenWords(m.On, m.Time), whenWords(now.On, now.Time)},
			[3]string{"follows", m.ItemTitle, now.ItemTitle}, [3]string{"where", m.Place, now.Place}, [3]string{"chair", m.ChairName, now.ChairName})...)
	})
}

// Cancel calls a planned meeting off, or, with back, on again. What is
// recorded cannot be cancelled.
func (s *Store) Cancel(ctx context.Context, slug string, id int64, version int, back bool) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.LeadLaunch)
		if err != nil {
			return err
		}
		m, err := meetingIn(tx.DB, l, id)
		if err != nil {
			return err
		}
		to, action := MeetingCancelled, "meeting.cancelled"
		if back {
			to, action = MeetingPlanned, "meeting.restored"
		}
		if m.State == to {
			return nil
		}
		if !back {
			err = m.open()
		} else {
			err = onlyPlanned(tx, l, m)
		}
		if err != nil {
			return err
		}
		if err := tx.UpdateRow("meetings", m.ID, version, map[string]any{"state": to}); err != nil {
			return err
		}
		return auditMeeting(tx, l, m.Meeting, action, "")
	})
}

// onlyPlanned returns Conflict when a cancelled meeting cannot be called on
// again: it is recorded, or another one is planned by now.
func onlyPlanned(tx *db.Tx, l launch.Launch, m MeetingDetail) error {
	if m.State == MeetingRecorded {
		return m.open()
	}
	others, err := meetingsOf(tx.DB, "m.launch_id = ? AND m.state = ?", l.ID, MeetingPlanned)
	if err == nil && len(others) > 0 {
		err = fault.Conflict("Meeting %d is planned by now.", others[0].Number)
	}
	return err
}

// ConfirmRunSheet says that the run sheet was gone through and is agreed on, or,
// with back, that it is not any more. It is for the chair and the lead.
func (s *Store) ConfirmRunSheet(ctx context.Context, slug string, id int64, version int, back bool) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, m, err := toRun(tx, slug, id)
		if err != nil {
			return err
		}
		return confirmSheet(tx, l, m, version, back)
	})
}

func confirmSheet(tx *db.Tx, l launch.Launch, m MeetingDetail, version int, back bool) error {
	if m.SheetAt.IsZero() == back {
		return nil
	}
	by, at, action := tx.ActorID(), tx.Now, "meeting.run sheet confirmed"
	if back {
		by, at, action = nil, db.Instant{}, "meeting.run sheet not confirmed"
	}
	if err := tx.UpdateRow("meetings", m.ID, version, map[string]any{"sheet_by": by, "sheet_at": at}); err != nil {
		return err
	}
	return auditMeeting(tx, l, m.Meeting, action, "")
}

// toRun loads a planned meeting for who runs it: its chair or the launch's
// lead. Returns Forbidden to others.
func toRun(tx *db.Tx, slug string, id int64) (launch.Launch, MeetingDetail, error) {
	l, m, err := planned(tx, slug, id, people.EditPlan)
	if err != nil && !fault.Is(err, fault.KindConflict) {
		return l, m, err
	}
	if !MayRun(tx.Actor, l, m) {
		return l, m, fault.Forbidden("Only the meeting's chair, the launch's lead or an administrator can do this.")
	}
	return l, m, err
}

// MayRun tells whether somebody runs a meeting: the chair, the lead, or an
// administrator.
func MayRun(a db.Actor, l launch.Launch, m MeetingDetail) bool {
	chair := a.ID != 0 && db.IDOf(m.ChairID) == a.ID && people.May(a, people.EditPlan, l.LeadID)
	return chair || people.May(a, people.LeadLaunch, l.LeadID)
}

func whenWords(on civil.Date, at civil.TimeOfDay) string {
	if on.IsZero() {
		return ""
	}
	if at.IsZero() {
		return on.Long()
	}
	return on.Long() + ", " + at.String()
}

func auditMeeting(tx *db.Tx, l launch.Launch, m Meeting, action, reason string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: action, Entity: "meeting", EntityID: m.ID, LaunchID: &l.ID, Label: "Go/no-go meeting " + strconv.Itoa(m.Number), Reason: reason, Changes: changes})
}
