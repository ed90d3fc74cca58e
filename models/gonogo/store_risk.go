package gonogo

import (
	"context"
	"slices"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/risk"
)

// RisksToAccept returns the open risks that are show-stoppers or are to be
// accepted, and that nobody accepted yet.
func (s *Store) RisksToAccept(ctx context.Context, slug string) ([]risk.Fact, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	g, now := s.db.Read(ctx), s.db.Now()
	l, err := launch.BySlug(g, slug)
	if err != nil {
		return nil, err
	}
	all, err := risk.Facts(g, l.ID)
	return slices.DeleteFunc(all[l.ID], func(r risk.Fact) bool {
		return r.Closed || r.Accepted(now) || !r.Stands(now) && r.Response != risk.Accept
	}), err
}
