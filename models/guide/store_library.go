package guide

import "context"

// versions returns the versions of all published guides by id.
func (s *Store) versions(ctx context.Context) (map[int64]int, error) {
	rows, err := s.db.Read(ctx).Raw("SELECT id, version FROM guides WHERE published <> 0 AND archived_at IS NULL").Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64]int{}
	for rows.Next() {
		var id int64
		var version int
		if err := rows.Scan(&id, &version); err != nil {
			return nil, err
		}
		out[id] = version
	}
	return out, rows.Err()
}
