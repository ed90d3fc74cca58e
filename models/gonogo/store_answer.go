package gonogo

import (
	"context"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Answer sets the answer to a question until a decision is recorded; AnswerOpen
// removes it. Who is asked and who represents them answer themselves until
// voting closes. The chair and the lead can record any answer, which is shown.
// Returns the answer before and the new version. Returns Forbidden to everybody
// else.
func (s *Store) Answer(ctx context.Context, slug string, meeting, id int64, in AnswerInput, version int) (before AnswerInput, next int,
	err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		m, err := meetingIn(tx.Reader, l, meeting)
		if err != nil {
			return err
		}
		q, err := questionIn(m, id)
		if err != nil {
			return err
		}
		if err := mayAnswer(tx, l, m, q); err != nil {
			return err
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		before = q.AnswerInput()
		next, err = answer(tx, l, m, q, in, version)
		return err
	})
	return before, next, err
}

// mayAnswer returns Forbidden to who neither answers a question nor runs the
// meeting, and Conflict once voting is over.
func mayAnswer(tx *db.Tx, l launch.Launch, m MeetingDetail, q QuestionDetail) error {
	on := m.Subject(l)
	if on.Owner = db.IDOf(q.UserID); q.AnsweredBy(tx.Actor.ID) {
		on.Owner = tx.Actor.ID
	}
	if err := people.Require(tx.Actor, people.Vote, on); err != nil {
		return err
	}
	if err := m.open(); err != nil {
		return err
	}
	if m.Closed(l.Location(), tx.Now.Time) && !people.Can(tx.Actor, people.RunMeeting, m.Subject(l)) {
		return fault.Conflict("Voting closed on %s. Ask the chair to enter your answer.", whenWords(m.On, m.Time))
	}
	return nil
}

// answer writes an answer; it is recorded as the actor's unless they answer the
// question themselves.
func answer(tx *db.Tx, l launch.Launch, m MeetingDetail, q QuestionDetail, in AnswerInput, version int) (int, error) {
	by, at, own := tx.ActorID(), tx.Now, q.AnsweredBy(tx.Actor.ID)
	if own {
		by = nil
	}
	if in.Answer == AnswerOpen {
		by, at = nil, db.Instant{}
	}
	if q.AnswerInput() == in {
		return q.Version, nil
	}
	columns := map[string]any{"answer": in.Answer, "note": in.Note, "reading": in.Reading, "answered_at": at, "recorded_by": by}
	next, err := tx.UpdateRow("meeting_questions", q.ID, version, columns)
	if err != nil {
		return next, err
	}
	action := "meeting.answered"
	if !own {
		action = "meeting.answer recorded"
	}
	who := q.Topic
	if name := q.Speaker(); name != "" {
		who += ", " + name
	}
	return next, auditMeeting(tx, l, m.Meeting, action, "", db.Changed([3]string{who, q.Answer.Label(), in.Answer.Label()},
		[3]string{who + ", note", q.Note, in.Note}, [3]string{who + ", reading", q.Reading, in.Reading})...)
}
