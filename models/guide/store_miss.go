package guide

import (
	"context"
	"time"

	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/people"
)

// Missed counts a query that found nothing.
func (s *Store) Missed(ctx context.Context, query string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := people.Allow(tx.Actor, people.Read, 0); err != nil {
			return err
		}
		return lookedFor(tx, query)
	})
}

func lookedFor(tx *db.Tx, query string) error {
	query = missed(query)
	if query == "" {
		return nil
	}
	if err := tx.Exec("DELETE FROM guide_misses WHERE day < ?", oldest(tx.Now.Time)).Error; err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO guide_misses (query, day, count, last_at) VALUES (?, ?, 1, ?)
		ON CONFLICT (query, day) DO UPDATE SET count = guide_misses.count + 1, last_at = excluded.last_at`,
		query, civil.Of(tx.Now.Time, time.UTC), tx.Now).Error
}

// Misses are what was looked for in vain in the last ninety days, the most
// frequent first.
func (s *Store) Misses(ctx context.Context) ([]Miss, error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return nil, err
	}
	return misses(s.db.Read(ctx), s.db.Now().AddDate(0, 0, -keepMisses), maxNotes)
}

// misses are those since an instant: one query.
func misses(g *gorm.DB, since time.Time, most int) ([]Miss, error) {
	rows, err := g.Raw(`SELECT query, SUM(count), COUNT(*), MAX(last_at) FROM guide_misses WHERE day >= ?
		GROUP BY query HAVING MAX(last_at) >= ? ORDER BY SUM(count) DESC, MAX(last_at) DESC, query LIMIT ?`, civil.Of(since, time.UTC), db.At(since), most).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Miss
	for rows.Next() {
		var m Miss
		var last db.Instant
		if err := rows.Scan(&m.Query, &m.Count, &m.Days, &last); err != nil {
			return nil, err
		}
		m.Last = last.Time
		out = append(out, m)
	}
	return out, rows.Err()
}
