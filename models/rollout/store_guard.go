package rollout

import (
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// MaySetState implements launch.StateGuard: a launch with a rollout is launching, becomes live and is rolled back only with it.
func (s *Store) MaySetState(tx *db.Tx, l launch.Launch, to launch.State) error {
	if l.State != launch.Launching && to != launch.Launching && to != launch.RolledBack {
		return nil
	}
	r, err := newest(tx.Reader, l.ID)
	switch {
	case err != nil || r == nil:
		return err
	case r.State.Under():
		return fault.Invalid("state", "A rollout is under way. Go on with it, or roll back, on its page.")
	case r.State == Ready && to == launch.Launching:
		return fault.Invalid("state", "This launch has a rollout. Start it on its page.")
	case r.State == Live && to == launch.RolledBack:
		return fault.Invalid("state", "This launch has a rollout. Roll it back on its page.")
	}
	return nil
}
