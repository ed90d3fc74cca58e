package db

import (
	"maps"
	"slices"
	"sync"
)

// Touch is a change that a transaction has recorded in the audit log.
type Touch struct {
	Entity, Action string
	EntityID       int64
	// LaunchID is the launch concerned, 0 for a change outside of any launch.
	LaunchID int64
	// Reason and Changes are those of the audit row.
	Reason  string
	Changes []Change
}

// beforeCommit are the functions of BeforeCommit by name.
type beforeCommit struct {
	mu  sync.RWMutex
	fns map[string]func(tx *Tx, touched []Touch) error
}

// BeforeCommit sets a function that runs at the end of each transaction that has recorded changes, within it.
// It keeps stored what follows from them. If it returns an error, nothing is written. A later call with the same name
// replaces it; functions run in the order of their names.
func (d *DB) BeforeCommit(name string, fn func(tx *Tx, touched []Touch) error) {
	d.beforeCommit.mu.Lock()
	defer d.beforeCommit.mu.Unlock()
	fns := maps.Clone(d.beforeCommit.fns)
	if fns == nil {
		fns = map[string]func(tx *Tx, touched []Touch) error{}
	}
	fns[name] = fn
	d.beforeCommit.fns = fns
}

// finish runs the functions of BeforeCommit for the changes of a transaction.
func (d *DB) finish(tx *Tx) error {
	d.beforeCommit.mu.RLock()
	fns := d.beforeCommit.fns
	d.beforeCommit.mu.RUnlock()
	touched := tx.commit.touched
	if len(touched) == 0 {
		return nil
	}
	tx.commit.touched = nil
	for _, name := range slices.Sorted(maps.Keys(fns)) {
		if err := fns[name](tx, touched); err != nil {
			return err
		}
	}
	return nil
}
