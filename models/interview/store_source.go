package interview

import (
	"slices"

	"tminus/models/db"
)

// StoreDerived answers a question from its source with the first answer that raises no flag, or takes that answer back. It
// is called with the program as actor.
func StoreDerived(tx *db.Tx, id int64, version int, done bool, from string) error {
	var q Question
	if err := tx.Where("id = ?", id).Take(&q).Error; err != nil {
		return err
	}
	was, err := newest(tx, q)
	if err != nil {
		return err
	}
	var now *Answer
	var answer *int64
	if i := slices.IndexFunc(q.Options, func(o Option) bool { return !o.Flag }); done && i >= 0 {
		now = &Answer{QuestionID: q.ID, OptionKey: q.Options[i].Key, OptionLabel: q.Options[i].Label, Note: "From " + from, At: tx.Now}
		if err := tx.DB.Create(now).Error; err != nil {
			return err
		}
		answer = &now.ID
	}
	if _, err := tx.UpdateRow("interview_questions", q.ID, version, map[string]any{"answer_id": answer}); err != nil {
		return err
	}
	return tx.Audit(db.Entry{Action: "question.answered", Entity: "question", EntityID: q.ID, LaunchID: &q.LaunchID, Label: q.Ask,
		Reason: "From " + from, Changes: answerChanges(was, now)})
}
