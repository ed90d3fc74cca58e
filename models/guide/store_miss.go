package guide

import (
	"context"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// Missed records a search that found nothing.
func (s *Store) Missed(ctx context.Context, query string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := people.Require(tx.Actor, people.Read, people.Organisation); err != nil {
			return err
		}
		return recordMiss(tx, query)
	})
}

func recordMiss(tx *db.Tx, query string) error {
	query = normalizeQuery(query)
	if query == "" {
		return nil
	}
	if err := tx.Exec("DELETE FROM guide_misses WHERE day < ?", oldestMissDay(tx.Now.Time)).Error; err != nil {
		return err
	}
	if err := tx.Exec("DELETE FROM guide_misses_seen WHERE updated_at < ?",
		db.At(tx.Now.AddDate(0, 0, -missRetentionDays-1))).Error; err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO guide_misses (query, day, count, last_at) VALUES (?, ?, 1, ?)
		ON CONFLICT (query, day) DO UPDATE SET count = guide_misses.count + 1, last_at = excluded.last_at`,
		query, civil.Of(tx.Now.Time, time.UTC), tx.Now).Error
}

// Misses returns the searches without a result of the last ninety days that were not handled since,
// the most frequent first.
func (s *Store) Misses(ctx context.Context) ([]Miss, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	return misses(s.db.Read(ctx), s.db.Now().AddDate(0, 0, -missRetentionDays), maxNotes)
}

// misses returns the unhandled searches since an instant, in one query.
func misses(g db.Reader, since time.Time, most int) ([]Miss, error) {
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

// handledRow marks a search without a result as handled.
type handledRow struct {
	ID      int64
	SeenAt  db.Instant
	Version int
}

// SeeTo marks a search without a result as handled, so that it is hidden until somebody searches
// for it again; back removes the mark. It returns the version of the mark. Setting the state that
// is already set changes nothing. It returns Forbidden if the actor may not write guides, NotFound
// if there was no such search lately, and Conflict if the mark has changed.
func (s *Store) SeeTo(ctx context.Context, query string, back bool, version int) (after int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := people.Require(tx.Actor, people.EditPlan, people.Organisation); err != nil {
			return err
		}
		// Keep version unchanged, because the transaction may run more than once.
		after, err = setHandled(tx, query, back, version)
		return err
	})
	return after, err
}

func setHandled(tx *db.Tx, query string, back bool, version int) (int, error) {
	var last []db.Instant
	err := tx.Raw("SELECT last_at FROM guide_misses WHERE query = ? AND day >= ? ORDER BY last_at DESC LIMIT 1", query,
		oldestMissDay(tx.Now.Time)).Scan(&last).Error
	if err != nil {
		return 0, err
	}
	if len(last) == 0 {
		return 0, fault.NotFound("search in vain")
	}
	var r handledRow
	if err := tx.Raw("SELECT id, seen_at, version FROM guide_misses_seen WHERE query = ?", query).Scan(&r).Error; err != nil {
		return 0, err
	}
	if seen := !r.SeenAt.Before(last[0].Time); seen != back {
		return r.Version, nil
	}
	if r.ID == 0 {
		// Insert the mark with the version of an unhandled search. If another server was faster, no
		// id is returned and the update below affects no row.
		err := tx.Raw("INSERT INTO guide_misses_seen (query, version, updated_at) VALUES (?, 0, ?) ON CONFLICT (query) DO NOTHING RETURNING id",
			query, tx.Now).Scan(&r.ID).Error
		if err != nil {
			return 0, err
		}
	}
	return r.update(tx, query, back, version)
}

// update stores whether the search is handled and audits it.
func (r handledRow) update(tx *db.Tx, query string, back bool, version int) (int, error) {
	columns, done := map[string]any{"seen_at": tx.Now, "seen_by": db.RefOf(tx.Actor.ID)}, "seen"
	if back {
		columns, done = map[string]any{"seen_at": nil, "seen_by": nil}, "reopened"
	}
	next, err := tx.UpdateRow("guide_misses_seen", r.ID, version, columns)
	if err != nil {
		return 0, err
	}
	return next, tx.Audit(db.Entry{Action: "guide_miss." + done, Entity: "guide_miss", EntityID: r.ID, Label: query})
}
