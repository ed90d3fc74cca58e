package interview

import (
	"context"
	"encoding/json"
	"strconv"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Assign sets who is asked and returns who was before, 0 for nobody.
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
		if _, err := tx.UpdateRow("interview_questions", q.ID, version, map[string]any{"owner_id": owner}); err != nil {
			return err
		}
		return auditQuestion(tx, l, q, "question.updated", db.Changed([3]string{"who is asked", names[before], names[db.IDOf(owner)]})...)
	})
	return before, err
}

// AddQuestion adds a question to one launch. key makes a form that is sent
// twice add one.
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

// UpdateQuestion changes a question that was added to the launch. Its answers
// stay. Returns Forbidden for a question of the template.
func (s *Store) UpdateQuestion(ctx context.Context, slug string, id int64, in QuestionInput, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, q, err := question(tx, slug, id, people.EditPlan)
		if err != nil {
			return err
		}
		if err := people.Require(tx.Actor, people.EditQuestion, q.Subject()); err != nil {
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
		_, err = tx.UpdateRow("interview_questions", q.ID, version, map[string]any{"ask": in.Ask, "good": in.Good, "flag": in.Flag,
			"owner_id": in.OwnerID, "dated": in.Dated, "latest_offset": in.Latest, "options": string(options)})
		if err != nil {
			return err
		}
		return auditQuestion(tx, l, q, "question.updated", db.Changed([3]string{"question", q.Ask, in.Ask},
			[3]string{"good answer", q.Good, in.Good},
			[3]string{"red flag", q.Flag, in.Flag}, [3]string{"who is asked", names[db.IDOf(q.OwnerID)], names[db.IDOf(in.OwnerID)]},
			[3]string{"answers", OptionWords(q.Options), OptionWords(in.Options)})...)
	})
}

// RemoveQuestion removes a question that was added to the launch; with back it
// restores it. Returns Forbidden for a question of the template. It returns the new version.
func (s *Store) RemoveQuestion(ctx context.Context, slug string, id int64, version int, back bool) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		var q Question
		if err := db.NotFoundAs(tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&q).Error, "question in this launch"); err != nil {
			return err
		}
		if err := people.Require(tx.Actor, people.EditQuestion, q.Subject()); err != nil {
			return err
		}
		if q.ArchivedAt.IsZero() == back {
			next = q.Version
			return nil
		}
		action, at := "question.removed", tx.Now
		if back {
			action, at = "question.restored", db.Instant{}
		}
		if next, err = tx.UpdateRow("interview_questions", q.ID, version, map[string]any{"archived_at": at}); err != nil {
			return err
		}
		return auditQuestion(tx, l, q, action)
	})
	return next, err
}
