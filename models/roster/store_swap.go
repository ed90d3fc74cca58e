package roster

import (
	"context"
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/journal"
	"tminus/models/launch"
	"tminus/models/people"
)

// AskSwap offers a shift of the actor to another person, optionally in exchange for one of theirs.
// It returns Forbidden if the shift is another person's, or Invalid.
func (s *Store) AskSwap(ctx context.Context, slug string, in Swap, key string) (Swap, error) {
	var sw Swap
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		in.FromID, in.LaunchID, in.Note = tx.Actor.ID, l.ID, strings.Join(strings.Fields(in.Note), " ")
		id, err := tx.Once("swap in "+slug, key, [4]any{in.ShiftID, in.ReturnID, in.ToID, in.Note}, func() (int64, error) {
			return createSwap(tx, l, in)
		})
		if err != nil {
			return err
		}
		return tx.Where("id = ?", id).Take(&sw).Error
	})
	return sw, err
}

func createSwap(tx *db.Tx, l launch.Launch, sw Swap) (int64, error) {
	e, err := entryIn(tx.Reader, l.ID, sw.ShiftID)
	if err != nil {
		return 0, err
	}
	if err := people.Require(tx.Actor, people.OfferShift, e.Subject()); err != nil {
		return 0, err
	}
	var c fault.Check
	c.That(e.ToAt.After(tx.Now.Time), "to", "This shift is over.")
	c.That(len([]rune(sw.Note)) <= MaxNote, "note", "Use at most %d characters.", MaxNote)
	switch {
	case sw.ToID == 0:
		c.Add("to", "Choose whom to ask.")
	case sw.ToID == tx.Actor.ID:
		c.Add("to", "You cannot swap with yourself. Choose somebody else.")
	default:
		if _, err := people.Able(tx.Reader, sw.ToID, 0, "to"); err != nil {
			if err := c.Merge(err); err != nil {
				return 0, err
			}
		}
	}
	if sw.ReturnID != nil {
		back, err := entryIn(tx.Reader, l.ID, *sw.ReturnID)
		if err != nil {
			return 0, err
		}
		c.That(back.Kind == Shift && back.In() == sw.ToID, "return", "That shift is not theirs. Choose one of theirs, or ask for none.")
		c.That(back.ToAt.After(tx.Now.Time), "return", "That shift is over.")
	}
	if n, err := openSwaps(tx.Reader, sw.ShiftID); err != nil {
		return 0, err
	} else if n > 0 {
		c.Add("to", "This shift is offered to somebody already. Withdraw that first.")
	}
	if err := c.Err(); err != nil {
		return 0, err
	}
	sw.ID, sw.State, sw.Version, sw.CreatedAt, sw.UpdatedAt = 0, Asked, 1, tx.Now, tx.Now
	if err := tx.DB.Create(&sw).Error; err != nil {
		return 0, err
	}
	return sw.ID, sw.audit(tx, l, e, "asked")
}

func openSwaps(g db.Reader, shift int64) (n int64, err error) {
	err = g.Raw("SELECT COUNT(*) FROM roster_swaps WHERE shift_id = ? AND state = ?", shift, Asked).Scan(&n).Error
	return n, err
}

func (s Swap) audit(tx *db.Tx, l launch.Launch, e Entry, action string) error {
	label, err := e.label(tx.Reader, l)
	if err != nil {
		return err
	}
	to, err := people.NameOf(tx.Reader, s.ToID)
	if err != nil {
		return err
	}
	return tx.Audit(db.Entry{Action: "swap." + action, Entity: "shift", EntityID: e.ID, LaunchID: &l.ID, Label: label, Reason: s.Note,
		Changes: []db.Change{{Field: "swap with " + to, New: s.State.Label()}}})
}

// AnswerSwap accepts, declines or withdraws a swap. Accepting exchanges the people of both shifts.
// It returns Forbidden if another person must answer, Conflict if the swap was answered or a shift
// has changed, and Invalid if a person would be on call twice.
func (s *Store) AnswerSwap(ctx context.Context, slug string, id int64, to SwapState, version int) (Swap, error) {
	var sw Swap
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		if err := db.NotFoundAs(tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&sw).Error, "swap in this roster"); err != nil {
			return err
		}
		if err := sw.checkAnswer(tx.Actor, to); err != nil {
			return err
		}
		e, err := entryIn(tx.Reader, l.ID, sw.ShiftID)
		if err != nil {
			return err
		}
		if _, err := tx.UpdateRow("roster_swaps", sw.ID, version, map[string]any{"state": to, "answered_at": tx.Now}); err != nil {
			return err
		}
		sw.State = to
		if to == Accepted {
			if err := exchange(tx, l, sw, e); err != nil {
				return err
			}
		}
		if err := sw.log(tx, l, e); err != nil {
			return err
		}
		return sw.audit(tx, l, e, string(to))
	})
	return sw, err
}

// exchange exchanges the people of the shifts of a swap. It returns Conflict if one of the shifts
// has another person now.
func exchange(tx *db.Tx, l launch.Launch, sw Swap, e Entry) error {
	changed := fault.Conflict("A shift of this swap was changed since. Decline it, and let it be asked anew.")
	if e.In() != sw.FromID {
		return changed
	}
	all, err := entriesOf(tx.Reader, l.ID)
	if err != nil {
		return err
	}
	pairs := [][2]Entry{{e, e}}
	pairs[0][1].UserID = db.RefOf(sw.ToID)
	if sw.ReturnID != nil {
		back, err := entryIn(tx.Reader, l.ID, *sw.ReturnID)
		if err != nil {
			return err
		}
		if back.In() != sw.ToID {
			return changed
		}
		pair := [2]Entry{back, back}
		pair[1].UserID = db.RefOf(sw.FromID)
		pairs = append(pairs, pair)
	}
	for i := range all {
		for _, p := range pairs {
			if all[i].ID == p[1].ID {
				all[i] = p[1]
			}
		}
	}
	for _, p := range pairs {
		if err := checkEntry(tx, l, p[1], all); err != nil {
			return err
		}
		if _, err := updateEntry(tx, l, p[0], p[1], "Swapped"); err != nil {
			return err
		}
	}
	return nil
}

// Leave saves a handover note of the actor. The key prevents a form that is sent twice from saving
// two. It returns Invalid.
func (s *Store) Leave(ctx context.Context, slug string, in Note, key string) (Note, error) {
	var n Note
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		in.FromID, in.LaunchID = tx.Actor.ID, l.ID
		if in, err = in.Clean(); err != nil {
			return err
		}
		to, err := people.Able(tx.Reader, in.ToID, 0, "to")
		if err != nil {
			return err
		}
		id, err := tx.Once("handover in "+slug, key, [4]any{in.ToID, in.OpenMatters, in.Flags, in.Stage}, func() (int64, error) {
			in.ID, in.Version, in.CreatedAt, in.UpdatedAt = 0, 1, tx.Now, tx.Now
			if err := tx.DB.Create(&in).Error; err != nil {
				return 0, err
			}
			return in.ID, in.audit(tx, l, "left", to.Name)
		})
		if err != nil {
			return err
		}
		return tx.Where("id = ?", id).Take(&n).Error
	})
	return n, err
}

// AcceptNote accepts a handover note. It returns Forbidden unless the note is for the actor, and
// Conflict if it was accepted already.
func (s *Store) AcceptNote(ctx context.Context, slug string, id int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		var n Note
		if err := db.NotFoundAs(tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&n).Error, "handover note in this roster"); err != nil {
			return err
		}
		if err := people.Require(tx.Actor, people.AcceptHandover, people.Subject{Owner: n.ToID}); err != nil {
			return err
		}
		if !n.AcceptedAt.IsZero() {
			return fault.Conflict("This handover was accepted already.")
		}
		if _, err := tx.UpdateRow("handover_notes", n.ID, version, map[string]any{"accepted_at": tx.Now}); err != nil {
			return err
		}
		return n.audit(tx, l, "accepted", tx.Actor.Name)
	})
}

func (n Note) audit(tx *db.Tx, l launch.Launch, action, to string) error {
	return tx.Audit(db.Entry{Action: "handover." + action, Entity: "handover", EntityID: n.ID, LaunchID: &l.ID,
		Label: "On-call handover to " + to})
}

// log writes an accepted swap to the live log.
func (s Swap) log(tx *db.Tx, l launch.Launch, e Entry) error {
	if s.State != Accepted {
		return nil
	}
	label, err := e.label(tx.Reader, l)
	if err != nil {
		return err
	}
	return journal.Add(tx, journal.Entry{LaunchID: l.ID, Kind: journal.Roster, Text: "Swapped: " + label,
		Ref: journal.Ref{Kind: "swap", ID: s.ID}})
}
