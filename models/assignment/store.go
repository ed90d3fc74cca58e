package assignment

import "tminus/models/db"

// Store reads and fills the owner roles of launches.
type Store struct {
	db      *db.DB
	keepers []Keeper
}

// NewStore returns a store on d. keepers have records for roles.
func NewStore(d *db.DB, keepers ...Keeper) *Store { return &Store{db: d, keepers: keepers} }
