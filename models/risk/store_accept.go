package risk

import (
	"context"
	"time"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// farthest is the maximum number of days for which a risk can be accepted, so that acceptances are
// reviewed.
const farthest = 366

// Accept accepts a risk with its present score, until the end of a day in the launch's zone. It
// replaces a previous acceptance. It returns Forbidden to everybody but the lead and
// administrators, Invalid, and Conflict if the risk changed.
func (s *Store) Accept(ctx context.Context, slug string, id int64, reason string, lastDay civil.Date, version int) (next int, err error) {
	reason = words.OneLine(reason)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := loadForAction(tx, slug, id, people.LeadLaunch, version)
		if err != nil {
			return err
		}
		err = r.accept(tx, l, reason, lastDay)
		next = r.Version
		return err
	})
	return next, err
}

func (r *row) accept(tx *db.Tx, l launch.Launch, reason string, lastDay civil.Date) error {
	if !r.ClosedAt.IsZero() {
		return fault.Conflict("This risk has been closed: there is nothing left to accept.")
	}
	if err := checkAcceptance(reason, lastDay, l.Today(tx.Now.Time)); err != nil {
		return err
	}
	fs, err := facts(tx.Reader, "r.id = ?", r.ID)
	if err != nil {
		return err
	}
	score := fs[0].Effective()
	if _, err := endAcceptance(tx, r.ID, "Accepted anew."); err != nil {
		return err
	}
	if err := r.write(tx, map[string]any{}); err != nil {
		return err
	}
	_, until := civil.DayBounds(lastDay, l.Location())
	err = tx.Exec("INSERT INTO risk_acceptances (risk_id, approver_id, likelihood, impact, reason, until, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		r.ID, approver(tx, l.LeadID), score.Likelihood, score.Impact, reason, db.At(until), tx.Now).Error
	if err != nil {
		return err
	}
	return r.audit(tx, "accepted", reason, db.Change{Field: "score", New: score.String()}, db.Change{Field: "until", New: lastDay.String()})
}

// approver returns the actor's id, or the lead's for an action of the program.
func approver(tx *db.Tx, lead int64) int64 {
	if tx.Actor.ID != 0 {
		return tx.Actor.ID
	}
	return lead
}

func checkAcceptance(reason string, lastDay, today civil.Date) error {
	var c fault.Check
	if err := c.Merge(checkReason(reason, "Say why the launch can live with it.")); err != nil {
		return err
	}
	switch {
	case lastDay.IsZero():
		c.Add("until", "Say until which day: an acceptance has an end.")
	case lastDay.Before(today):
		c.Add("until", "That day has passed. Choose today or a later one.")
	case lastDay.Sub(today) > farthest:
		c.Add("until", "Choose a day within a year: somebody has to look at it again.")
	}
	return c.Err()
}

// EndAcceptance ends an acceptance. It returns Conflict if there is none.
func (s *Store) EndAcceptance(ctx context.Context, slug string, id int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := loadForAction(tx, slug, id, people.LeadLaunch, version)
		if err != nil {
			return err
		}
		ended, err := endAcceptance(tx, id, "Taken back.")
		if err != nil {
			return err
		}
		if !ended {
			return fault.Conflict("This risk is not accepted any more.")
		}
		if err := r.write(tx, map[string]any{}); err != nil {
			return err
		}
		return r.audit(tx, "acceptance ended", "")
	})
}

// endAcceptance ends the present acceptance, and reports whether there was one.
func endAcceptance(tx *db.Tx, id int64, why string) (bool, error) {
	res := tx.Exec("UPDATE risk_acceptances SET ended_at = ?, ended_why = ? WHERE risk_id = ? AND ended_at IS NULL", tx.Now, why, id)
	return res.RowsAffected > 0, res.Error
}

// Point is a change of a risk's scores.
type Point struct {
	At   time.Time
	Name string // of the person who changed them
	Scores
}

// course returns all scores of a risk, oldest first.
func course(g db.Reader, id int64) ([]Point, error) {
	rows, err := g.Raw(`SELECT s.at, COALESCE(u.name, ?), s.inherent_likelihood, s.inherent_impact, s.current_likelihood, s.current_impact,
			COALESCE(s.residual_likelihood, 0), COALESCE(s.residual_impact, 0)
		FROM risk_scores s LEFT JOIN users u ON u.id = s.by_id WHERE s.risk_id = ? ORDER BY s.id`, db.SystemName, id).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Point
	for rows.Next() {
		var p Point
		var at db.Instant
		err := rows.Scan(&at, &p.Name, &p.Inherent.Likelihood, &p.Inherent.Impact, &p.Current.Likelihood, &p.Current.Impact,
			&p.Residual.Likelihood, &p.Residual.Impact)
		if err != nil {
			return nil, err
		}
		p.At = at.Time
		out = append(out, p)
	}
	return out, rows.Err()
}
