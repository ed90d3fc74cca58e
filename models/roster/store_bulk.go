package roster

import (
	"context"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Draft is one shift of a rota before it is written, with what keeps it from
// being written.
type Draft struct {
	Input
	Trouble string
}

// Preview works a rota out for a launch without writing anything. Returns Invalid
// for a rota that cannot be worked out.
func (s *Store) Preview(ctx context.Context, slug string, r Rota) ([]Draft, error) {
	var out []Draft
	// Nothing is written: the transaction only makes sure that what is tried
	// here is what Apply would do.
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		out, _, err = drafts(tx, l, r)
		return err
	})
	return out, err
}

// drafts tries each shift of a rota against those that stand and those before it.
func drafts(tx *db.Tx, l launch.Launch, r Rota) ([]Draft, []Entry, error) {
	r, err := r.Clean()
	if err != nil {
		return nil, nil, err
	}
	all, err := entriesOf(tx.DB, l.ID)
	if err != nil {
		return nil, nil, err
	}
	var out []Draft
	var made []Entry
	for i, in := range r.Shifts(l.Location()) {
		e := in.entry(l)
		d := Draft{Input: in}
		err := fits(tx, l, e, all)
		switch {
		case fault.Is(err, fault.KindInvalid):
			d.Trouble = fault.FieldsOf(err)[0].Message
		case err != nil:
			return nil, nil, err
		default:
			made = append(made, e)
			e.ID = newest - maxRotaDays*maxHandoffs*2 + int64(i) // in their order, after all that stand
			all = append(all, e)
		}
		out = append(out, d)
	}
	return out, made, nil
}

// Apply writes all shifts of a rota in one transaction, or none: it returns
// Invalid when one of them cannot stand. A key makes a form that is sent twice
// write them once. The batch can be undone.
func (s *Store) Apply(ctx context.Context, slug string, r Rota, key string) (Batch, error) {
	var b Batch
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		id, err := tx.Once("rota of "+slug, key, r, func() (int64, error) {
			ds, made, err := drafts(tx, l, r)
			if err != nil {
				return 0, err
			}
			for _, d := range ds {
				if d.Trouble != "" {
					return 0, fault.Invalid("person1", "%s: %s", Say(d.Span, l.Location()), d.Trouble)
				}
			}
			return addAll(tx, l, made)
		})
		if err != nil {
			return err
		}
		return tx.Where("id = ?", id).Take(&b).Error
	})
	return b, err
}

// addAll writes checked entries as one batch and returns its id.
func addAll(tx *db.Tx, l launch.Launch, entries []Entry) (int64, error) {
	b := Batch{LaunchID: l.ID, Kind: Added, ByID: db.RefOf(tx.Actor.ID), At: tx.Now}
	for _, e := range entries {
		if err := put(tx, l, &e); err != nil {
			return 0, err
		}
		b.Items = append(b.Items, BatchItem{ID: e.ID, Version: e.Version})
	}
	err := tx.DB.Create(&b).Error
	return b.ID, err
}

// Undo takes a batch back as one step: what was added goes, what was moved
// returns. Returns Conflict when it was undone before, or one of its entries was
// changed since.
func (s *Store) Undo(ctx context.Context, slug string, id int64) (Batch, error) {
	var b Batch
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		if err := db.NotFoundAs(tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&b).Error, "change of this roster"); err != nil {
			return err
		}
		if !b.UndoneAt.IsZero() {
			return fault.Conflict("This was undone already.")
		}
		for _, it := range b.Items {
			if err := b.undo(tx, l, it); err != nil {
				return err
			}
		}
		return tx.Exec("UPDATE roster_batches SET undone_at = ? WHERE id = ?", tx.Now, b.ID).Error
	})
	return b, err
}

func (b Batch) undo(tx *db.Tx, l launch.Launch, it BatchItem) error {
	e, err := entryIn(tx.DB, l.ID, it.ID)
	if fault.Is(err, fault.KindNotFound) || err == nil && e.Version != it.Version {
		return fault.Conflict("One of these entries was changed since, so they cannot be taken back all at once.")
	}
	if err != nil {
		return err
	}
	if b.Kind == Added {
		return drop(tx, l, e, it.Version)
	}
	back := e
	back.FromAt, back.ToAt, back.PlannedFor = db.AtMilli(it.From), db.AtMilli(it.To), db.AtMilli(it.PlannedFor)
	return rewrite(tx, l, e, back, "Undone")
}

// grain is what a take-over is rounded down to, so that it has whole minutes.
const grain = time.Minute

// untilNext bounds a take-over of a role that nobody has.
const untilNext = 8 * time.Hour

// TakeNow puts the actor on call in a role from now until the end of the running
// shift, in the place of who has it; where nobody has it, until somebody does.
// Whatever else the actor is on call as meanwhile ends. Returns Invalid when the
// actor has the role already.
func (s *Store) TakeNow(ctx context.Context, slug string, role Role, key string) (Batch, error) {
	var b Batch
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		id, err := tx.Once("take-over of "+slug, key, role, func() (int64, error) { return takeNow(tx, l, cleanRole(role)) })
		if err != nil {
			return err
		}
		return tx.Where("id = ?", id).Take(&b).Error
	})
	return b, err
}

func takeNow(tx *db.Tx, l launch.Launch, role Role) (int64, error) {
	others, err := entriesOf(tx.DB, l.ID)
	if err != nil {
		return 0, err
	}
	me := tx.Actor.ID
	from := tx.Now.Truncate(grain)
	slots := Effective(others)
	in := Input{Kind: Add, Role: role, In: me, Span: Span{from, from.Add(untilNext)}, Note: "Taken over"}
	for _, s := range At(slots, tx.Now.Time) {
		switch {
		case s.Role != role:
		case s.Person == me:
			return 0, fault.Invalid("role", "You are %s already.", role.Label())
		default:
			in.Kind, in.Out, in.To = Replace, s.Person, s.To
		}
	}
	if in.Kind == Add {
		for _, s := range Next(slots, tx.Now.Time) {
			if s.Role == role && s.From.Before(in.To) {
				in.To = s.From
			}
		}
	}
	if in, err = in.Clean(); err != nil {
		return 0, err
	}
	var made []Entry
	// Who takes over gives up what else they have meanwhile.
	for _, s := range slots {
		if _, meets := s.Span().Meets(in.Span); meets && s.Person == me && !hasRemoval(made, s.Role) {
			e := Input{Kind: Remove, Role: s.Role, Out: me, Span: in.Span, Note: in.Note}.entry(l)
			made, others = append(made, e), append(others, numberedLast(e, len(made)))
		}
	}
	e := in.entry(l)
	if err := fits(tx, l, e, others); err != nil {
		return 0, err
	}
	return addAll(tx, l, append(made, e))
}

func hasRemoval(made []Entry, r Role) bool {
	for _, e := range made {
		if e.Role == r {
			return true
		}
	}
	return false
}

func numberedLast(e Entry, i int) Entry {
	e.ID = newest - maxNeeds*4 + int64(i)
	return e
}

// MoveAlong moves what was planned for another T along with it, all at once, or
// leaves it where it is and stops offering to. The batch can be undone.
func (s *Store) MoveAlong(ctx context.Context, slug string, leave bool) (Batch, error) {
	var b Batch
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		all, err := entriesOf(tx.DB, l.ID)
		if err != nil {
			return err
		}
		b = Batch{LaunchID: l.ID, Kind: Moved, ByID: db.RefOf(tx.Actor.ID), At: tx.Now}
		for _, e := range all {
			if !e.LeftBehind(l.LaunchAt.Time, tx.Now.Time) {
				continue
			}
			after := e
			after.PlannedFor = l.LaunchAt
			if to := e.Along(l); !leave && to.From.Before(to.To) {
				after.FromAt, after.ToAt = db.At(to.From), db.At(to.To)
			}
			if err := rewrite(tx, l, e, after, "T moved"); err != nil {
				return err
			}
			b.Items = append(b.Items, BatchItem{ID: e.ID, Version: e.Version + 1, From: e.FromAt.UnixMilli(), To: e.ToAt.UnixMilli(), PlannedFor: e.PlannedFor.UnixMilli()})
		}
		if len(b.Items) == 0 {
			return fault.Conflict("Nothing is left behind: somebody else has seen to it.")
		}
		return tx.DB.Create(&b).Error
	})
	return b, err
}
