package readiness

import (
	"tminus/models/db"
)

// Store is what people do to find out whether a launch may go, and to decide.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }
