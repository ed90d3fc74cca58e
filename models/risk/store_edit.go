package risk

import (
	"context"
	"slices"
	"strings"

	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Create adds a risk to a launch and returns its id. If the same key is sent twice, it adds one. It
// returns Invalid with all problems.
func (s *Store) Create(ctx context.Context, slug string, in Input, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		id, err = tx.Once(purpose(l), key, in, func() (int64, error) {
			r, err := create(tx, l.ID, in)
			return r.ID, err
		})
		return err
	})
	return id, err
}

// CreateInTx creates a risk in the caller's transaction and returns its id. The caller checks the
// permission.
func CreateInTx(tx *db.Tx, launchID int64, in Input) (int64, error) {
	r, err := create(tx, launchID, in)
	return r.ID, err
}

func create(tx *db.Tx, launchID int64, in Input) (row, error) {
	in, err := check(tx, in, 0)
	if err != nil {
		return row{}, err
	}
	r, err := insert(tx, launchID, "", in)
	if err != nil {
		return r, err
	}
	changes, err := changesOf(tx, row{}, r, nil, in.Steps)
	if err != nil {
		return r, err
	}
	return r, r.audit(tx, "created", "", changes...)
}

// insert inserts a risk, its steps and its first scores; role is the template's role.
func insert(tx *db.Tx, launchID int64, role string, in Input) (row, error) {
	r := row{LaunchID: launchID, RoleKey: role, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	r.set(in)
	if err := tx.DB.Create(&r).Error; err != nil {
		return r, err
	}
	if err := insertSteps(tx, r.ID, in.Steps); err != nil {
		return r, err
	}
	return r, r.insertScores(tx)
}

// check returns the normalized input, or Invalid. had is the previous owner, who may have become a
// viewer since.
func check(tx *db.Tx, in Input, had int64) (Input, error) {
	var c fault.Check
	in, err := in.Clean()
	if err := c.Merge(err); err != nil {
		return in, err
	}
	_, err = people.Able(tx.Reader, db.IDOf(in.OwnerID), had, "owner")
	if err := c.Merge(err); err != nil {
		return in, err
	}
	return in, c.Err()
}

// Update changes a risk. A new score ends its acceptance. It returns Invalid with all problems,
// Conflict if another person changed the risk, and Forbidden with the fields if the change would
// ease a show-stopper and the actor may not.
func (s *Store) Update(ctx context.Context, slug string, id int64, in Input, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := loadForAction(tx, slug, id, people.EditPlan, version)
		if err != nil {
			return err
		}
		in, err := check(tx, in, db.IDOf(r.OwnerID))
		if err != nil {
			return err
		}
		steps, err := stepsOf(tx.Reader, id)
		if err != nil {
			return err
		}
		after := r
		after.set(in)
		if err := r.allowEase(tx, l, r.weight().easedBy(after.weight())...); err != nil {
			return err
		}
		changes, err := changesOf(tx, r, after, steps, in.Steps)
		if err != nil || len(changes) == 0 {
			return err
		}
		if _, err := tx.UpdateRow("risks", id, version, after.columns()); err != nil {
			return err
		}
		if !slices.Equal(steps, in.Steps) {
			if err := insertSteps(tx, id, in.Steps); err != nil {
				return err
			}
		}
		if after.scores() != r.scores() {
			if err := after.recordScores(tx); err != nil {
				return err
			}
		}
		return after.audit(tx, r.auditOf(after, "updated"), "", changes...)
	})
}

// Rescore changes the current and residual scores of a risk, and returns the previous ones and the
// new version. It ends the risk's acceptance. It returns Invalid, Conflict if another person changed
// the risk, and Forbidden with the fields if it would lower the score of a show-stopper and the
// actor may not.
func (s *Store) Rescore(
	ctx context.Context, slug string, id int64, current, residual Score, version int,
) (before Scores, next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := loadForAction(tx, slug, id, people.EditPlan, version)
		if err != nil {
			return err
		}
		before = r.scores()
		after := Scores{Inherent: before.Inherent, Current: current, Residual: residual}
		var c fault.Check
		if after.check(&c); c.Err() != nil {
			return c.Err()
		}
		if err := r.allowEase(tx, l, before.loweredBy(after)...); err != nil {
			return err
		}
		err = r.rescoreTo(tx, current, residual)
		next = r.Version
		return err
	})
	return before, next, err
}

// rescoreTo changes the scores of the risk and the row.
func (r *row) rescoreTo(tx *db.Tx, current, residual Score) error {
	before := r.scores()
	after := Scores{Inherent: before.Inherent, Current: current, Residual: residual}
	var c fault.Check
	if after.check(&c); c.Err() != nil || after == before {
		return c.Err()
	}
	was := *r
	r.rescore(after)
	if err := r.write(tx, r.columns()); err != nil {
		return err
	}
	if err := r.recordScores(tx); err != nil {
		return err
	}
	return r.audit(tx, was.auditOf(*r, "rescored"), "", scoreChanges(nil, before, after)...)
}

// recordScores records the row's new scores and ends the acceptance of the old ones.
func (r row) recordScores(tx *db.Tx) error {
	if err := r.insertScores(tx); err != nil {
		return err
	}
	_, err := endAcceptance(tx, r.ID, "The score changed.")
	return err
}

// insertScores inserts the row's scores into the course of the risk.
func (r row) insertScores(tx *db.Tx) error {
	var by *int64
	if tx.Actor.ID != 0 {
		by = &tx.Actor.ID
	}
	return tx.Exec(`INSERT INTO risk_scores (risk_id, at, by_id, inherent_likelihood, inherent_impact, current_likelihood, current_impact,
		residual_likelihood, residual_impact) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.ID, tx.Now, by, r.InherentLikelihood, r.InherentImpact,
		r.CurrentLikelihood, r.CurrentImpact, r.ResidualLikelihood, r.ResidualImpact).Error
}

// Close closes a risk with a reason. It returns Invalid without a reason, Conflict, and Forbidden
// with the field if it is a show-stopper and the actor may not.
func (s *Store) Close(ctx context.Context, slug string, id int64, reason string, version int) (next int, err error) {
	reason = words.OneLine(reason)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := loadForAction(tx, slug, id, people.EditPlan, version)
		if err != nil {
			return err
		}
		if err := r.allowEase(tx, l, [2]string{"reason", closeIt}); err != nil {
			return err
		}
		err = r.close(tx, reason)
		next = r.Version
		return err
	})
	return next, err
}

func (r *row) close(tx *db.Tx, reason string) error {
	if err := checkReason(reason, "Say why it can no longer happen, or that it has."); err != nil {
		return err
	}
	if !r.ClosedAt.IsZero() {
		return fault.Conflict("This risk has been closed already.")
	}
	if err := r.write(tx, map[string]any{"closed_at": tx.Now, "closed_reason": reason}); err != nil {
		return err
	}
	if r.ShowStopper {
		return r.audit(tx, auditClosed, reason)
	}
	return r.audit(tx, "closed", reason)
}

func checkReason(reason, missing string) error {
	var c fault.Check
	c.That(reason != "", "reason", "%s", missing)
	c.That(len([]rune(reason)) <= launch.MaxReason, "reason", "Use at most %d characters.", launch.MaxReason)
	return c.Err()
}

// Reopen reopens a risk that Close closed.
func (s *Store) Reopen(ctx context.Context, slug string, id int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := loadForAction(tx, slug, id, people.EditPlan, version)
		if err != nil {
			return err
		}
		if r.ClosedAt.IsZero() {
			return fault.Conflict("This risk is open already.")
		}
		if err := r.write(tx, map[string]any{"closed_at": nil, "closed_reason": ""}); err != nil {
			return err
		}
		return r.audit(tx, "reopened", "")
	})
}

// insertSteps replaces the steps of plan B.
func insertSteps(tx *db.Tx, id int64, steps []string) error {
	if err := tx.Exec("DELETE FROM risk_steps WHERE risk_id = ?", id).Error; err != nil {
		return err
	}
	for i, text := range steps {
		if err := tx.Exec("INSERT INTO risk_steps (risk_id, position, text) VALUES (?, ?, ?)", id, i, text).Error; err != nil {
			return err
		}
	}
	return nil
}

func stepsOf(g db.Reader, id int64) ([]string, error) {
	var steps []string
	err := g.Raw("SELECT text FROM risk_steps WHERE risk_id = ? ORDER BY position", id).Scan(&steps).Error
	return steps, err
}

// changesOf returns the differences for the audit log.
func changesOf(tx *db.Tx, a, b row, stepsBefore, steps []string) ([]db.Change, error) {
	cs := appendChange(nil, "title", a.Title, b.Title)
	cs = appendChange(cs, "category", a.Category.Label(), b.Category.Label())
	if a.ShowStopper != b.ShowStopper {
		cs = append(cs, db.Change{Field: "show-stopper", Old: yesText(a.ShowStopper), New: yesText(b.ShowStopper)})
	}
	cs = scoreChanges(cs, a.scores(), b.scores())
	if before, after := db.IDOf(a.OwnerID), db.IDOf(b.OwnerID); before != after {
		names, err := namesOf(tx.Reader, before, after)
		if err != nil {
			return nil, err
		}
		cs = appendChange(cs, "owner", names[before], names[after])
	}
	cs = appendChange(cs, "response", a.Response.Label(), b.Response.Label())
	cs = appendChange(cs, "cause", a.Cause, b.Cause)
	cs = appendChange(cs, "event", a.Event, b.Event)
	cs = appendChange(cs, "effect", a.Effect, b.Effect)
	cs = appendChange(cs, "cost", a.Cost, b.Cost)
	cs = appendChange(cs, "trigger", a.TriggerSign, b.TriggerSign)
	cs = appendChange(cs, "plan B", a.PlanB, b.PlanB)
	cs = appendChange(cs, "steps of plan B", strings.Join(stepsBefore, "\n"), strings.Join(steps, "\n"))
	return appendChange(cs, "review date", a.ReviewOn.String(), b.ReviewOn.String()), nil
}

// The names of scores in the audit log.
const currentField, residualField = "score now", "score after mitigation"

func scoreChanges(cs []db.Change, a, b Scores) []db.Change {
	for _, s := range []struct {
		field         string
		before, after Score
	}{{"inherent score", a.Inherent, b.Inherent}, {currentField, a.Current, b.Current}, {residualField, a.Residual, b.Residual}} {
		if s.before != s.after {
			cs = appendChange(cs, s.field, scoreText(s.before), scoreText(s.after))
		}
	}
	return cs
}

func scoreText(s Score) string {
	if !s.Judged() {
		return ""
	}
	return s.String()
}

func yesText(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func namesOf(g db.Reader, ids ...int64) (map[int64]string, error) {
	var us []people.User
	err := g.Select("id, name").Where("id IN ?", ids).Find(&us).Error
	names := make(map[int64]string, len(us))
	for _, u := range us {
		names[u.ID] = u.Name
	}
	return names, err
}
