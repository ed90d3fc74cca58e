package interview

import (
	"fmt"

	"tminus/models/db"
	"tminus/models/launch"
)

// WriteAnswer answers a question in the actor's name, for the sample
// organisation.
func WriteAnswer(tx *db.Tx, l launch.Launch, key string, r Reply) error {
	var q Question
	if err := tx.Where("launch_id = ? AND key = ?", l.ID, key).Take(&q).Error; err != nil {
		return fmt.Errorf("the question %q: %w", key, err)
	}
	a, err := q.answer(r)
	if err != nil {
		return fmt.Errorf("the question %q: %w", key, err)
	}
	was, err := newest(tx, q)
	if err != nil {
		return err
	}
	return giveAnswer(tx, l, q, was, a, q.Version)
}

// WriteAcceptance accepts the red flag of a question in the actor's name, for the
// sample organisation.
func WriteAcceptance(tx *db.Tx, l launch.Launch, key, reason string) error {
	var q Question
	if err := tx.Where("launch_id = ? AND key = ?", l.ID, key).Take(&q).Error; err != nil {
		return fmt.Errorf("the question %q: %w", key, err)
	}
	columns := map[string]any{"accepted_by": tx.ActorID(), "accepted_at": tx.Now, "accept_reason": reason}
	if err := tx.Table("interview_answers").Where("id = ?", q.AnswerID).Updates(columns).Error; err != nil {
		return err
	}
	if _, err := tx.UpdateRow("interview_questions", q.ID, q.Version, map[string]any{}); err != nil {
		return err
	}
	return auditQuestion(tx, l, q, "question.flag accepted", db.Changed([3]string{"accepted because", "", reason})...)
}
