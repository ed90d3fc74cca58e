package readiness

import (
	"gorm.io/gorm"

	"tminus/models/db"
)

// Store is what people do to find out whether a launch may go, and to decide.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// insertAll writes rows of one table at a time, as many as there are.
func insertAll[T any](g *gorm.DB, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	return g.CreateInBatches(&rows, 100).Error
}
