package service

import (
	"gorm.io/gorm"

	"tminus/models/db"
)

// Store is what people do with services.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// Touching returns what some launches depend on, by launch, the gravest first:
// one query. Without launches it is what all of them depend on. Archived
// services count for as long as a launch names them. g may be a transaction.
func Touching(g *gorm.DB, launches ...int64) ([]Touch, error) {
	where, args := "ls.removed_at IS NULL", []any{}
	if len(launches) > 0 {
		where, args = where+" AND ls.launch_id IN ?", append(args, launches)
	}
	var out []Touch
	err := g.Raw(`SELECT ls.launch_id, ls.service_id, s.name AS service_name, s.tier
		FROM launch_services ls JOIN services s ON s.id = ls.service_id WHERE `+where+`
		ORDER BY ls.launch_id, `+byTier+`, lower(s.name), s.id`, args...).Scan(&out).Error
	return out, err
}

// byTier orders by tier, the gravest first.
const byTier = "CASE s.tier WHEN 'critical' THEN 0 WHEN 'important' THEN 1 ELSE 2 END"

// CriticalOf are those of what some launches depend on that are critical.
func CriticalOf(g *gorm.DB, launches ...int64) ([]Touch, error) {
	all, err := Touching(g, launches...)
	var out []Touch
	for _, t := range all {
		if t.Tier == Critical {
			out = append(out, t)
		}
	}
	return out, err
}
