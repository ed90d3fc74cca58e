package ritual

import (
	"tminus/models/db"
	"tminus/models/launch"
)

// Start gives a new launch the rituals of its template, with their planned runs,
// and the aspects by which its environments are compared.
func (s *Store) Start(tx *db.Tx, m launch.Creation) error {
	for i, o := range Section.Of(m.Template) {
		r := Ritual{
			LaunchID: m.Launch.ID, Key: o.Key, Name: o.Name, OwnerID: m.Who(o.Role), RoleKey: o.Role, FromOffset: o.From, ToOffset: o.To,
			Peak:     o.Peak,
			Position: i, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
		}
		if err := tx.DB.Create(&r).Error; err != nil {
			return err
		}
		m.SetBound(BindRun, o.Key, r.ID)
		var steps []Step
		for j, s := range o.Steps {
			steps = append(steps, Step{RitualID: r.ID, Title: s.Title, Weight: s.Weight, Position: j})
		}
		if err := db.InsertAll(tx, steps); err != nil {
			return err
		}
		if _, _, err := planRuns(tx, m.Launch, r, nil); err != nil {
			return err
		}
	}
	return startParity(tx, m)
}

// startParity adds the aspects by which staging and production are compared.
func startParity(tx *db.Tx, m launch.Creation) error {
	var rows []ParityRow
	for i, aspect := range ParitySection.Of(m.Template) {
		rows = append(rows, ParityRow{LaunchID: m.Launch.ID, Aspect: aspect, Position: i, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now})
	}
	return db.InsertAll(tx, rows)
}
