package gonogo

import (
	"tminus/models/db"
	"tminus/models/launch"
)

// Start plans the first go/no-go meeting with the people who fill its roles. A
// person with two functions gets the first seat.
func (s *Store) Start(tx *db.Tx, m launch.Creation) error {
	t := Section.Of(m.Template)
	if t.At == "" {
		return nil
	}
	item := m.Items[t.At]
	meeting := Meeting{LaunchID: m.Launch.ID, Number: 1, ItemID: &item, ChairID: &m.Launch.LeadID, State: MeetingPlanned, Version: 1,
		CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if err := tx.DB.Create(&meeting).Error; err != nil {
		return err
	}
	var rows []Seat
	taken := map[int64]bool{}
	for i, s := range t.Seats {
		who := m.Who(s.Role)
		if who != nil && taken[*who] {
			who = nil
		}
		if who != nil {
			taken[*who] = true
		}
		rows = append(rows, Seat{MeetingID: meeting.ID, UserID: who, RoleKey: s.Role, Function: s.Function, Mandatory: s.Mandatory, Position: i,
			Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now})
	}
	return db.InsertAll(tx, rows)
}
