package runsheet

import (
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/template"
)

// Start gives a new launch the run sheet of its template.
func (s *Store) Start(tx *db.Tx, m launch.Creation) error {
	var rows []Task
	for i, k := range Section.Of(m.Template) {
		start, _ := template.RelativeMinutes(k.Start)
		owner, fallback := m.Who(k.Role), m.Who(k.Fallback)
		if db.IDOf(owner) == db.IDOf(fallback) {
			fallback = nil // one person in both roles cannot stand in for themselves
		}
		rows = append(rows, Task{
			LaunchID: m.Launch.ID, Title: k.Title, OwnerID: owner, FallbackID: fallback, RoleKey: k.Role, FallbackKey: k.Fallback,
			StartMinutes: start, Minutes: k.Minutes, Needs: k.Needs, Position: i, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
		})
	}
	return db.InsertAll(tx, rows)
}
