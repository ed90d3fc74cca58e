package interview

import (
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/template"
)

// Start gives a new launch the questions of its template.
func (s *Store) Start(tx *db.Tx, m launch.Creation) error {
	var rows []Question
	for i, q := range m.Template.Questions {
		row := Question{
			LaunchID: m.Launch.ID, Key: q.Key, Ask: q.Ask, Good: q.Good, Flag: q.Flag, OwnerID: m.Who(q.Role), RoleKey: q.Role, Dated: q.Dated,
			LatestOffset: q.Latest, Options: []Option{}, Position: i, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
		}
		for _, a := range q.Answers {
			row.Options = append(row.Options, Option(a))
		}
		rows = append(rows, row)
	}
	if err := db.InsertAll(tx, rows); err != nil {
		return err
	}
	for _, r := range rows {
		m.SetBound(template.ByQuestion, r.Key, r.ID)
	}
	return nil
}
