package launch

import "context"

// Counts returns the progress of launches, by id, in one query. The caller checks the permission.
func (s *Store) Counts(ctx context.Context, launchIDs ...int64) (map[int64]Progress, error) {
	out := make(map[int64]Progress, len(launchIDs))
	if len(launchIDs) == 0 {
		return out, nil
	}
	var rows []struct {
		LaunchID        int64
		Total, Finished int
	}
	err := s.db.Read(ctx).Raw(`SELECT d.launch_id, COUNT(*) AS total, SUM(CASE WHEN `+OpenItem+` THEN 0 ELSE 1 END) AS finished
		FROM deliverables d WHERE d.launch_id IN ? AND d.archived_at IS NULL GROUP BY d.launch_id`, launchIDs).Scan(&rows).Error
	for _, r := range rows {
		out[r.LaunchID] = Progress{Total: r.Total, Finished: r.Finished}
	}
	return out, err
}
