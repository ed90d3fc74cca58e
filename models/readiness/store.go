package readiness

import "tminus/models/db"

// Store keeps the criteria of launches and judges them.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }
