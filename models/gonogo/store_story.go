package gonogo

import (
	"fmt"

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

// WriteVote votes at the planned meeting in the name of who has the seat of a
// function, for the sample organisation.
func WriteVote(tx *db.Tx, l launch.Launch, function string, in VoteInput) error {
	m, err := plannedMeeting(tx, l)
	if err != nil {
		return err
	}
	for _, seat := range m.Seats {
		if seat.Function != function || seat.UserID == nil {
			continue
		}
		var u people.User
		if err := tx.Where("id = ?", *seat.UserID).Take(&u).Error; err != nil {
			return err
		}
		own := tx.As(db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role)}, tx.Now.Time)
		_, err := vote(own, l, m, seat, in, true, seat.Version)
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
	ms, err := meetingsOf(tx.Reader, "m.launch_id = ? AND m.state = ? AND m.superseded_by IS NULL", l.ID, MeetingRecorded)
	if err != nil || len(ms) == 0 {
		return err
	}
	for _, c := range ms[0].Unmet() {
		if err := meetCondition(tx, l, ms[0], c, note, c.Version, false); err != nil {
			return err
		}
	}
	return nil
}

// WriteDecision records the planned meeting, for the sample organisation. It
// leaves the reason out where none is needed.
func (s *Store) WriteDecision(tx *db.Tx, l launch.Launch, in DecisionInput) error {
	m, err := plannedMeeting(tx, l)
	if err != nil {
		return err
	}
	v, err := s.judge.Judge(tx, l)
	if err != nil {
		return err
	}
	if v.Go && in.Outcome == OutcomeGo && m.Count(VoteNoGo) == 0 || in.Outcome == OutcomeConditional {
		in.Reason = ""
	}
	in.Seen = StateOf(m, v)
	if err := s.record(tx, l.Slug, m.ID, in, m.Version); err != nil {
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
