package gonogo

import (
	"context"
	"strconv"
	"strings"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// AddCondition adds a condition to a planned meeting, for its chair and the
// lead. key makes a form that is sent twice add one.
func (s *Store) AddCondition(ctx context.Context, slug string, meeting int64, in ConditionInput, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, m, err := toRun(tx, slug, meeting)
		if err != nil {
			return err
		}
		in, due, err := cleanCondition(tx, l, in, nil)
		if err != nil {
			return err
		}
		id, err = tx.Once("condition "+strconv.FormatInt(m.ID, 10), key, in, func() (int64, error) { return addCondition(tx, l, m, in, due) })
		return err
	})
	return id, err
}

func addCondition(tx *db.Tx, l launch.Launch, m MeetingDetail, in ConditionInput, due time.Time) (int64, error) {
	c := Condition{LaunchID: l.ID, MeetingID: m.ID, Text: in.Text, OwnerID: *in.OwnerID, DueAt: db.At(due), Version: 1, CreatedAt: tx.Now,
		UpdatedAt: tx.Now}
	if err := tx.DB.Create(&c).Error; err != nil {
		return 0, err
	}
	return c.ID, auditMeeting(tx, l, m.Meeting, "meeting.condition added", "", db.Change{Field: "condition", New: in.Text},
		db.Change{Field: "until", New: dueWords(due, l)})
}

func cleanCondition(tx *db.Tx, l launch.Launch, in ConditionInput, before *int64) (ConditionInput, time.Time, error) {
	in, due, err := in.Clean(l.Location(), tx.Now.Time)
	if err == nil {
		_, err = people.OwnerNames(tx, in.OwnerID, before)
	}
	return in, due, err
}

func dueWords(due time.Time, l launch.Launch) string {
	return due.In(l.Location()).Format("Mon 2 Jan 2006, 15:04 MST")
}

// conditionIn returns a condition of the meeting. Returns NotFound.
func conditionIn(m MeetingDetail, id int64) (ConditionDetail, error) {
	for _, c := range m.Conditions {
		if c.ID == id {
			return c, nil
		}
	}
	return ConditionDetail{}, fault.NotFound("condition of this meeting")
}

// draftIn returns a condition that no decision was recorded with. Returns
// NotFound, and Conflict once it was.
func draftIn(m MeetingDetail, id int64) (ConditionDetail, error) {
	c, err := conditionIn(m, id)
	if err == nil && c.Scope != ScopeNone {
		err = fault.Conflict("A decision was recorded with this condition. It cannot be changed.")
	}
	return c, err
}

// UpdateCondition changes a condition before a decision is recorded with it.
func (s *Store) UpdateCondition(ctx context.Context, slug string, meeting, id int64, in ConditionInput, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, m, err := toRun(tx, slug, meeting)
		if err != nil {
			return err
		}
		c, err := draftIn(m, id)
		if err != nil {
			return err
		}
		return updateCondition(tx, l, m, c, in, version)
	})
}

func updateCondition(tx *db.Tx, l launch.Launch, m MeetingDetail, c ConditionDetail, in ConditionInput, version int) error {
	in, due, err := cleanCondition(tx, l, in, &c.OwnerID)
	if err != nil {
		return err
	}
	if in.Text == c.Text && *in.OwnerID == c.OwnerID && due.Equal(c.DueAt.Time) {
		return nil
	}
	names, err := people.OwnerNames(tx, in.OwnerID, &c.OwnerID)
	if err != nil {
		return err
	}
	_, err = tx.UpdateRow("meeting_conditions", c.ID, version, map[string]any{"text": in.Text, "owner_id": *in.OwnerID, "due_at": db.At(due)})
	if err != nil {
		return err
	}
	return auditMeeting(tx, l, m.Meeting, "meeting.condition changed", "", db.Changed([3]string{"condition", c.Text, in.Text},
		[3]string{"owner", c.OwnerName, names[*in.OwnerID]}, [3]string{"until", dueWords(c.DueAt.Time, l), dueWords(due, l)})...)
}

// RemoveCondition removes a condition before a decision is recorded with it.
func (s *Store) RemoveCondition(ctx context.Context, slug string, meeting, id int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, m, err := toRun(tx, slug, meeting)
		if err != nil {
			return err
		}
		c, err := draftIn(m, id)
		if err != nil {
			return err
		}
		return removeCondition(tx, l, m, c, version)
	})
}

func removeCondition(tx *db.Tx, l launch.Launch, m MeetingDetail, c ConditionDetail, version int) error {
	if err := tx.DeleteRow("meeting_conditions", c.ID, version); err != nil {
		return err
	}
	return auditMeeting(tx, l, m.Meeting, "meeting.condition removed", "", db.Change{Field: "condition", Old: c.Text})
}

// MeetCondition marks a condition as met, or with back as not met, for its
// owner and the lead. Meeting an overdue condition makes a lapsed decision
// stand again.
func (s *Store) MeetCondition(ctx context.Context, slug string, meeting, id int64, note string, version int, back bool) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		m, err := meetingIn(tx.Reader, l, meeting)
		if err != nil {
			return err
		}
		c, err := conditionIn(m, id)
		if err != nil {
			return err
		}
		if err := people.Require(tx.Actor, people.MeetCondition, c.Subject(l)); err != nil {
			return err
		}
		note = strings.TrimSpace(note)
		if len([]rune(note)) > launch.MaxReason {
			return fault.Invalid("note", "Use at most %d characters.", launch.MaxReason)
		}
		return meetCondition(tx, l, m, c, note, version, back)
	})
}

func meetCondition(tx *db.Tx, l launch.Launch, m MeetingDetail, c ConditionDetail, note string, version int, back bool) error {
	if c.MetAt.IsZero() == back {
		return nil
	}
	columns, action := map[string]any{"met_at": tx.Now, "met_by": tx.ActorID(), "met_note": note}, "meeting.condition met"
	if back {
		columns, action = map[string]any{"met_at": nil, "met_by": nil, "met_note": ""}, "meeting.condition not met"
	}
	if _, err := tx.UpdateRow("meeting_conditions", c.ID, version, columns); err != nil {
		return err
	}
	return auditMeeting(tx, l, m.Meeting, action, note, db.Change{Field: "condition", New: c.Text})
}
