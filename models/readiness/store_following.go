package readiness

import (
	"context"

	"tminus/models/db"
	"tminus/models/launch"
)

// Following returns the titles of the criteria of a launch by what they follow, in
// one of the ways by.
func (s *Store) Following(ctx context.Context, launchID int64, by ...string) (map[launch.BoundTo][]string, error) {
	var rows []Criterion
	err := s.db.Read(ctx).Select("title, bind, bind_id").Where("launch_id = ? AND archived_at IS NULL AND bind_id IS NOT NULL AND bind IN ?",
		launchID, by).Order("kind, position, id").Find(&rows).Error
	out := make(map[launch.BoundTo][]string)
	for _, r := range rows {
		to := launch.BoundTo{By: r.Bind, ID: db.IDOf(r.BindID)}
		out[to] = append(out[to], r.Title)
	}
	return out, err
}

// Follower returns the title of the first criterion that follows something, "" when
// none does.
func (s *Store) Follower(tx *db.Tx, to launch.BoundTo) (string, error) {
	var titles []string
	err := tx.Raw("SELECT title FROM criteria WHERE bind = ? AND bind_id = ? AND archived_at IS NULL ORDER BY id LIMIT 1", to.By,
		to.ID).Scan(&titles).Error
	if err != nil || len(titles) == 0 {
		return "", err
	}
	return titles[0], nil
}
