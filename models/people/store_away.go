package people

import (
	"context"

	"tminus/internal/civil"
	"tminus/models/db"
)

// Away is an absence with its person.
type Away struct {
	Absence
	Name   string
	TeamID *int64
}

// AwayBetween returns the absences of active people that overlap the days from first to last,
// ordered by first day; only of one team if team is not 0. It makes one query.
func (s *Store) AwayBetween(ctx context.Context, first, last civil.Date, team int64) ([]Away, error) {
	if err := Require(db.ActorOf(ctx), Read, Organisation); err != nil {
		return nil, err
	}
	g := s.db.Read(ctx).Table("absences a").Select("a.*, u.name, u.team_id").Joins("JOIN users u ON u.id = a.user_id").
		Where("a.first_day <= ? AND a.last_day >= ? AND u.deactivated_at IS NULL", last, first)
	if team != 0 {
		g = g.Where("u.team_id = ?", team)
	}
	var out []Away
	err := g.Order("a.first_day, lower(u.name), a.id").Scan(&out).Error
	return out, err
}
