package gonogo

import (
	"fmt"
	"strings"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// plannedMeeting returns the planned meeting. Returns NotFound.
func plannedMeeting(tx *db.Tx, l launch.Launch) (MeetingDetail, error) {
	ms, err := meetingsOf(tx.Reader, "m.launch_id = ? AND m.state = ?", l.ID, MeetingPlanned)
	if err == nil && len(ms) == 0 {
		err = fault.NotFound("planned meeting")
	}
	if err != nil {
		return MeetingDetail{}, err
	}
	return ms[0], nil
}

// WriteAnswer answers the question about a topic at the planned meeting in the
// name of who is asked, for the sample organisation.
func WriteAnswer(tx *db.Tx, l launch.Launch, topic string, in AnswerInput) error {
	m, err := plannedMeeting(tx, l)
	if err != nil {
		return err
	}
	for _, q := range m.Questions {
		if q.Topic != topic || q.UserID == nil {
			continue
		}
		var u people.User
		if err := tx.Where("id = ?", *q.UserID).Take(&u).Error; err != nil {
			return err
		}
		own := tx.As(db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role)}, tx.Now.Time)
		_, err := answer(own, l, m, q, in, q.Version)
		return err
	}
	return nil
}

// WriteCondition adds a condition to the planned meeting, for the sample
// organisation.
func WriteCondition(tx *db.Tx, l launch.Launch, text string, owner int64, on civil.Date, at civil.TimeOfDay) error {
	m, err := plannedMeeting(tx, l)
	if err != nil {
		return err
	}
	in, due, err := cleanCondition(tx, l, ConditionInput{Text: text, OwnerID: &owner, DueOn: on, DueTime: at}, nil)
	if err != nil {
		return err
	}
	_, err = addCondition(tx, l, m, in, due)
	return err
}

// WriteConditionMet meets the conditions of the standing decision, for the sample
// organisation.
func WriteConditionMet(tx *db.Tx, l launch.Launch, note string) error {
	d, err := decisionOf(tx.Reader, l.ID)
	if err != nil || !d.Decided() {
		return err
	}
	m, err := meetingIn(tx.Reader, l, d.MeetingID)
	if err != nil {
		return err
	}
	for _, c := range m.ConditionsOf(ScopeLaunch) {
		if err := meetCondition(tx, l, m, c, note, c.Version, false); err != nil {
			return err
		}
	}
	return nil
}

// WriteDecision records a decision about the launch at the planned meeting, for
// the sample organisation. It names the topics without an answer, and leaves the
// reason out where none is needed.
func (s *Store) WriteDecision(tx *db.Tx, l launch.Launch, in DecisionInput) error {
	m, err := plannedMeeting(tx, l)
	if err != nil {
		return err
	}
	v, err := s.judge.Judge(tx, l)
	if err != nil {
		return err
	}
	in.Scope = ScopeLaunch
	missing := m.Missing()
	if v.Go && in.Outcome == OutcomeGo || in.Outcome == OutcomeConditional {
		in.Reason = ""
	}
	if len(missing) > 0 {
		in.Reason = strings.TrimSpace(in.Reason + " Asked by phone, nothing against it: " + Topics(missing) + ".")
	}
	in.Seen = StateOf(m, v)
	if err := s.record(tx, l, m, in, PollInput{Version: m.Version}); err != nil {
		return fmt.Errorf("meeting %d: %w", m.Number, err)
	}
	return nil
}

// WriteSheet confirms the run sheet at the planned meeting, for the sample
// organisation.
func WriteSheet(tx *db.Tx, l launch.Launch) error {
	m, err := plannedMeeting(tx, l)
	if err != nil {
		return err
	}
	_, err = confirmSheet(tx, l, m, m.Version, false)
	return err
}
