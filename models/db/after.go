package db

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"

	"tminus/internal/hub"
)

// hubEvents is the number of events of a topic that the hub keeps. A reader that is further behind
// starts again.
const hubEvents = 64

// commit holds the functions to run after the commit of one attempt of a transaction.
type commit struct {
	db      *DB
	after   []func()
	touched []Touch
	// batch is that of the newest audit row.
	batch     string
	committed bool
}

// After runs fn once after this transaction is committed, in the order of the calls and before
// Write returns; within Together, after the commit of the outer transaction. It does not run if the
// transaction is rolled back, and runs once even if PostgreSQL ran the transaction several times.
// The transaction has ended by then: fn may write in another one, but not use tx. A panic in fn is
// logged, and changes neither the result of Write nor the other functions.
//
// After is no guarantee: if the process is killed right after the commit, fn does not run. Work
// that must happen needs a row in the database, such as a job.
func (tx *Tx) After(fn func()) { tx.commit.after = append(tx.commit.after, fn) }

// Publish publishes data on a topic of the database's hub after the commit.
func (tx *Tx) Publish(topic string, data any) {
	h := tx.commit.db.hub
	tx.After(func() { h.Publish(topic, data) })
}

// Hub returns the hub on which the commits of this process are published.
func (d *DB) Hub() *hub.Hub { return d.hub }

func (c *commit) run(ctx context.Context) {
	c.committed = true
	for _, fn := range c.after {
		runAfter(ctx, fn)
	}
}

func runAfter(ctx context.Context, fn func()) {
	defer func() {
		if v := recover(); v != nil {
			slog.ErrorContext(ctx, "panic after a commit", "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
		}
	}()
	fn()
}
