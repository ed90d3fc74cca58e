package db

// Touch is a change that a transaction has recorded in the audit log.
type Touch struct {
	Entity, Action string
	EntityID       int64
	// LaunchID is the launch concerned, 0 for a change outside of any launch.
	LaunchID int64
}

// BeforeCommit sets the function that runs at the end of each transaction that has recorded changes, within it.
// It keeps stored what follows from them. If it returns an error, nothing is written. A
// later call replaces it.
func (d *DB) BeforeCommit(fn func(tx *Tx, touched []Touch) error) { d.beforeCommit.Store(&fn) }

// finish runs the function of BeforeCommit for the changes of a transaction.
func (d *DB) finish(tx *Tx) error {
	fn := d.beforeCommit.Load()
	if fn == nil || len(tx.commit.touched) == 0 {
		return nil
	}
	touched := tx.commit.touched
	tx.commit.touched = nil
	return (*fn)(tx, touched)
}
