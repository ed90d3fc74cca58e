package db

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"

	"tminus/internal/hub"
)

// hubEvents is how many events of a topic the hub keeps: a reader that is
// further behind starts anew.
const hubEvents = 64

// commit collects what one try of a transaction leaves for after its commit.
type commit struct {
	db    *DB
	after []func()
	over  bool // it is committed
}

// After makes fn run once this transaction is committed, in the order of the
// calls and before Write returns; inside of Together, after the commit of the
// whole. It never runs when the transaction is rolled
// back, and runs once when PostgreSQL made the transaction run several times.
// The transaction is over by then: fn may write in one of its own, but not use
// tx. A panic in fn is logged, and neither changes what Write returns nor keeps
// the next function from running.
//
// It is no promise: a process that is killed right after the commit runs
// nothing. What must happen is a row in the database, as that of a job.
func (tx *Tx) After(fn func()) { tx.commit.after = append(tx.commit.after, fn) }

// Publish publishes data on a topic of the database's hub after the commit.
func (tx *Tx) Publish(topic string, data any) {
	h := tx.commit.db.hub
	tx.After(func() { h.Publish(topic, data) })
}

// Hub returns the hub on which the commits of this process are published.
func (d *DB) Hub() *hub.Hub { return d.hub }

func (c *commit) run(ctx context.Context) {
	c.over = true
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
