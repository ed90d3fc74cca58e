package gonogo

import (
	"context"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// SavePoll saves what the chair entered on the page of a meeting in one
// transaction: answers, conditions and, if there is one, the decision. An answer
// that somebody else changed since the page was shown is not saved and returned;
// the others are. With a decision nothing is saved then, and the error is a
// Conflict. Returns Invalid with the fields of the page.
func (s *Store) SavePoll(ctx context.Context, slug string, id int64, in PollInput) (refused Refused, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		refused = nil
		l, m, err := s.toHold(tx, slug, id)
		if err != nil {
			return err
		}
		var c fault.Check
		if refused, err = saveAnswers(tx, l, m, in.Answers, &c); err != nil {
			return err
		}
		if err := saveConditions(tx, l, m, in.Conditions, &c); err != nil {
			return err
		}
		if err := c.Err(); err != nil || in.Decision == nil {
			return err
		}
		if len(refused) > 0 {
			return fault.Conflict("Nothing was recorded. These answers changed since you opened the page: %s.", refused.Topics())
		}
		return s.record(tx, l, m, *in.Decision, in)
	})
	return refused, err
}

// toHold loads a meeting for its chair or the lead that can still decide
// something: a planned one, or a recorded one that nothing came after. Returns
// Forbidden to others, and Conflict for a meeting that is over.
func (s *Store) toHold(tx *db.Tx, slug string, id int64) (launch.Launch, MeetingDetail, error) {
	l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
	if err != nil {
		return l, MeetingDetail{}, err
	}
	m, err := meetingIn(tx.Reader, l, id)
	if err != nil {
		return l, m, err
	}
	if err := people.Require(tx.Actor, people.RunMeeting, m.Subject(l)); err != nil {
		return l, m, err
	}
	if m.State != MeetingRecorded || len(m.Undecided()) == 0 {
		return l, m, m.open()
	}
	var later int64
	err = tx.Raw("SELECT COUNT(*) FROM meetings WHERE launch_id = ? AND number > ? AND state <> ?", l.ID, m.Number,
		MeetingCancelled).Scan(&later).Error
	if err == nil && later > 0 {
		err = m.open()
	}
	return l, m, err
}

// Undecided returns the scopes about which the meeting has not decided.
func (m MeetingDetail) Undecided() []Scope {
	var out []Scope
	for _, s := range Scopes {
		if m.Decided(s) == nil {
			out = append(out, s)
		}
	}
	return out
}

func saveAnswers(tx *db.Tx, l launch.Launch, m MeetingDetail, answers []PollAnswer, c *fault.Check) (Refused, error) {
	var refused Refused
	for _, a := range answers {
		q, err := questionIn(m, a.QuestionID)
		if err != nil {
			return nil, err
		}
		in, err := a.Clean()
		if err != nil {
			if err := merge(c, err, q.ID); err != nil {
				return nil, err
			}
			continue
		}
		if in == q.AnswerInput() {
			continue
		}
		if m.State != MeetingPlanned {
			return nil, m.open()
		}
		if a.Version != q.Version {
			refused = append(refused, q)
			continue
		}
		if _, err := answer(tx, l, m, q, in, a.Version); err != nil {
			return nil, err
		}
	}
	return refused, nil
}

func saveConditions(tx *db.Tx, l launch.Launch, m MeetingDetail, rows []PollCondition, c *fault.Check) error {
	for _, row := range rows {
		if row.blank() {
			continue
		}
		if err := merge(c, saveCondition(tx, l, m, row), row.Row); err != nil {
			return err
		}
	}
	return nil
}

func saveCondition(tx *db.Tx, l launch.Launch, m MeetingDetail, row PollCondition) error {
	if row.ID == 0 {
		in, due, err := cleanCondition(tx, l, row.ConditionInput, nil)
		if err != nil || row.Remove {
			return err
		}
		_, err = addCondition(tx, l, m, in, due)
		return err
	}
	x, err := draftIn(m, row.ID)
	if err != nil {
		return err
	}
	if row.Remove {
		return removeCondition(tx, l, m, x, row.Version)
	}
	return updateCondition(tx, l, m, x, row.ConditionInput, row.Version)
}
