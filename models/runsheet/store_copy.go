package runsheet

import (
	"context"

	"tminus/models/db"
	"tminus/models/people"
)

// OtherSheet is the run sheet of another launch.
type OtherSheet struct {
	Slug, Name string
	Tasks      int
}

// maxOthers is the number of sheets that are offered for copying.
const maxOthers = 50

// Others returns the run sheets of other launches, that of the newest launch first. It returns Forbidden.
func (s *Store) Others(ctx context.Context, launchID int64) (out []OtherSheet, err error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx).Raw(`SELECT l.slug, l.name, COUNT(*) AS tasks FROM run_tasks t JOIN launches l ON l.id = t.launch_id
		WHERE t.archived_at IS NULL AND l.id <> ? GROUP BY l.id, l.slug, l.name, l.launch_at ORDER BY l.launch_at DESC, l.id DESC LIMIT ?`,
		launchID, maxOthers).Scan(&out).Error
	return out, err
}
