package readiness

import (
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/ritual"
	"tminus/models/template"
)

var _ launch.Starter = (*Store)(nil)

// Start gives a new launch the criteria and conditions of its template. It has to
// be the last starter, since criteria follow what the others make.
func (s *Store) Start(tx *db.Tx, m launch.Creation) error {
	rows := criteriaOf(tx, m, KindGo, m.Template.Criteria)
	return db.InsertAll(tx, append(rows, criteriaOf(tx, m, KindNoGo, m.Template.Conditions)...))
}

func criteriaOf(tx *db.Tx, m launch.Creation, kind Kind, of []template.Criterion) []Criterion {
	var rows []Criterion
	for i, c := range of {
		row := Criterion{
			LaunchID: m.Launch.ID, Key: c.Key, Kind: kind, Title: c.Title, OwnerID: m.Who(c.Role), RoleKey: c.Role, Bind: c.By,
			BindID:      m.Bound(c.By, c.Of),
			Environment: ritual.Environment(c.Environment), RenewMinutes: 60 * c.Renew, Position: i, Version: 1, CreatedAt: tx.Now,
			UpdatedAt: tx.Now,
		}
		if c.By == template.ByRisks || c.By == template.ByCoverage {
			row.BindRule = c.Of
		}
		rows = append(rows, row)
	}
	return rows
}
