package people

import (
	"context"

	"tminus/internal/civil"
	"tminus/models/db"
)

// Away is somebody's absence with who it is.
type Away struct {
	Absence
	Name   string
	TeamID *int64
}

// AwayBetween returns the absences that have one of the days from first to last,
// of people who still work here, by when they begin; of one team when team is
// not 0. One query.
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
