package interview

import (
	"tminus/models/db"
	"tminus/models/launch"
)

// Start gives a new launch the questions of its template.
func (s *Store) Start(tx *db.Tx, m launch.Creation) error {
	var rows []Question
	for i, q := range Section.Of(m.Template) {
		row := Question{
			LaunchID: m.Launch.ID, Key: q.Key, Ask: q.Ask, Good: q.Good, Flag: q.Flag, OwnerID: m.Who(q.Role), RoleKey: q.Role, Dated: q.Dated,
			LatestOffset: q.Latest, Options: q.Answers, Position: i, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
		}
		if row.Options == nil {
			row.Options = []Option{}
		}
		rows = append(rows, row)
	}
	if err := db.InsertAll(tx, rows); err != nil {
		return err
	}
	for _, r := range rows {
		m.SetBound(BindQuestion, r.Key, r.ID)
	}
	return nil
}
