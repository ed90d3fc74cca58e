package feedback

import (
	"context"
	"slices"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// chunk is the number of reports read by one query, so that a slow export neither holds a
// connection nor keeps all reports in memory.
const chunk = 200

// Export calls fn for each report of a launch that matches the filter, in its order and on all
// pages. It skips reports that are removed meanwhile. It stops at the first error of fn.
func (s *Store) Export(ctx context.Context, l launch.Launch, f Filter, fn func(Report) error) error {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return err
	}
	ids, err := s.filteredIDs(ctx, l.ID, f)
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

// filteredIDs returns the ids of all reports that match a filter, in its order.
func (s *Store) filteredIDs(ctx context.Context, launchID int64, f Filter) (ids []int64, err error) {
	where, args := f.where(launchID)
	err = s.db.Read(ctx).Raw("SELECT r.id FROM feedback_reports r LEFT JOIN users o ON o.id = r.owner_id WHERE "+where+" ORDER BY "+
		f.order(), args...).Scan(&ids).Error
	return ids, err
}
