package readiness

import (
	"context"
	"strconv"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// criterion loads a criterion for an actor who may do act. Returns NotFound
// when it was removed or belongs to another launch.
func criterion(tx *db.Tx, slug string, id int64, act people.Action) (launch.Launch, Criterion, error) {
	l, err := launch.LoadForWrite(tx, slug, act)
	if err != nil {
		return l, Criterion{}, err
	}
	c, err := criterionIn(tx.Reader, l.ID, id)
	if err == nil && !c.ArchivedAt.IsZero() {
		err = fault.NotFound("criterion in this launch")
	}
	return l, c, err
}

func criterionIn(g db.Reader, launchID, id int64) (Criterion, error) {
	var c Criterion
	err := g.Where("id = ? AND launch_id = ?", id, launchID).Take(&c).Error
	return c, db.NotFoundAs(err, "criterion in this launch")
}

func auditCriterion(tx *db.Tx, c Criterion, action, reason string, cs ...db.Change) error {
	return tx.Audit(db.Entry{Action: "criterion." + action, Entity: "criterion", EntityID: c.ID, LaunchID: &c.LaunchID, Label: c.Title,
		Reason: reason, Changes: cs})
}

// Criterion returns a criterion with its line of the verdict. Returns NotFound.
func (s *Store) Criterion(ctx context.Context, slug string, id int64) (Criterion, CriterionLine, error) {
	v, err := s.Verdict(ctx, slug)
	if err != nil {
		return Criterion{}, CriterionLine{}, err
	}
	c, err := criterionIn(s.db.Read(ctx), v.LaunchID, id)
	if err != nil {
		return c, CriterionLine{}, err
	}
	for _, lines := range [][]CriterionLine{v.Criteria, v.Conditions} {
		for _, l := range lines {
			if l.ID == id {
				return c, l, nil
			}
		}
	}
	return c, CriterionLine{}, fault.NotFound("criterion in this launch")
}

// RemovedCriteria returns the criteria of a launch that can be restored.
func (s *Store) RemovedCriteria(ctx context.Context, launchID int64) ([]Criterion, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	var cs []Criterion
	return cs, s.db.Read(ctx).Where("launch_id = ? AND archived_at IS NOT NULL", launchID).Order("archived_at DESC, id").Find(&cs).Error
}

// AddCriterion adds a criterion or condition. key makes a form that is sent
// twice add one. Returns Invalid with every mistake.
func (s *Store) AddCriterion(ctx context.Context, slug string, in CriterionInput, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.LeadLaunch)
		if err != nil {
			return err
		}
		if in, err = in.check(tx, l.ID, Criterion{}); err != nil {
			return err
		}
		id, err = tx.Once("criterion "+strconv.FormatInt(l.ID, 10), key, in, func() (int64, error) { return createCriterion(tx, l.ID, in) })
		return err
	})
	return id, err
}

func createCriterion(tx *db.Tx, launchID int64, in CriterionInput) (int64, error) {
	c := Criterion{LaunchID: launchID, Kind: in.Kind, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now, Title: in.Title, OwnerID: in.OwnerID,
		Bind: in.Binding.By, BindID: db.RefOf(in.Binding.ID), BindRule: in.Binding.Rule, Environment: in.Binding.Environment,
		RenewMinutes: 60 * in.RenewHours, Evidence: in.Evidence}
	err := tx.Raw("SELECT COALESCE(MAX(position), -1) + 1 FROM criteria WHERE launch_id = ? AND kind = ?", launchID,
		in.Kind).Scan(&c.Position).Error
	if err != nil {
		return 0, err
	}
	if err := tx.DB.Create(&c).Error; err != nil {
		return 0, err
	}
	words, err := in.Binding.words(tx.Reader)
	if err != nil {
		return 0, err
	}
	return c.ID, auditCriterion(tx, c, "added", "", db.Changed([3]string{"follows", "", words})...)
}

// EditCriterion changes a criterion; its kind stays. When what it follows
// changes, its sign-off is removed. It returns the new version.
func (s *Store) EditCriterion(ctx context.Context, slug string, id int64, in CriterionInput, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, c, err := criterion(tx, slug, id, people.LeadLaunch)
		if err != nil {
			return err
		}
		in.Kind = c.Kind
		if in, err = in.check(tx, c.LaunchID, c); err != nil {
			return err
		}
		columns := map[string]any{"title": in.Title, "owner_id": in.OwnerID, "bind": in.Binding.By, "bind_id": db.RefOf(in.Binding.ID),
			"bind_rule": in.Binding.Rule, "environment": in.Binding.Environment, "renew_minutes": 60 * in.RenewHours, "evidence": in.Evidence}
		if in.Binding != c.Binding() {
			columns["sign"], columns["sign_note"], columns["signed_by"], columns["signed_at"] = SignNone, "", nil, nil
		}
		changes, err := c.changes(tx, in)
		if err != nil {
			return err
		}
		if next, err = tx.UpdateRow("criteria", c.ID, version, columns); err != nil {
			return err
		}
		return auditCriterion(tx, c, "updated", "", changes...)
	})
	return next, err
}

func (c Criterion) changes(tx *db.Tx, in CriterionInput) ([]db.Change, error) {
	names, err := people.OwnerNames(tx, in.OwnerID, c.OwnerID)
	if err != nil {
		return nil, err
	}
	was, err := c.Binding().words(tx.Reader)
	if err != nil {
		return nil, err
	}
	is, err := in.Binding.words(tx.Reader)
	if err != nil {
		return nil, err
	}
	renewal := func(minutes int) string {
		if minutes == 0 {
			return ""
		}
		return every(minutes)
	}
	return db.Changed([3]string{"title", c.Title, in.Title}, [3]string{"owner", names[db.IDOf(c.OwnerID)], names[db.IDOf(in.OwnerID)]},
		[3]string{"follows", was, is},
		[3]string{"renewed", renewal(c.RenewMinutes), renewal(60 * in.RenewHours)}, [3]string{"evidence", c.Evidence, in.Evidence}), nil
}

// check cleans the input and checks its owner and binding; unchanged ones stay,
// also when they no longer exist.
func (in CriterionInput) check(tx *db.Tx, launchID int64, had Criterion) (CriterionInput, error) {
	in, err := in.Clean()
	var c fault.Check
	if err := c.Merge(err); err != nil {
		return in, err
	}
	_, err = people.OwnerNames(tx, in.OwnerID, had.OwnerID)
	if err := c.Merge(err); err != nil {
		return in, err
	}
	if had.ID == 0 || in.Binding != had.Binding() {
		if err := c.Merge(in.Binding.check(tx.Reader, launchID)); err != nil {
			return in, err
		}
	}
	return in, c.Err()
}

// RemoveCriterion removes a criterion; with back it restores it. It returns the new version.
func (s *Store) RemoveCriterion(ctx context.Context, slug string, id int64, version int, back bool) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.LeadLaunch)
		if err != nil {
			return err
		}
		c, err := criterionIn(tx.Reader, l.ID, id)
		if err != nil || c.ArchivedAt.IsZero() == back {
			next = c.Version
			return err
		}
		action, at := "removed", any(tx.Now)
		if back {
			action, at = "restored", nil
		}
		if next, err = tx.UpdateRow("criteria", c.ID, version, map[string]any{"archived_at": at}); err != nil {
			return err
		}
		return auditCriterion(tx, c, action, "")
	})
	return next, err
}

// MoveCriterion moves a criterion one place up or down among those of its kind.
func (s *Store) MoveCriterion(ctx context.Context, slug string, id int64, up bool, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, c, err := criterion(tx, slug, id, people.LeadLaunch)
		if err != nil {
			return err
		}
		var ids []int64
		err = tx.Raw("SELECT id FROM criteria WHERE launch_id = ? AND kind = ? AND archived_at IS NULL ORDER BY position, id", l.ID,
			c.Kind).Scan(&ids).Error
		if err != nil {
			return err
		}
		if !exchange(ids, id, up) {
			return nil
		}
		if _, err := tx.UpdateRow("criteria", c.ID, version, map[string]any{}); err != nil {
			return err
		}
		for i, other := range ids {
			if err := tx.Exec("UPDATE criteria SET position = ? WHERE id = ? AND position <> ?", i, other, i).Error; err != nil {
				return err
			}
		}
		return auditCriterion(tx, c, "moved", "")
	})
}

// exchange moves an id one place and reports whether there is such a place.
func exchange(ids []int64, id int64, up bool) bool {
	for i := range ids {
		to := i + 1
		if up {
			to = i - 1
		}
		if ids[i] == id && to >= 0 && to < len(ids) {
			ids[i], ids[to] = ids[to], ids[i]
			return true
		}
	}
	return false
}
