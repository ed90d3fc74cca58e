package launch

import (
	"context"
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// SetState changes the state of a launch. It returns Invalid if the state may not follow or the
// gate refuses it, and Conflict if another person changed the launch.
func (s *Store) SetState(ctx context.Context, slug string, to State, reason string, version int) (Launch, error) {
	var l Launch
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		if l, err = LoadForWrite(tx, slug, people.LeadLaunch); err != nil {
			return err
		}
		if err := l.State.Transition(to); err != nil {
			return err
		}
		reason = strings.TrimSpace(reason)
		if len([]rune(reason)) > MaxReason {
			return fault.Invalid("reason", "Use at most %d characters.", MaxReason)
		}
		if (to == Go || to == Launching) && s.gate != nil {
			if err := s.gate.MayLaunch(tx, l.ID); err != nil {
				return err
			}
		}
		if s.stateGuard != nil {
			if err := s.stateGuard.MaySetState(tx, l, to); err != nil {
				return err
			}
		}
		opened := !l.State.Open() && to.Open()
		if err := l.enter(tx, to, reason, version); err != nil || !opened {
			return err
		}
		return s.takeFromGone(tx, l)
	})
	return l, err
}

// enter writes the new state.
func (l *Launch) enter(tx *db.Tx, to State, reason string, version int) error {
	set := map[string]any{"state": to}
	if to == RolledBack {
		set["rolled_back_at"], l.RolledBackAt = tx.Now, tx.Now
	}
	next, err := tx.UpdateRow("launches", l.ID, version, set)
	if err != nil {
		return err
	}
	change := db.Change{Field: "state", Old: l.State.Label(), New: to.Label()}
	l.State, l.Version = to, next
	return tx.Audit(db.Entry{Action: "launch.state", Entity: "launch", EntityID: l.ID, LaunchID: &l.ID, Label: l.Name, Reason: reason,
		Changes: []db.Change{change}})
}

// ApplyDecision applies a go/no-go decision in the transaction that records it: a go changes a
// launch in planning to go, and a no-go returns it to planning. It changes no other state.
func ApplyDecision(tx *db.Tx, launchID int64, mayGo bool, reason string) error {
	l, err := findByID(tx.Reader, launchID)
	if err != nil {
		return err
	}
	switch {
	case mayGo && l.State == Planning:
		return l.enter(tx, Go, reason, l.Version)
	case !mayGo && l.State == Go:
		return l.enter(tx, Planning, reason, l.Version)
	}
	return nil
}

// EnterRollout changes the state of a launch in the caller's transaction, as its rollout starts, ends or is rolled back. The caller
// checks the permission. A launch in planning for which an override lets the rollout start passes through go. It returns Invalid if
// the state may not follow.
func EnterRollout(tx *db.Tx, l Launch, to State, reason string) error {
	if to == Launching && l.State == Planning {
		if err := l.enter(tx, Go, reason, l.Version); err != nil {
			return err
		}
	}
	if err := l.State.Transition(to); err != nil {
		return err
	}
	return l.enter(tx, to, reason, l.Version)
}
