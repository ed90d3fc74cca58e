package readiness

import (
	"context"

	"tminus/models/launch"
)

// Compute returns the list of a launch without using what is stored.
func (s *Store) Compute(ctx context.Context, l launch.Launch) (List, error) {
	return s.compute(s.db.Read(ctx), l, s.db.Now())
}
