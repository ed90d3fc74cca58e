package gonogo

import (
	"context"
	"slices"

	"tminus/models/launch"
	"tminus/models/risk"
)

// RisksToAccept returns the open risks that are show-stoppers or are to be
// accepted, and that nobody accepted yet.
func (s *Store) RisksToAccept(ctx context.Context, slug string) ([]risk.Fact, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return nil, err
	}
	now := s.db.Now()
	all, err := risk.Facts(s.db.Read(ctx), l.ID)
	return slices.DeleteFunc(all[l.ID], func(r risk.Fact) bool {
		return r.Closed || r.Accepted(now) || !r.Stands(now) && r.Response != risk.Accept
	}), err
}
