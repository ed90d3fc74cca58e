package rollout

import (
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// MaySetState implements launch.StateGuard: while a rollout is under way, the launch becomes live or is rolled back only with it.
func (s *Store) MaySetState(tx *db.Tx, l launch.Launch, _ launch.State) error {
	if l.State != launch.Launching {
		return nil
	}
	r, err := newest(tx.Reader, l.ID)
	if err != nil || r == nil || !r.State.Under() {
		return err
	}
	return fault.Invalid("state", "A rollout is under way. Go on with it, or roll back, on its page.")
}
