package readiness

import (
	"tminus/models/db"
	"tminus/models/launch"
)

var _ launch.Starter = (*Store)(nil)

// Start gives a new launch the criteria and conditions of its template, and binds its deliverables and checks. It has to
// be the last starter, since criteria follow what the others make.
func (s *Store) Start(tx *db.Tx, m launch.Creation) error {
	if err := startSources(tx, m); err != nil {
		return err
	}
	rows := criteriaOf(tx, m, KindGo, CriteriaSection.Of(m.Template))
	return db.InsertAll(tx, append(rows, criteriaOf(tx, m, KindNoGo, ConditionsSection.Of(m.Template))...))
}

func criteriaOf(tx *db.Tx, m launch.Creation, kind Kind, of []TemplateCriterion) []Criterion {
	var rows []Criterion
	for i, c := range of {
		row := Criterion{
			LaunchID: m.Launch.ID, Key: c.Key, Kind: kind, Title: c.Title, OwnerID: m.Who(c.Role), RoleKey: c.Role, Bind: c.By,
			BindID:      m.Bound(c.By, c.Of),
			Environment: c.Environment, RenewMinutes: 60 * c.Renew, Position: i, Version: 1, CreatedAt: tx.Now,
			UpdatedAt: tx.Now,
		}
		if k := kindOf(c.By); k != nil && k.rules != nil {
			row.BindRule = c.Of
		}
		rows = append(rows, row)
	}
	return rows
}
