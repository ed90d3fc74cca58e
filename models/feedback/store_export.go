package feedback

import (
	"context"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Export hands every report of a launch that fits the filter to fn, in its order and
// whatever its page: two queries, and one report at a time, since ten thousand with
// the longest texts are more than a server should hold. It ends at fn's first error.
func (s *Store) Export(ctx context.Context, l launch.Launch, f Filter, fn func(Report) error) error {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return err
	}
	g := s.db.Read(ctx)
	links, err := linksOf(g, gorm.Expr("(SELECT id FROM feedback_reports WHERE launch_id = ?)", l.ID))
	if err != nil {
		return err
	}
	where, args := f.where(l.ID)
	rows, err := g.Raw("SELECT "+reportColumns+reportFrom+where+" ORDER BY "+f.order(), args...).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		r, err := scanReport(rows)
		if err != nil {
			return err
		}
		r.Links = links[r.ID]
		if err := fn(r); err != nil {
			return err
		}
	}
	return rows.Err()
}
