package readiness

import "tminus/models/db"

// Store keeps the criteria of launches, and judges what is still open before they can go.
type Store struct {
	db         *db.DB
	collisions Collisions
	cache      *factCache
}

// NewStore returns a store on d. After each change, in its transaction, the store stores the list of the launches
// that it concerns.
func NewStore(d *db.DB, c Collisions) *Store {
	s := &Store{db: d, collisions: c, cache: newFactCache()}
	d.BeforeCommit(s.refresh)
	return s
}
