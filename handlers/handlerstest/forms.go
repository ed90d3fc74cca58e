package handlerstest

import (
	"maps"
	"net/url"

	"tminus/models/db"
)

// With returns a copy of a form with the pairs of names and values set.
func With(form url.Values, pairs ...string) url.Values {
	out := maps.Clone(form)
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = []string{pairs[i+1]}
	}
	return out
}

// Count returns the number that a query selects.
func (s *Site) Count(query string, args ...any) int {
	s.T.Helper()
	var n int
	if err := s.DB.Read(db.WithActor(s.T.Context(), db.System())).Raw(query, args...).Scan(&n).Error; err != nil {
		s.T.Fatal(err)
	}
	return n
}
