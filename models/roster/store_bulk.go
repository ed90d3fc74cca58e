package roster

import (
	"context"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Draft is a planned shift of a rotation. Trouble is the reason why it cannot be saved, if there is
// one. Problems are those that its person would have; it can be saved with them.
type Draft struct {
	Input
	Trouble  string
	Problems []*Problem
}

// Preview returns the shifts of a rotation without saving them. It returns Invalid for an invalid
// rotation.
func (s *Store) Preview(ctx context.Context, slug string, r Rota) ([]Draft, error) {
	var out []Draft
	// The transaction writes nothing. It makes sure that Preview checks what Apply would do.
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		var all []Entry
		if out, _, all, err = draftShifts(tx, l, r); err != nil {
			return err
		}
		return addProblems(tx.Reader, l, out, all)
	})
	return out, err
}

// addProblems adds to each draft the problems that it would cause for its person or take part in,
// such as too many hours in a row. Entries are all of the launch, with the drafts.
func addProblems(g db.Reader, l launch.Launch, drafts []Draft, entries []Entry) error {
	var who []int64
	for _, e := range entries {
		who = append(who, e.In(), e.Out())
	}
	w := Watch{Slots: Effective(entries)}
	var err error
	if w.People, err = loadPersons(g, who); err != nil {
		return err
	}
	others, err := loadBookings(g, entries)
	if err != nil {
		return err
	}
	delete(others, l.ID)
	for _, list := range others {
		w.Elsewhere = append(w.Elsewhere, list...)
	}
	w.Window = drafts[0].Span
	for _, d := range drafts {
		w.Window.To = maxTime(w.Window.To, d.To)
	}
	for _, p := range Assess(w).Problems {
		for i := range drafts {
			if _, meets := drafts[i].Span.Meets(p.Span); meets && drafts[i].In == p.Person {
				drafts[i].Problems = append(drafts[i].Problems, p)
				break
			}
		}
	}
	return nil
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// draftShifts checks each shift of a rotation against the existing entries and the shifts before
// it. It returns the drafts, the entries that can be saved, and those with all others.
func draftShifts(tx *db.Tx, l launch.Launch, r Rota) (out []Draft, made, all []Entry, err error) {
	if r, err = r.Clean(); err != nil {
		return nil, nil, nil, err
	}
	if all, err = entriesOf(tx.Reader, l.ID); err != nil {
		return nil, nil, nil, err
	}
	for i, in := range r.Shifts(l.Location()) {
		e := in.entry(l)
		d := Draft{Input: in}
		err := checkEntry(tx, l, e, all)
		switch {
		case fault.Is(err, fault.KindInvalid):
			d.Trouble = fault.FieldsOf(err)[0].Message
		case err != nil:
			return nil, nil, nil, err
		default:
			made = append(made, e)
			e.ID = lastID - maxRotaDays*maxHandoffs*2 + int64(i) // in order, after all existing entries
			all = append(all, e)
		}
		out = append(out, d)
	}
	return out, made, all, nil
}

// Apply saves all shifts of a rotation in one transaction. It returns Invalid if one of them is not
// possible. The key prevents a form that is sent twice from saving them twice. The batch can be
// undone.
func (s *Store) Apply(ctx context.Context, slug string, r Rota, key string) (Batch, error) {
	var b Batch
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		id, err := tx.Once("rota of "+slug, key, r, func() (int64, error) {
			ds, made, _, err := draftShifts(tx, l, r)
			if err != nil {
				return 0, err
			}
			for _, d := range ds {
				if d.Trouble != "" {
					return 0, fault.Invalid("person1", "%s: %s", Say(d.Span, l.Location()), d.Trouble)
				}
			}
			return createBatch(tx, l, made)
		})
		if err != nil {
			return err
		}
		return tx.Where("id = ?", id).Take(&b).Error
	})
	return b, err
}

// createBatch saves checked entries as one batch and returns its id.
func createBatch(tx *db.Tx, l launch.Launch, entries []Entry) (int64, error) {
	b := Batch{LaunchID: l.ID, Kind: Added, ByID: db.RefOf(tx.Actor.ID), At: tx.Now}
	for _, e := range entries {
		if err := insertEntry(tx, l, &e); err != nil {
			return 0, err
		}
		b.Items = append(b.Items, BatchItem{ID: e.ID, Version: e.Version})
	}
	err := tx.DB.Create(&b).Error
	return b.ID, err
}

// Undo reverses a batch: it removes added entries and moves others back. It returns Conflict if the
// batch was undone before or one of its entries has changed since.
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
	e, err := entryIn(tx.Reader, l.ID, it.ID)
	if fault.Is(err, fault.KindNotFound) || err == nil && e.Version != it.Version {
		return fault.Conflict("One of these entries was changed since, so they cannot be taken back all at once.")
	}
	if err != nil {
		return err
	}
	if b.Kind == Added {
		return deleteEntry(tx, l, e, it.Version)
	}
	back := e
	back.FromAt, back.ToAt, back.PlannedFor = db.AtMilli(it.From), db.AtMilli(it.To), db.AtMilli(it.PlannedFor)
	_, err = updateEntry(tx, l, e, back, "Undone")
	return err
}

// takeoverRounding is the unit to which the start of a takeover is rounded down.
const takeoverRounding = time.Minute

// maxTakeover is the maximum duration of a takeover of a role that nobody has.
const maxTakeover = 8 * time.Hour

// TakeNow puts the actor on call in a role from now until the end of the current shift, in place of
// its holder. If nobody has the role, it lasts until somebody does. The actor's other roles end for
// that time. It returns Invalid if the actor already has the role.
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
	others, err := entriesOf(tx.Reader, l.ID)
	if err != nil {
		return 0, err
	}
	me := tx.Actor.ID
	from := tx.Now.Truncate(takeoverRounding)
	slots := Effective(others)
	in := Input{Kind: Add, Role: role, In: me, Span: Span{from, from.Add(maxTakeover)}, Note: "Taken over"}
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
	// Remove the actor from other roles for that time.
	for _, s := range slots {
		if _, meets := s.Span().Meets(in.Span); meets && s.Person == me && !hasRemoval(made, s.Role) {
			e := Input{Kind: Remove, Role: s.Role, Out: me, Span: in.Span, Note: in.Note}.entry(l)
			made, others = append(made, e), append(others, withLateID(e, len(made)))
		}
	}
	e := in.entry(l)
	if err := checkEntry(tx, l, e, others); err != nil {
		return 0, err
	}
	return createBatch(tx, l, append(made, e))
}

func hasRemoval(made []Entry, r Role) bool {
	for _, e := range made {
		if e.Role == r {
			return true
		}
	}
	return false
}

func withLateID(e Entry, i int) Entry {
	e.ID = lastID - maxNeeds*4 + int64(i)
	return e
}

// MoveAlong moves all entries that were planned for another T with it. If leave is true, it
// confirms them at their present times instead. The batch can be undone.
func (s *Store) MoveAlong(ctx context.Context, slug string, leave bool) (Batch, error) {
	var b Batch
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		all, err := entriesOf(tx.Reader, l.ID)
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
			next, err := updateEntry(tx, l, e, after, "T moved")
			if err != nil {
				return err
			}
			b.Items = append(b.Items, BatchItem{ID: e.ID, Version: next, From: e.FromAt.UnixMilli(), To: e.ToAt.UnixMilli(),
				PlannedFor: e.PlannedFor.UnixMilli()})
		}
		if len(b.Items) == 0 {
			return fault.Conflict("Nothing is left behind: somebody else has seen to it.")
		}
		return tx.DB.Create(&b).Error
	})
	return b, err
}
