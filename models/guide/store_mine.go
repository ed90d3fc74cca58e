package guide

import (
	"context"

	"tminus/models/db"
	"tminus/models/people"
)

// Work is what guides ask of one person.
type Work struct {
	// Review are those that wait for their review.
	Review []Guide
	// Publish are their own that were approved, Rewrite their own that were sent
	// back.
	Publish, Rewrite []Guide
	// Stale are those of theirs, or that they review, that may not hold any more.
	Stale []Guide
}

// Empty tells whether nothing is asked.
func (w Work) Empty() bool { return len(w.Review)+len(w.Publish)+len(w.Rewrite)+len(w.Stale) == 0 }

// Mine is what guides ask of the actor, in a constant number of queries.
func (s *Store) Mine(ctx context.Context) (w Work, err error) {
	me := db.ActorOf(ctx)
	if err := people.Allow(me, people.Read, 0); err != nil {
		return w, err
	}
	g := s.db.Read(ctx)
	list, err := guides(g, s.db.Now(), "g.archived_at IS NULL AND (g.owner_id = ? OR g.reviewer_id = ?)", me.ID, me.ID)
	if err != nil {
		return w, err
	}
	var last []struct {
		GuideID int64
		Kind    ReviewKind
	}
	err = g.Raw(`SELECT v.guide_id, v.kind FROM guide_reviews v WHERE v.id IN (SELECT MAX(x.id) FROM guide_reviews x JOIN guides g ON g.id = x.guide_id
			WHERE (g.owner_id = ? OR g.reviewer_id = ?) AND (x.number = g.head OR x.kind = ?) AND x.kind IN ? GROUP BY x.guide_id)`,
		me.ID, me.ID, Returned, []ReviewKind{Asked, Approved, Returned}).Scan(&last).Error
	kinds := map[int64]ReviewKind{}
	for _, l := range last {
		kinds[l.GuideID] = l.Kind
	}
	for _, one := range list {
		w.sort(one, kinds[one.ID], me.ID)
	}
	return w, err
}

func (w *Work) sort(g Guide, last ReviewKind, me int64) {
	switch {
	case g.ReviewerID == me && g.State == InReview && last != Approved:
		w.Review = append(w.Review, g)
	case g.OwnerID == me && g.State == InReview && last == Approved && g.Head != g.Published:
		w.Publish = append(w.Publish, g)
	case g.OwnerID == me && g.State == Draft && last == Returned:
		w.Rewrite = append(w.Rewrite, g)
	}
	if len(g.Stale) > 0 {
		w.Stale = append(w.Stale, g)
	}
}
