package guide

import (
	"context"
	"time"

	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
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
	if err := tx.Exec("DELETE FROM guide_misses_seen WHERE updated_at < ?", db.At(tx.Now.AddDate(0, 0, -keepMisses-1))).Error; err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO guide_misses (query, day, count, last_at) VALUES (?, ?, 1, ?)
		ON CONFLICT (query, day) DO UPDATE SET count = guide_misses.count + 1, last_at = excluded.last_at`,
		query, civil.Of(tx.Now.Time, time.UTC), tx.Now).Error
}

// Misses are what was looked for in vain in the last ninety days and nobody has
// seen to since, the most frequent first.
func (s *Store) Misses(ctx context.Context) ([]Miss, error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return nil, err
	}
	return misses(s.db.Read(ctx), s.db.Now().AddDate(0, 0, -keepMisses), maxNotes)
}

// misses are those since an instant: one query.
func misses(g *gorm.DB, since time.Time, most int) ([]Miss, error) {
	rows, err := g.Raw(`SELECT m.query, SUM(m.count), COUNT(*), MAX(m.last_at), COALESCE(MAX(s.version), 0)
		FROM guide_misses m LEFT JOIN guide_misses_seen s ON s.query = m.query WHERE m.day >= ?
		GROUP BY m.query HAVING MAX(m.last_at) >= ? AND MAX(m.last_at) > COALESCE(MAX(s.seen_at), 0)
		ORDER BY SUM(m.count) DESC, MAX(m.last_at) DESC, m.query LIMIT ?`, civil.Of(since, time.UTC), db.At(since), most).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Miss
	for rows.Next() {
		var m Miss
		var last db.Instant
		if err := rows.Scan(&m.Query, &m.Count, &m.Days, &last, &m.Version); err != nil {
			return nil, err
		}
		m.Last = last.Time
		out = append(out, m)
	}
	return out, rows.Err()
}

// seenRow is that somebody has seen to a search in vain.
type seenRow struct {
	ID      int64
	SeenAt  db.Instant
	Version int
}

// SeeTo says that somebody has seen to what was looked for in vain, so that it is
// not shown until it is looked for again; or, with back, that nobody has. It returns
// the version of the mark. Saying what holds already changes nothing. Returns
// Forbidden to those who may not write guides, NotFound for what nobody looked for in
// vain lately, and Conflict when somebody else was faster.
func (s *Store) SeeTo(ctx context.Context, query string, back bool, version int) (after int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := people.Allow(tx.Actor, people.EditPlan, 0); err != nil {
			return err
		}
		// Apart from version, as this may run more than once.
		after, err = seeTo(tx, query, back, version)
		return err
	})
	return after, err
}

func seeTo(tx *db.Tx, query string, back bool, version int) (int, error) {
	var last []db.Instant
	err := tx.Raw("SELECT last_at FROM guide_misses WHERE query = ? AND day >= ? ORDER BY last_at DESC LIMIT 1", query, oldest(tx.Now.Time)).Scan(&last).Error
	if err != nil {
		return 0, err
	}
	if len(last) == 0 {
		return 0, fault.NotFound("search in vain")
	}
	var r seenRow
	if err := tx.Raw("SELECT id, seen_at, version FROM guide_misses_seen WHERE query = ?", query).Scan(&r).Error; err != nil {
		return 0, err
	}
	if seen := !r.SeenAt.Before(last[0].Time); seen != back {
		return r.Version, nil
	}
	if r.ID == 0 {
		// With the version that a search has to which nobody has seen. Where another
		// server was faster there is no id, and the mark below finds nothing.
		err := tx.Raw("INSERT INTO guide_misses_seen (query, version, updated_at) VALUES (?, 0, ?) ON CONFLICT (query) DO NOTHING RETURNING id", query, tx.Now).Scan(&r.ID).Error
		if err != nil {
			return 0, err
		}
	}
	return r.mark(tx, query, back, version)
}

// mark keeps whether it is seen to, and leaves that in the log.
func (r seenRow) mark(tx *db.Tx, query string, back bool, version int) (int, error) {
	columns, done := map[string]any{"seen_at": tx.Now, "seen_by": db.RefOf(tx.Actor.ID)}, "seen"
	if back {
		columns, done = map[string]any{"seen_at": nil, "seen_by": nil}, "reopened"
	}
	if err := tx.UpdateRow("guide_misses_seen", r.ID, version, columns); err != nil {
		return 0, err
	}
	return version + 1, tx.Audit(db.Entry{Action: "guide_miss." + done, Entity: "guide_miss", EntityID: r.ID, Label: query})
}
