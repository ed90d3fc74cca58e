package roster

import (
	"context"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Create adds a shift or an override. The key prevents a form that is sent twice from adding two.
// It returns Forbidden or Invalid.
func (s *Store) Create(ctx context.Context, slug string, in Input, key string) (Entry, error) {
	var e Entry
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		id, err := tx.Once("roster entry of "+slug, key, in, func() (int64, error) {
			made, err := createEntry(tx, l, in)
			return made.ID, err
		})
		if err != nil {
			return err
		}
		e, err = entryIn(tx.DB, l.ID, id)
		return err
	})
	return e, err
}

// createEntry checks an entry against the others and saves it.
func createEntry(tx *db.Tx, l launch.Launch, in Input) (Entry, error) {
	others, err := entriesOf(tx.DB, l.ID)
	if err != nil {
		return Entry{}, err
	}
	e := in.entry(l)
	if err := checkEntry(tx, l, e, others); err != nil {
		return e, err
	}
	err = insertEntry(tx, l, &e)
	return e, err
}

func insertEntry(tx *db.Tx, l launch.Launch, e *Entry) error {
	e.Version, e.CreatedAt, e.UpdatedAt = 1, tx.Now, tx.Now
	if err := tx.DB.Create(e).Error; err != nil {
		return err
	}
	return e.audit(tx, l, "added", e.Note)
}

func (in Input) entry(l launch.Launch) Entry {
	return Entry{LaunchID: l.ID, Kind: in.Kind, Role: in.Role, UserID: db.RefOf(in.In), OutID: db.RefOf(in.Out), FromAt: db.At(in.From),
		ToAt: db.At(in.To), PlannedFor: l.LaunchAt, Note: in.Note}
}

// checkEntry returns Invalid if an entry is not possible beside the others. The rules are the same
// for single entries, rotations, swaps and takeovers.
func checkEntry(tx *db.Tx, l launch.Launch, e Entry, others []Entry) error {
	var c fault.Check
	if e.In() != 0 {
		if _, err := people.Able(tx.DB, e.In(), 0, "person"); err != nil {
			if err := c.Merge(err); err != nil {
				return err
			}
		}
	}
	name, err := people.NameOf(tx.DB, e.In())
	if err != nil {
		return err
	}
	if clash, is := findOverlap(e, others); is {
		c.Add("person", "%s has a shift then already: %s, %s.", name, clash.Role.Label(), Say(clash.Span(), l.Location()))
		return c.Err()
	}
	if e.Kind.removesPerson() && !isOnCall(e, others) {
		out, err := people.NameOf(tx.DB, e.Out())
		if err != nil {
			return err
		}
		if out == "" {
			out = "This person"
		}
		c.Add("out", "%s is not on call then.", out)
	}
	if role, twice := otherRole(e, others); twice && c.Err() == nil {
		c.Add("person", "%s is on call then already, as %s.", name, role.Label())
	}
	return c.Err()
}

// findOverlap returns another shift of the same person that overlaps the entry, if both are shifts.
func findOverlap(e Entry, others []Entry) (Entry, bool) {
	for _, o := range others {
		if e.Kind == Shift && o.Kind == Shift && o.ID != e.ID && o.In() == e.In() {
			if _, meets := o.Span().Meets(e.Span()); meets {
				return o, true
			}
		}
	}
	return Entry{}, false
}

// isOnCall reports whether the person whom an override takes off call is on call at some time of
// it.
func isOnCall(e Entry, others []Entry) bool {
	var before []Entry
	for _, o := range others {
		if e.ID == 0 || o.ID < e.ID || o.Kind == Shift {
			before = append(before, o)
		}
	}
	for _, s := range Effective(before) {
		if _, meets := s.Span().Meets(e.Span()); meets && s.Person == e.Out() && (e.Role == "" || e.Role == s.Role) {
			return true
		}
	}
	return false
}

// otherRole returns the other role in which the person of the entry is on call at the same time, if
// any.
func otherRole(e Entry, others []Entry) (Role, bool) {
	if e.In() == 0 {
		return "", false
	}
	all := without(others, e.ID)
	if e.ID == 0 {
		e.ID = lastID
	}
	slots := Effective(append(all, e))
	for _, p := range Assess(Watch{Window: e.Span(), Slots: slots}).Problems {
		if p.Kind != Twice || p.Person != e.In() {
			continue
		}
		for _, s := range At(slots, p.From) {
			if s.Person == e.In() && s.Role != e.Role {
				return s.Role, true
			}
		}
		return p.Role, true
	}
	return "", false
}

// lastID sorts an unsaved entry after all others.
const lastID = 1<<63 - 1

func without(list []Entry, id int64) []Entry {
	out := make([]Entry, 0, len(list)+1)
	for _, e := range list {
		if e.ID != id {
			out = append(out, e)
		}
	}
	return out
}

// Entry returns an entry of a launch's roster. It returns NotFound if it belongs to another launch.
func (s *Store) Entry(ctx context.Context, slug string, id int64) (Entry, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return Entry{}, err
	}
	return entryIn(s.db.Read(ctx), l.ID, id)
}

// Update changes an entry, except its kind. It returns Conflict if the entry has changed.
func (s *Store) Update(ctx context.Context, slug string, id int64, in Input, version int) (before Entry, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		if before, err = entryIn(tx.DB, l.ID, id); err != nil {
			return err
		}
		in.Kind = before.Kind
		if in, err = in.Clean(); err != nil {
			return err
		}
		if before.Version != version {
			return changedError()
		}
		others, err := entriesOf(tx.DB, l.ID)
		if err != nil {
			return err
		}
		after := in.entry(l)
		after.ID = id
		if err := checkEntry(tx, l, after, others); err != nil {
			return err
		}
		return updateEntry(tx, l, before, after, "")
	})
	return before, err
}

func changedError() error {
	return fault.Conflict("Somebody else changed this entry while you were looking at it.")
}

// updateEntry saves the changes of an entry and audits them.
func updateEntry(tx *db.Tx, l launch.Launch, before, after Entry, reason string) error {
	var changes []db.Change
	for _, p := range []struct {
		field string
		a, b  int64
	}{{"on call", before.In(), after.In()}, {"off call", before.Out(), after.Out()}} {
		if p.a == p.b {
			continue
		}
		a, err := people.NameOf(tx.DB, p.a)
		if err != nil {
			return err
		}
		b, err := people.NameOf(tx.DB, p.b)
		if err != nil {
			return err
		}
		changes = append(changes, db.Change{Field: p.field, Old: a, New: b})
	}
	loc := l.Location()
	for _, t := range [][3]string{{"role", before.Role.Label(), after.Role.Label()},
		{"time", Say(before.Span(), loc), Say(after.Span(), loc)}, {"note", before.Note, after.Note}} {
		if t[1] != t[2] {
			changes = append(changes, db.Change{Field: t[0], Old: t[1], New: t[2]})
		}
	}
	if len(changes) == 0 && before.PlannedFor.Equal(after.PlannedFor.Time) {
		return nil
	}
	err := tx.UpdateRow("roster_entries", before.ID, before.Version, map[string]any{
		"role": after.Role, "user_id": after.UserID, "out_id": after.OutID, "from_at": after.FromAt, "to_at": after.ToAt,
		"planned_for": after.PlannedFor, "note": after.Note,
	})
	if err != nil || len(changes) == 0 {
		return err
	}
	after.Kind, after.ID = before.Kind, before.ID
	return after.audit(tx, l, "changed", reason, changes...)
}

// Remove deletes an entry and returns it, so that it can be restored. It returns Conflict if the
// entry has changed.
func (s *Store) Remove(ctx context.Context, slug string, id int64, version int) (Entry, error) {
	var e Entry
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		if e, err = entryIn(tx.DB, l.ID, id); err != nil {
			return err
		}
		return deleteEntry(tx, l, e, version)
	})
	return e, err
}

func deleteEntry(tx *db.Tx, l launch.Launch, e Entry, version int) error {
	res := tx.Exec("DELETE FROM roster_entries WHERE id = ? AND version = ?", e.ID, version)
	if res.Error == nil && res.RowsAffected == 0 {
		return changedError()
	}
	if res.Error != nil {
		return res.Error
	}
	if err := tx.ForgetOnce("roster entry of "+l.Slug, e.ID); err != nil {
		return err
	}
	return e.audit(tx, l, "removed", "")
}
