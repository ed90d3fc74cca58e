package guide

import (
	"context"
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// Helped records whether a place in a guide helped the actor, and what was missing if it did not.
// Every reader may answer. It returns the id of the answer. A second answer of the same person to
// the same revision replaces the first. It returns NotFound or Invalid.
func (s *Store) Helped(ctx context.Context, slug, anchor string, helped bool, missing string) (int64, error) {
	missing = cleanText(missing)
	var id int64
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := people.Require(tx.Actor, people.Read, people.Organisation); err != nil {
			return err
		}
		r, err := bySlug(tx.Reader, slug)
		if err != nil {
			return err
		}
		var ck fault.Check
		checkLength(&ck, "missing", missing, MaxMissing)
		if err := ck.Err(); err != nil {
			return err
		}
		number := r.Published
		if number == 0 {
			number = r.Head
		}
		content, err := contentOf(tx.Reader, r.ID, number)
		if err != nil {
			return err
		}
		place, ok := content.placeOf(anchor)
		if !ok {
			return fault.NotFound("place in this guide")
		}
		if helped {
			missing = ""
		}
		id, err = r.recordAnswer(tx, number, anchor, place, helped, missing)
		return err
	})
	return id, err
}

// recordAnswer stores the actor's answer about a place in a revision and audits it.
func (r row) recordAnswer(tx *db.Tx, number int, anchor, place string, helped bool, missing string) (id int64, err error) {
	err = tx.Raw(
		`INSERT INTO guide_answers (guide_id, number, anchor, place, helped, missing, by_id, at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (guide_id, number, anchor, by_id) DO UPDATE SET helped = excluded.helped, missing = excluded.missing, at = excluded.at,
			settled_at = NULL, settled_by = NULL, version = guide_answers.version + 1, updated_at = excluded.updated_at RETURNING id`,
		r.ID, number, anchor, place, helped, missing, tx.Actor.ID, tx.Now, tx.Now).Scan(&id).Error
	if err != nil {
		return 0, err
	}
	was := "did not help"
	if helped {
		was = "helped"
	}
	return id, tx.Audit(db.Entry{Action: "guide_answer.given", Entity: "guide_answer", EntityID: id, LaunchID: r.LaunchID, Label: r.Title,
		Changes: []db.Change{{Field: "answer", New: strings.TrimSpace(was + " " + missing)}}})
}

// Settle marks a note about what was missing as settled, or reopens it if back is true. It returns
// Forbidden unless the actor may manage the guide, and Conflict if the note has changed.
// It returns the new version.
func (s *Store) Settle(ctx context.Context, slug string, id int64, back bool, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := getManageable(tx, slug)
		if err != nil {
			return err
		}
		var found []string
		if err := tx.Raw("SELECT place FROM guide_answers WHERE id = ? AND guide_id = ?", id, r.ID).Scan(&found).Error; err != nil {
			return err
		}
		if len(found) == 0 {
			return fault.NotFound("note")
		}
		columns := map[string]any{"settled_at": tx.Now, "settled_by": db.RefOf(tx.Actor.ID)}
		done := "settled"
		if back {
			columns, done = map[string]any{"settled_at": nil, "settled_by": nil}, "reopened"
		}
		if next, err = tx.UpdateRow("guide_answers", id, version, columns); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "guide_answer." + done, Entity: "guide_answer", EntityID: id, LaunchID: r.LaunchID, Label: r.Title})
	})
	return next, err
}

// maxNotes is the maximum number of notes that are shown at once.
const maxNotes = 200

// NotHelped returns the unsettled answers that a guide did not help, newest first, for one guide or
// for all if guideID is 0.
func (s *Store) NotHelped(ctx context.Context, guideID int64) ([]Answer, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	rows, err := s.db.Read(ctx).Raw(
		`SELECT a.id, a.guide_id, g.slug, g.title, COALESCE(g.owner_id, 0), COALESCE(o.name, ''), a.number, a.anchor, a.place,
			a.missing, a.by_id, u.name, a.at, a.version
		FROM guide_answers a JOIN guides g ON g.id = a.guide_id JOIN users u ON u.id = a.by_id LEFT JOIN users o ON o.id = g.owner_id
		WHERE a.helped = ? AND a.settled_at IS NULL AND g.archived_at IS NULL AND (? = 0 OR a.guide_id = ?)
		ORDER BY a.at DESC, a.id DESC LIMIT ?`,
		false, guideID, guideID, maxNotes).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Answer
	for rows.Next() {
		var a Answer
		var at db.Instant
		if err := rows.Scan(&a.ID, &a.GuideID, &a.GuideSlug, &a.GuideTitle, &a.OwnerID, &a.OwnerName, &a.Number, &a.Anchor, &a.Place,
			&a.Missing, &a.ByID, &a.By, &at, &a.Version); err != nil {
			return nil, err
		}
		a.At = at.Time
		out = append(out, a)
	}
	return out, rows.Err()
}

// Tally counts the answers to all revisions of a guide.
func (s *Store) Tally(ctx context.Context, guideID int64) (t Tally, err error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return t, err
	}
	var counts []struct {
		Helped bool
		N      int
	}
	err = s.db.Read(ctx).Raw("SELECT helped, COUNT(*) AS n FROM guide_answers WHERE guide_id = ? GROUP BY helped", guideID).Scan(&counts).Error
	for _, c := range counts {
		if c.Helped {
			t.Helped = c.N
		} else {
			t.NotHelped = c.N
		}
	}
	return t, err
}
