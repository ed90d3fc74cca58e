package interview

import (
	"context"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store keeps technical interviews.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// Get returns the interview of a launch with all answers, in three queries.
// Returns NotFound.
func (s *Store) Get(ctx context.Context, slug string) (Interview, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return Interview{}, err
	}
	g := s.db.Read(ctx)
	return interviewOf(g, l)
}

func interviewOf(g db.Reader, l launch.Launch) (Interview, error) {
	var v Interview
	var rows []struct {
		Question
		OwnerName string
		OwnerGone bool
	}
	err := g.Raw(`SELECT q.*, COALESCE(u.name, '') AS owner_name, (u.deactivated_at IS NOT NULL) AS owner_gone FROM interview_questions q
		LEFT JOIN users u ON u.id = q.owner_id WHERE q.launch_id = ? ORDER BY q.position, q.id`, l.ID).Scan(&rows).Error
	if err != nil {
		return v, err
	}
	var given []AnswerDetail
	err = g.Raw(`SELECT a.*, COALESCE(b.name, '') AS by_name, COALESCE(c.name, '') AS accepted_name FROM interview_answers a
		JOIN interview_questions q ON q.id = a.question_id LEFT JOIN users b ON b.id = a.by_id LEFT JOIN users c ON c.id = a.accepted_by
		WHERE q.launch_id = ? ORDER BY a.id DESC`, l.ID).Scan(&given).Error
	if err != nil {
		return v, err
	}
	of := make(map[int64][]AnswerDetail)
	for _, a := range given {
		of[a.QuestionID] = append(of[a.QuestionID], a)
	}
	for _, r := range rows {
		if !r.ArchivedAt.IsZero() {
			v.Removed = append(v.Removed, r.Question)
			continue
		}
		v.Questions = append(v.Questions, detailOf(r.Question, r.OwnerName, r.OwnerGone, of[r.ID], l))
	}
	return v, nil
}

func detailOf(q Question, owner string, gone bool, given []AnswerDetail, l launch.Launch) QuestionDetail {
	out := QuestionDetail{Question: q, OwnerName: owner, OwnerGone: gone, Given: given}
	var newest *Answer
	for i := range given {
		if q.AnswerID != nil && given[i].ID == *q.AnswerID {
			out.Newest, newest = &given[i], &given[i].Answer
			out.Late = tooLate(q, given[i].Answer, l.LaunchOn)
		}
	}
	out.State = flagOf(q, newest, l.LaunchOn)
	return out
}

// question loads a question for an actor who may do act. Returns NotFound when
// it was removed or belongs to another launch.
func question(tx *db.Tx, slug string, id int64, act people.Action) (launch.Launch, Question, error) {
	l, err := launch.LoadForWrite(tx, slug, act)
	if err != nil {
		return l, Question{}, err
	}
	var q Question
	err = tx.Where("id = ? AND launch_id = ? AND archived_at IS NULL", id, l.ID).Take(&q).Error
	return l, q, db.NotFoundAs(err, "question in this launch")
}

// newest returns the answer that counts, nil before the first.
func newest(tx *db.Tx, q Question) (*Answer, error) {
	if q.AnswerID == nil {
		return nil, nil
	}
	var a Answer
	err := tx.Where("id = ? AND question_id = ?", *q.AnswerID, q.ID).Take(&a).Error
	return &a, db.NotFoundAs(err, "answer to this question")
}

// Answer answers a question. The answers before stay in its history. The same
// answer again changes nothing. Returns the id of the answer before, 0 for
// none. Returns Invalid for an answer that does not fit, Conflict when the
// question changed meanwhile.
func (s *Store) Answer(ctx context.Context, slug string, id int64, r Reply, version int) (before int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, q, err := question(tx, slug, id, people.EditPlan)
		if err != nil {
			return err
		}
		a, err := q.answer(r)
		if err != nil {
			return err
		}
		was, err := newest(tx, q)
		if err != nil {
			return err
		}
		before = db.IDOf(q.AnswerID)
		if was != nil && a.repeats(*was) {
			return nil
		}
		return giveAnswer(tx, l, q, was, a, version)
	})
	return before, err
}

func giveAnswer(tx *db.Tx, l launch.Launch, q Question, was *Answer, a Answer, version int) error {
	a.ByID, a.At = tx.ActorID(), tx.Now
	if err := tx.DB.Create(&a).Error; err != nil {
		return err
	}
	if _, err := tx.UpdateRow("interview_questions", q.ID, version, map[string]any{"answer_id": a.ID}); err != nil {
		return err
	}
	return auditQuestion(tx, l, q, "question.answered", answerChanges(was, &a)...)
}

// RestoreAnswer makes an earlier answer count again, or none with 0. It undoes
// Answer.
func (s *Store) RestoreAnswer(ctx context.Context, slug string, id, answer int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, q, err := question(tx, slug, id, people.EditPlan)
		if err != nil {
			return err
		}
		if db.IDOf(q.AnswerID) == answer {
			return nil
		}
		was, err := newest(tx, q)
		if err != nil {
			return err
		}
		back := q
		back.AnswerID = db.RefOf(answer)
		now, err := newest(tx, back)
		if err != nil {
			return err
		}
		if _, err := tx.UpdateRow("interview_questions", q.ID, version, map[string]any{"answer_id": back.AnswerID}); err != nil {
			return err
		}
		return auditQuestion(tx, l, q, "question.taken back", answerChanges(was, now)...)
	})
}

func answerChanges(was, now *Answer) []db.Change {
	var a, b Answer
	if was != nil {
		a = *was
	}
	if now != nil {
		b = *now
	}
	return db.Changed([3]string{"answer", a.Words(), b.Words()}, [3]string{"note", a.Note, b.Note})
}

// AcceptFlag accepts the red flag of the newest answer. Returns Invalid without
// a reason, Conflict when the question changed meanwhile or no flag stands.
func (s *Store) AcceptFlag(ctx context.Context, slug string, id int64, reason string, version int) error {
	return s.acceptance(ctx, slug, id, version, "question.flag accepted", func(tx *db.Tx, l launch.Launch, q Question,
		a *Answer) (map[string]any, []db.Change, error) {
		why, err := launch.CleanReason(reason, "Say why the launch can live with it.")
		if err != nil {
			return nil, nil, err
		}
		if state := flagOf(q, a, l.LaunchOn); state != FlagStands {
			return nil, nil, fault.Conflict("No red flag stands here any more.")
		}
		return map[string]any{"accepted_by": tx.ActorID(), "accepted_at": tx.Now, "accept_reason": why},
			db.Changed([3]string{"accepted because", "", why}), nil
	})
}

// WithdrawAcceptance undoes AcceptFlag.
func (s *Store) WithdrawAcceptance(ctx context.Context, slug string, id int64, version int) error {
	return s.acceptance(ctx, slug, id, version, "question.acceptance withdrawn",
		func(_ *db.Tx, _ launch.Launch, _ Question, a *Answer) (map[string]any, []db.Change, error) {
			if a == nil || a.AcceptedAt.IsZero() {
				return nil, nil, fault.Conflict("The red flag is not accepted any more.")
			}
			return map[string]any{"accepted_by": nil, "accepted_at": nil, "accept_reason": ""},
				db.Changed([3]string{"accepted because", a.AcceptReason, ""}), nil
		})
}

type judge func(tx *db.Tx, l launch.Launch, q Question, a *Answer) (map[string]any, []db.Change, error)

func (s *Store) acceptance(ctx context.Context, slug string, id int64, version int, action string, decide judge) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, q, err := question(tx, slug, id, people.LeadLaunch)
		if err != nil {
			return err
		}
		a, err := newest(tx, q)
		if err != nil {
			return err
		}
		columns, changes, err := decide(tx, l, q, a)
		if err != nil {
			return err
		}
		if _, err := tx.UpdateRow("interview_questions", q.ID, version, map[string]any{}); err != nil {
			return err
		}
		if err := tx.Table("interview_answers").Where("id = ?", a.ID).Updates(columns).Error; err != nil {
			return err
		}
		return auditQuestion(tx, l, q, action, changes...)
	})
}

func auditQuestion(tx *db.Tx, l launch.Launch, q Question, action string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: action, Entity: "question", EntityID: q.ID, LaunchID: &l.ID, Label: q.Ask, Changes: changes})
}
