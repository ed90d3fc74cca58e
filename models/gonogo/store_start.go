package gonogo

import (
	"tminus/models/db"
	"tminus/models/launch"
)

// Start plans the first go/no-go meeting with the questions of the template.
// Who fills a role answers its questions.
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
	var rows []Question
	for i, q := range t.Questions {
		rows = append(rows, Question{MeetingID: meeting.ID, UserID: m.Who(q.Role), RoleKey: q.Role, Topic: q.Topic, Ask: q.Ask,
			Mandatory: q.Mandatory, Position: i, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now})
	}
	return db.InsertAll(tx, rows)
}
