package roster

import (
	"slices"
	"time"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/service"
)

var _ service.OnCall = (*Store)(nil)

// OnCallFor returns the people who are or will be on call for each launch, in the order in which
// they begin. It makes one query.
func (s *Store) OnCallFor(g db.Reader, now time.Time, launches ...launch.Launch) (map[int64][]int64, error) {
	var ids []int64
	for _, l := range launches {
		ids = append(ids, l.ID)
	}
	var entries []Entry
	if err := g.Where("launch_id IN ? AND to_at > ?", ids, db.At(now)).Order("launch_id, id").Find(&entries).Error; err != nil {
		return nil, err
	}
	of := map[int64][]Entry{}
	for _, e := range entries {
		of[e.LaunchID] = append(of[e.LaunchID], e)
	}
	out := make(map[int64][]int64, len(of))
	for id, list := range of {
		for _, slot := range Effective(list) {
			if slot.To.After(now) && !slices.Contains(out[id], slot.Person) {
				out[id] = append(out[id], slot.Person)
			}
		}
	}
	return out, nil
}

// DutiesOf returns the active launches for which a person is or will be on call, ordered by T. It
// makes two queries.
func (s *Store) DutiesOf(g db.Reader, now time.Time, person int64) ([]launch.Launch, error) {
	var ls []launch.Launch
	err := g.Where("state NOT IN ? AND id IN (SELECT launch_id FROM roster_entries WHERE user_id = ? AND to_at > ?)", endedStates, person,
		db.At(now)).
		Order("launch_at, id").Find(&ls).Error
	if err != nil || len(ls) == 0 {
		return nil, err
	}
	who, err := s.OnCallFor(g, now, ls...)
	return slices.DeleteFunc(ls, func(l launch.Launch) bool { return !slices.Contains(who[l.ID], person) }), err
}
