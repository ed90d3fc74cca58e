package readiness

import (
	"context"

	"tminus/models/launch"
)

// Compute returns the list of a launch without using what is stored.
func (s *Store) Compute(ctx context.Context, l launch.Launch) (List, error) {
	return s.compute(s.db.Read(ctx), l, s.db.Now())
}

// Outdated returns the number of deliverables, checks and questions whose stored status is not what their facts say.
func (s *Store) Outdated(ctx context.Context, l launch.Launch) (int, error) {
	f, err := s.openFacts(s.db.Read(ctx), l, s.db.Now())
	return len(f.outdated(s.db.Now())), err
}
