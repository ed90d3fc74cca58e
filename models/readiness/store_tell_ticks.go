package readiness

import (
	"fmt"
	"strings"

	"tminus/models/db"
	"tminus/models/launch"
)

// TellAnswer answers the question of that key in the actor's name, in a history
// that is told afterwards; accepted is why the lead lives with its flag.
func TellAnswer(tx *db.Tx, l launch.Launch, key string, r Reply) error {
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

// TellAccepted accepts the red flag of a question in the actor's name.
func TellAccepted(tx *db.Tx, l launch.Launch, key, reason string) error {
	var q Question
	if err := tx.Where("launch_id = ? AND key = ?", l.ID, key).Take(&q).Error; err != nil {
		return fmt.Errorf("the question %q: %w", key, err)
	}
	columns := map[string]any{"accepted_by": tx.ActorID(), "accepted_at": tx.Now, "accept_reason": reason}
	if err := tx.Table("interview_answers").Where("id = ?", q.AnswerID).Updates(columns).Error; err != nil {
		return err
	}
	if err := tx.UpdateRow("interview_questions", q.ID, q.Version, map[string]any{}); err != nil {
		return err
	}
	return auditQuestion(tx, l, q, "question.flag accepted", db.Changed([3]string{"accepted because", "", reason})...)
}

// TellCheck says how the item "list/item" stands, in the actor's name.
func TellCheck(tx *db.Tx, l launch.Launch, path string, ch CheckChange, evidence string) error {
	list, key, _ := strings.Cut(path, "/")
	var id int64
	err := tx.Raw(`SELECT i.id FROM checklist_items i JOIN checklists c ON c.id = i.checklist_id WHERE i.launch_id = ? AND c.key = ? AND i.key = ?`, l.ID, list, key).Scan(&id).Error
	if err != nil {
		return err
	}
	rows, err := checks(tx.DB, l.ID, []int64{id})
	if err != nil {
		return fmt.Errorf("the item %q: %w", path, err)
	}
	was, err := setCheck(tx, l, rows[0], ch, rows[0].Version)
	if err != nil || evidence == "" {
		return err
	}
	return tx.UpdateRow("checklist_items", id, was.Version, map[string]any{"evidence_url": evidence})
}
