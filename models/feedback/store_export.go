package feedback

import (
	"context"
	"slices"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// chunk is how many reports are read at a time, so that an export that somebody
// takes slowly neither holds a connection meanwhile nor all reports in memory.
const chunk = 200

// Export hands every report of a launch that fits the filter to fn, in its order and
// whatever its page. What is removed while it runs is left out. It ends at fn's first
// error.
func (s *Store) Export(ctx context.Context, l launch.Launch, f Filter, fn func(Report) error) error {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return err
	}
	ids, err := s.ids(ctx, l.ID, f)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(ids, chunk) {
		list, err := reports(s.db.Read(ctx), "r.launch_id = ? AND r.archived_at IS NULL AND r.id IN ?", "r.id", chunk, 0, l.ID, some)
		if err != nil {
			return err
		}
		byID := make(map[int64]Report, len(list))
		for _, r := range list {
			byID[r.ID] = r
		}
		for _, id := range some {
			if r, ok := byID[id]; !ok {
				continue
			} else if err := fn(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// ids are those of all reports that fit a filter, in its order.
func (s *Store) ids(ctx context.Context, launchID int64, f Filter) (ids []int64, err error) {
	where, args := f.where(launchID)
	err = s.db.Read(ctx).Raw("SELECT r.id FROM feedback_reports r LEFT JOIN users o ON o.id = r.owner_id WHERE "+where+" ORDER BY "+f.order(), args...).Scan(&ids).Error
	return ids, err
}
