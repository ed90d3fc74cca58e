package interview

import (
	"context"
	"encoding/json"
	"strconv"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store keeps technical interviews.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// Get returns the questions with all their answers, in three queries.
// Returns NotFound if there is no such launch.
func (s *Store) Get(ctx context.Context, slug string) (Interview, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return Interview{}, err
	}
	g := s.db.Read(ctx)
	return interviewOf(g, l)
}

func interviewOf(g *gorm.DB, l launch.Launch) (Interview, error) {
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

// question loads a question of the launch for who may do act. Returns NotFound
// for one of another launch, or that was removed.
func question(tx *db.Tx, slug string, id int64, act people.Action) (launch.Launch, Question, error) {
	l, err := launch.LoadForWrite(tx, slug, act)
	if err != nil {
		return l, Question{}, err
	}
	var q Question
	err = tx.Where("id = ? AND launch_id = ? AND archived_at IS NULL", id, l.ID).Take(&q).Error
	return l, q, db.NotFoundAs(err, "question in this launch")
}

// newest is the answer that counts, nil before the first.
func newest(tx *db.Tx, q Question) (*Answer, error) {
	if q.AnswerID == nil {
		return nil, nil
	}
	var a Answer
	err := tx.Where("id = ? AND question_id = ?", *q.AnswerID, q.ID).Take(&a).Error
	return &a, db.NotFoundAs(err, "answer to this question")
}

// Answer answers a question. What was answered before stays in its history,
// and the acceptance of its flag ends. Saying the same again changes nothing.
// Returns the id of the answer before, 0 for none; Invalid when there is no
// such answer, Conflict when somebody else was faster with another.
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
	if err := tx.UpdateRow("interview_questions", q.ID, version, map[string]any{"answer_id": a.ID}); err != nil {
		return err
	}
	return auditQuestion(tx, l, q, "question.answered", answerChanges(was, &a)...)
}

// RestoreAnswer makes an earlier answer count again with all that belongs to it,
// 0 for none. It undoes Answer.
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
		if err := tx.UpdateRow("interview_questions", q.ID, version, map[string]any{"answer_id": back.AnswerID}); err != nil {
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

// AcceptFlag takes a red flag that stands on the lead's shoulders, for the
// answer that raised it. Returns Invalid without a reason, Conflict when the
// answer is another by now or raises no flag.
func (s *Store) AcceptFlag(ctx context.Context, slug string, id int64, reason string, version int) error {
	return s.acceptance(ctx, slug, id, version, "question.flag accepted", func(tx *db.Tx, l launch.Launch, q Question, a *Answer) (map[string]any, []db.Change, error) {
		why, err := launch.CleanReason(reason, "Say why the launch can live with it.")
		if err != nil {
			return nil, nil, err
		}
		if state := flagOf(q, a, l.LaunchOn); state != FlagStands {
			return nil, nil, fault.Conflict("No red flag stands here any more.")
		}
		return map[string]any{"accepted_by": tx.ActorID(), "accepted_at": tx.Now, "accept_reason": why}, db.Changed([3]string{"accepted because", "", why}), nil
	})
}

// WithdrawAcceptance lets the flag stand again.
func (s *Store) WithdrawAcceptance(ctx context.Context, slug string, id int64, version int) error {
	return s.acceptance(ctx, slug, id, version, "question.acceptance withdrawn", func(_ *db.Tx, _ launch.Launch, _ Question, a *Answer) (map[string]any, []db.Change, error) {
		if a == nil || a.AcceptedAt.IsZero() {
			return nil, nil, fault.Conflict("The red flag is not accepted any more.")
		}
		return map[string]any{"accepted_by": nil, "accepted_at": nil, "accept_reason": ""}, db.Changed([3]string{"accepted because", a.AcceptReason, ""}), nil
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
		if err := tx.UpdateRow("interview_questions", q.ID, version, map[string]any{}); err != nil {
			return err
		}
		if err := tx.Table("interview_answers").Where("id = ?", a.ID).Updates(columns).Error; err != nil {
			return err
		}
		return auditQuestion(tx, l, q, action, changes...)
	})
}

// Assign changes who is asked. Returns who was before, 0 for nobody.
func (s *Store) Assign(ctx context.Context, slug string, id int64, owner *int64, version int) (before int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, q, err := question(tx, slug, id, people.EditPlan)
		if err != nil {
			return err
		}
		before = db.IDOf(q.OwnerID)
		if before == db.IDOf(owner) {
			return nil
		}
		names, err := people.OwnerNames(tx, owner, q.OwnerID)
		if err != nil {
			return err
		}
		if err := tx.UpdateRow("interview_questions", q.ID, version, map[string]any{"owner_id": owner}); err != nil {
			return err
		}
		return auditQuestion(tx, l, q, "question.updated", db.Changed([3]string{"who is asked", names[before], names[db.IDOf(owner)]})...)
	})
	return before, err
}

// AddQuestion adds a question of the launch's own. key makes a form that is
// sent twice add one.
func (s *Store) AddQuestion(ctx context.Context, slug string, in QuestionInput, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		if _, err := people.OwnerNames(tx, in.OwnerID, nil); err != nil {
			return err
		}
		id, err = tx.Once("question "+strconv.FormatInt(l.ID, 10), key, in, func() (int64, error) { return createQuestion(tx, l, in) })
		return err
	})
	return id, err
}

func createQuestion(tx *db.Tx, l launch.Launch, in QuestionInput) (int64, error) {
	var last int
	if err := tx.Raw("SELECT COALESCE(MAX(position), 0) FROM interview_questions WHERE launch_id = ?", l.ID).Scan(&last).Error; err != nil {
		return 0, err
	}
	q := Question{LaunchID: l.ID, Key: launch.OwnKey(), Ask: in.Ask, Good: in.Good, Flag: in.Flag, OwnerID: in.OwnerID, Dated: in.Dated,
		LatestOffset: in.Latest, Options: in.Options, Position: last + 1, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if err := tx.DB.Create(&q).Error; err != nil {
		return 0, err
	}
	return q.ID, auditQuestion(tx, l, q, "question.added")
}

// UpdateQuestion changes a question of the launch's own. What was answered stays
// as it was said. Returns Forbidden for one of the template.
func (s *Store) UpdateQuestion(ctx context.Context, slug string, id int64, in QuestionInput, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, q, err := question(tx, slug, id, people.EditPlan)
		if err != nil {
			return err
		}
		if err := ownOnly(q); err != nil {
			return err
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		names, err := people.OwnerNames(tx, in.OwnerID, q.OwnerID)
		if err != nil {
			return err
		}
		options, err := json.Marshal(in.Options)
		if err != nil {
			return err
		}
		err = tx.UpdateRow("interview_questions", q.ID, version, map[string]any{"ask": in.Ask, "good": in.Good, "flag": in.Flag,
			"owner_id": in.OwnerID, "dated": in.Dated, "latest_offset": in.Latest, "options": string(options)})
		if err != nil {
			return err
		}
		return auditQuestion(tx, l, q, "question.updated", db.Changed([3]string{"question", q.Ask, in.Ask}, [3]string{"good answer", q.Good, in.Good},
			[3]string{"red flag", q.Flag, in.Flag}, [3]string{"who is asked", names[db.IDOf(q.OwnerID)], names[db.IDOf(in.OwnerID)]},
			[3]string{"answers", OptionWords(q.Options), OptionWords(in.Options)})...)
	})
}

func ownOnly(q Question) error {
	if q.Own() {
		return nil
	}
	return fault.Forbidden("This question comes from the template and is asked at every launch. You can change who is asked, and answer it.")
}

// RemoveQuestion takes a question of the launch's own away, or brings it back.
func (s *Store) RemoveQuestion(ctx context.Context, slug string, id int64, version int, back bool) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		var q Question
		if err := db.NotFoundAs(tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&q).Error, "question in this launch"); err != nil {
			return err
		}
		if err := ownOnly(q); err != nil {
			return err
		}
		if q.ArchivedAt.IsZero() == back {
			return nil
		}
		action, at := "question.removed", tx.Now
		if back {
			action, at = "question.restored", db.Instant{}
		}
		if err := tx.UpdateRow("interview_questions", q.ID, version, map[string]any{"archived_at": at}); err != nil {
			return err
		}
		return auditQuestion(tx, l, q, action)
	})
}

func auditQuestion(tx *db.Tx, l launch.Launch, q Question, action string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: action, Entity: "question", EntityID: q.ID, LaunchID: &l.ID, Label: q.Ask, Changes: changes})
}
