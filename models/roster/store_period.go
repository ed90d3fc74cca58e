package roster

import (
	"context"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

func periodsOf(g db.Reader, launchID int64) ([]Period, error) {
	var out []Period
	return out, g.Where("launch_id = ?", launchID).Order("from_at, id").Find(&out).Error
}

func periodIn(g db.Reader, launchID, id int64) (Period, error) {
	var p Period
	err := g.Where("id = ? AND launch_id = ?", id, launchID).Take(&p).Error
	return p, db.NotFoundAs(err, "period in this roster")
}

// Period returns a period of a launch's roster. It returns NotFound if it belongs to another launch.
func (s *Store) Period(ctx context.Context, slug string, id int64) (Period, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return Period{}, err
	}
	return periodIn(s.db.Read(ctx), l.ID, id)
}

// period returns the input as a period. kept is the period before, whose people are accepted even if
// they have left.
func (in PeriodInput) period(tx *db.Tx, l launch.Launch, kept Period) (Period, error) {
	var c fault.Check
	in, err := in.Clean()
	if err := c.Merge(err); err != nil {
		return Period{}, err
	}
	for _, p := range []struct {
		field    string
		id, kept int64
	}{{"call", in.Call, kept.Call()}, {"decider", in.Decider, kept.Decider()}} {
		_, err := people.Able(tx.Reader, p.id, p.kept, p.field)
		if err := c.Merge(err); err != nil {
			return Period{}, err
		}
	}
	p := Period{ID: kept.ID, LaunchID: l.ID, Rule: in.Rule, CallID: db.RefOf(in.Call), FromAt: db.At(in.From), DeciderID: db.RefOf(in.Decider)}
	if !in.To.IsZero() {
		p.ToAt = db.At(in.To)
	}
	return p, c.Err()
}

// AddPeriod adds a period with a rule. The key prevents a form that is sent twice from adding two.
// It returns Forbidden or Invalid.
func (s *Store) AddPeriod(ctx context.Context, slug string, in PeriodInput, key string) (Period, error) {
	var p Period
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		id, err := tx.Once("roster period of "+slug, key, in, func() (int64, error) {
			made, err := in.period(tx, l, Period{})
			if err != nil {
				return 0, err
			}
			made.Version, made.CreatedAt, made.UpdatedAt = 1, tx.Now, tx.Now
			if err := tx.DB.Create(&made).Error; err != nil {
				return 0, err
			}
			return made.ID, made.audit(tx, l, "period added")
		})
		if err != nil {
			return err
		}
		p, err = periodIn(tx.Reader, l.ID, id)
		return err
	})
	return p, err
}

// UpdatePeriod changes a period. It returns the period before and the new version. It returns
// Conflict if the period has changed.
func (s *Store) UpdatePeriod(ctx context.Context, slug string, id int64, in PeriodInput, version int) (before Period, next int, err error) {
	return s.changePeriod(ctx, slug, id, version, func(tx *db.Tx, l launch.Launch, before Period) (Period, error) {
		return in.period(tx, l, before)
	})
}

// EndPeriod ends a period that applies now. It returns Invalid for one that has not begun or is over.
func (s *Store) EndPeriod(ctx context.Context, slug string, id int64, version int) (before Period, next int, err error) {
	return s.changePeriod(ctx, slug, id, version, func(tx *db.Tx, _ launch.Launch, before Period) (Period, error) {
		if !before.Holds(tx.Now.Time) || !before.FromAt.Before(tx.Now.Time) {
			return before, fault.Invalid("", "This period does not apply now. Remove it instead.")
		}
		before.ToAt = tx.Now
		return before, nil
	})
}

func (s *Store) changePeriod(ctx context.Context, slug string, id int64, version int,
	change func(*db.Tx, launch.Launch, Period) (Period, error)) (before Period, next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		if before, err = periodIn(tx.Reader, l.ID, id); err != nil {
			return err
		}
		after, err := change(tx, l, before)
		if err != nil {
			return err
		}
		next, err = tx.UpdateRow("roster_periods", id, version, map[string]any{"rule": after.Rule, "call_id": after.CallID,
			"from_at": after.FromAt, "to_at": after.ToAt, "decider_id": after.DeciderID})
		if err != nil {
			return err
		}
		old, err := before.words(tx, l)
		if err != nil {
			return err
		}
		now, err := after.words(tx, l)
		if err != nil {
			return err
		}
		var changes []db.Change
		for i, f := range periodFields {
			if old[i] != now[i] {
				changes = append(changes, db.Change{Field: f, Old: old[i], New: now[i]})
			}
		}
		return s.audit(tx, l, "period changed", changes...)
	})
	return before, next, err
}

// RemovePeriod deletes a period and returns it, so that it can be restored.
func (s *Store) RemovePeriod(ctx context.Context, slug string, id int64, version int) (Period, error) {
	var p Period
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		if p, err = periodIn(tx.Reader, l.ID, id); err != nil {
			return err
		}
		if err := tx.DeleteRow("roster_periods", id, version); err != nil {
			return err
		}
		if err := tx.ForgetOnce("roster period of "+slug, id); err != nil {
			return err
		}
		return p.audit(tx, l, "period removed")
	})
	return p, err
}

// periodFields are the fields of a period as the audit log names them; words returns their values.
var periodFields = []string{"rule", "time", "to call", "who decides the end"}

func (p Period) words(tx *db.Tx, l launch.Launch) ([]string, error) {
	out := []string{p.Rule, p.Say(l.Location())}
	for _, id := range []int64{p.Call(), p.Decider()} {
		name, err := people.NameOf(tx.Reader, id)
		if err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, nil
}

// audit records that a period was added or removed.
func (p Period) audit(tx *db.Tx, l launch.Launch, action string) error {
	words, err := p.words(tx, l)
	if err != nil {
		return err
	}
	var changes []db.Change
	for i, f := range periodFields {
		c := db.Change{Field: f, New: words[i]}
		if action == "period removed" {
			c.Old, c.New = c.New, ""
		}
		if words[i] != "" {
			changes = append(changes, c)
		}
	}
	return tx.Audit(db.Entry{Action: "roster." + action, Entity: "launch", EntityID: l.ID, LaunchID: &l.ID, Label: l.Name, Changes: changes})
}
