package checklist

import (
	"tminus/models/db"
	"tminus/models/launch"
)

// Start gives a new launch the checklists of its template.
func (s *Store) Start(tx *db.Tx, m launch.Creation) error {
	for i, l := range Section.Of(m.Template) {
		list := Checklist{LaunchID: m.Launch.ID, Key: l.Key, Name: l.Name, Mode: l.Mode, Position: i, Version: 1, CreatedAt: tx.Now,
			UpdatedAt: tx.Now}
		if err := tx.DB.Create(&list).Error; err != nil {
			return err
		}
		m.SetBound(BindChecklist, l.Key, list.ID)
		var rows []Item
		for j, it := range l.Items {
			rows = append(rows, Item{
				LaunchID: m.Launch.ID, ChecklistID: list.ID, Key: it.Key, Title: it.Title, Part: it.Part, OwnerID: m.Who(it.Role), RoleKey: it.Role,
				DueOffset: &it.Due, State: Open, Position: j, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
			})
		}
		if err := db.InsertAll(tx, rows); err != nil {
			return err
		}
		for _, r := range rows {
			m.SetBound(BindCheck, l.Key+"/"+r.Key, r.ID)
		}
	}
	return nil
}
