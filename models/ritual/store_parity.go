package ritual

import (
	"context"
	"strconv"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Parity returns the rows by which staging and production are compared, and the
// removed ones. Returns NotFound.
func (s *Store) Parity(ctx context.Context, slug string) (rows, removed []ParityRow, err error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return nil, nil, err
	}
	g := s.db.Read(ctx)
	return parityOf(g, l)
}

func parityOf(g db.Reader, l launch.Launch) (rows, removed []ParityRow, err error) {
	var all []ParityRow
	if err := g.Where("launch_id = ?", l.ID).Order("position, id").Find(&all).Error; err != nil {
		return nil, nil, err
	}
	for _, r := range all {
		if r.ArchivedAt.IsZero() {
			rows = append(rows, r)
		} else {
			removed = append(removed, r)
		}
	}
	return rows, removed, nil
}

// AddParity adds a row. key makes a form that is sent twice add one.
func (s *Store) AddParity(ctx context.Context, slug string, in ParityInput, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		id, err = tx.Once("parity "+strconv.FormatInt(l.ID, 10), key, in, func() (int64, error) {
			r := ParityRow{LaunchID: l.ID, Aspect: in.Aspect, Staging: in.Staging, Production: in.Production, Matters: in.Matters, Note: in.Note,
				Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
			if err := tx.Raw("SELECT COALESCE(MAX(position), 0) + 1 FROM parity_rows WHERE launch_id = ?",
				l.ID).Scan(&r.Position).Error; err != nil {
				return 0, err
			}
			if err := tx.DB.Create(&r).Error; err != nil {
				return 0, err
			}
			return r.ID, auditParity(tx, l, r, "parity.added", parityChanges(ParityRow{}, in)...)
		})
		return err
	})
	return id, err
}

// parityRow loads a row for an actor who may edit the plan.
func parityRow(tx *db.Tx, slug string, id int64) (launch.Launch, ParityRow, error) {
	var r ParityRow
	l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
	if err != nil {
		return l, r, err
	}
	err = tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&r).Error
	return l, r, db.NotFoundAs(err, "row of this table")
}

// UpdateParity changes a row. Returns Invalid, or Conflict when the row changed
// meanwhile.
func (s *Store) UpdateParity(ctx context.Context, slug string, id int64, in ParityInput, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := parityRow(tx, slug, id)
		if err != nil {
			return err
		}
		if !r.ArchivedAt.IsZero() {
			return fault.NotFound("row of this table")
		}
		if r.Version != version {
			return fault.Changed("this row")
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		changes := parityChanges(r, in)
		if len(changes) == 0 {
			return nil
		}
		_, err = tx.UpdateRow("parity_rows", r.ID, version, map[string]any{"aspect": in.Aspect, "staging": in.Staging,
			"production": in.Production,
			"matters":    in.Matters, "note": in.Note})
		if err != nil {
			return err
		}
		return auditParity(tx, l, r, "parity.updated", changes...)
	})
}

// RemoveParity removes a row; with back it restores it. It returns the new version.
func (s *Store) RemoveParity(ctx context.Context, slug string, id int64, version int, back bool) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := parityRow(tx, slug, id)
		if err != nil {
			return err
		}
		if r.ArchivedAt.IsZero() == back {
			return fault.NotFound("row of this table")
		}
		at, action := tx.Now, "parity.removed"
		if back {
			at, action = db.Instant{}, "parity.restored"
		}
		if next, err = tx.UpdateRow("parity_rows", r.ID, version, map[string]any{"archived_at": at}); err != nil {
			return err
		}
		return auditParity(tx, l, r, action)
	})
	return next, err
}

func parityChanges(r ParityRow, in ParityInput) []db.Change {
	return db.Changed([3]string{"aspect", r.Aspect, in.Aspect}, [3]string{"staging", r.Staging, in.Staging},
		[3]string{"production", r.Production, in.Production},
		[3]string{"does it matter", r.Matters.Label(), in.Matters.Label()}, [3]string{"note", r.Note, in.Note})
}

func auditParity(tx *db.Tx, l launch.Launch, r ParityRow, action string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: action, Entity: "parity", EntityID: r.ID, LaunchID: &l.ID, Label: r.Aspect, Changes: changes})
}
