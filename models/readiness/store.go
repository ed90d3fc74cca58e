package readiness

import "tminus/models/db"

// Store keeps the criteria of launches, and judges what is still open before they can go.
type Store struct {
	db         *db.DB
	collisions Collisions
	// facts are those that the stored lists were computed from, so that a change reads only what it concerns.
	facts *cache[storedVersion, facts]
	// lists are the decoded lists by their stored text.
	lists *cache[string, List]
	// rollout returns the state of the rollout that is under way, nil without rollouts.
	rollout RolloutLabel
}

// RolloutLabel returns the state of a launch's rollout that is under way, "" for none, and whether it is paused. A later package
// that knows the rollouts implements it.
type RolloutLabel func(g db.Reader, launchID int64) (label string, paused bool, err error)

// WithRollouts sets from where the state of a rollout comes.
func (s *Store) WithRollouts(label RolloutLabel) { s.rollout = label }

// NewStore returns a store on d. After each change, in its transaction, the store stores the list of the launches
// that it concerns.
func NewStore(d *db.DB, c Collisions) *Store {
	s := &Store{db: d, collisions: c, facts: newCache[storedVersion, facts](), lists: newCache[string, List]()}
	d.BeforeCommit("readiness", s.refresh)
	return s
}
