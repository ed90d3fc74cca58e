package interview

import (
	"tminus/internal/civil"
	"tminus/models/db"
)

// Fact is a question with its newest answer, nil before the first.
type Fact struct {
	Question
	OwnerName string
	OwnerGone bool
	Answer    *Answer
	// ByName gave the answer, AcceptedName accepted its red flag.
	ByName, AcceptedName string
}

// State returns the state of the red flag with T on a day.
func (f Fact) State(launchOn civil.Date) FlagState { return flagOf(f.Question, f.Answer, launchOn) }

// Late reports whether the day that was answered is after the latest good one.
func (f Fact) Late(launchOn civil.Date) bool {
	return f.Answer != nil && tooLate(f.Question, *f.Answer, launchOn)
}

// Facts returns the questions of launches in their order, in one query.
func Facts(g db.Reader, launchIDs ...int64) (map[int64][]Fact, error) {
	rows, err := g.Raw(`SELECT q.id, q.launch_id, q.ask, CASE WHEN q.dated THEN 1 ELSE 0 END, q.latest_offset,
		q.owner_id, COALESCE(o.name, ''), CASE WHEN o.deactivated_at IS NULL THEN 0 ELSE 1 END,
		COALESCE(a.id, 0), CASE WHEN a.flagged THEN 1 ELSE 0 END, COALESCE(a.option_label, ''), COALESCE(a.note, ''), a.answer_on,
		COALESCE(b.name, ''), a.at, COALESCE(x.name, ''), a.accepted_at, COALESCE(a.accept_reason, '')
		FROM interview_questions q LEFT JOIN users o ON o.id = q.owner_id LEFT JOIN interview_answers a ON a.id = q.answer_id
		LEFT JOIN users b ON b.id = a.by_id LEFT JOIN users x ON x.id = a.accepted_by
		WHERE q.launch_id IN ? AND q.archived_at IS NULL ORDER BY q.launch_id, q.position, q.id`, launchIDs).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make(map[int64][]Fact)
	for rows.Next() {
		var f Fact
		var a Answer
		var dated, gone, flagged int
		err := rows.Scan(&f.ID, &f.LaunchID, &f.Ask, &dated, &f.LatestOffset, &f.OwnerID, &f.OwnerName, &gone,
			&a.ID, &flagged, &a.OptionLabel, &a.Note, &a.AnswerOn, &f.ByName, &a.At, &f.AcceptedName, &a.AcceptedAt, &a.AcceptReason)
		if err != nil {
			return nil, err
		}
		f.Dated, f.OwnerGone, a.Flagged = dated != 0, gone != 0, flagged != 0
		if a.ID != 0 {
			f.Answer = &a
		}
		out[f.LaunchID] = append(out[f.LaunchID], f)
	}
	return out, rows.Err()
}
