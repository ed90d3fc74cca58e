package roster

import (
	"tminus/models/calendar"
	"tminus/models/db"
)

var _ calendar.Rota = (*Store)(nil)

// Shifts returns the slots of launches by launch, for collisions with the calendar. It makes one
// query. g may be a transaction.
func (s *Store) Shifts(g db.Reader, launches ...int64) (map[int64][]calendar.Shift, error) {
	var all []Entry
	if err := g.Where("launch_id IN ?", launches).Order("launch_id, id").Find(&all).Error; err != nil {
		return nil, err
	}
	out := make(map[int64][]calendar.Shift)
	for len(all) > 0 {
		id, n := all[0].LaunchID, 1
		for n < len(all) && all[n].LaunchID == id {
			n++
		}
		for _, slot := range Effective(all[:n]) {
			out[id] = append(out[id], calendar.Shift{Entry: slot.Entry, Person: slot.Person, Role: slot.Role.Label(), From: slot.From, To: slot.To})
		}
		all = all[n:]
	}
	return out, nil
}
