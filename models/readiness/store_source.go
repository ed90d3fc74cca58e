package readiness

import (
	"strings"

	"tminus/models/checklist"
	"tminus/models/db"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/ritual"
)

// startSources binds the deliverables and checks of a new launch to the facts that its template names.
func startSources(tx *db.Tx, m launch.Creation) error {
	for _, it := range m.Template.Deliverables {
		if err := setSource(tx, m, "deliverables", db.RefOf(m.Items[it.Key]), it.By, it.Of); err != nil {
			return err
		}
	}
	for _, l := range checklist.Section.Of(m.Template) {
		for _, it := range l.Items {
			if err := setSource(tx, m, "checklist_items", m.Bound(checklist.BindCheck, l.Key+"/"+it.Key), it.By, it.Of); err != nil {
				return err
			}
		}
	}
	for _, q := range interview.Section.Of(m.Template) {
		if err := setSource(tx, m, "interview_questions", m.Bound(interview.BindQuestion, q.Key), q.By, q.Of); err != nil {
			return err
		}
	}
	return nil
}

// setSource sets what a new deliverable or check follows.
func setSource(tx *db.Tx, m launch.Creation, table string, id *int64, by, of string) error {
	k := kindOf(by)
	if k == nil || id == nil {
		return nil
	}
	rule := ""
	switch {
	case k.rules != nil:
		rule = of
	case by == ritual.BindRun:
		of, rule, _ = strings.Cut(of, "/")
	}
	return tx.Exec("UPDATE "+table+" SET follow_by = ?, follow_id = ?, follow_rule = ? WHERE id = ?", by, m.Bound(by, of), rule, *id).Error
}
