package db

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// togetherKey is the context key of the transaction of Together, by database.
type togetherKey struct{ d *DB }

// Together runs fn in one transaction: with the context passed to fn, each Write is a part of it
// and each Read sees what was written. If fn returns an error, or the process ends, nothing is
// written. It is meant for filling a database, because other writers wait until fn returns. As with
// Write, fn may run more than once.
func (d *DB) Together(ctx context.Context, fn func(ctx context.Context) error) error {
	if d.together(ctx) != nil {
		return fn(ctx)
	}
	return d.inTransaction(ctx, d.dialect.txOptions(), func(g *gorm.DB, c *commit) error {
		// What the transaction reads is not remembered: it may be rolled back.
		ctx := context.WithValue(ctx, memoKey{}, nil)
		return fn(context.WithValue(ctx, togetherKey{d}, &joint{g: g, commit: c}))
	})
}

type instantKey struct{}

// AsOf returns a context in which the writes of Together have an instant in the past, for histories
// such as those of the sample data.
func AsOf(ctx context.Context, at time.Time) context.Context {
	return context.WithValue(ctx, instantKey{}, at)
}

// instant returns the instant of a write: in Together that of AsOf, otherwise the present.
func (d *DB) instant(ctx context.Context) Instant {
	if at, ok := ctx.Value(instantKey{}).(time.Time); ok && d.together(ctx) != nil {
		return At(at)
	}
	return At(d.Now())
}

// joint is the transaction of Together with its functions for after the commit.
type joint struct {
	g      *gorm.DB
	commit *commit
}

// write runs fn as a part of the transaction. Its functions for after the commit run after that of
// the whole transaction, and are dropped if fn fails.
func (j *joint) write(ctx context.Context, fn func(g *gorm.DB, c *commit) error) error {
	part := &commit{db: j.commit.db}
	err := j.g.WithContext(ctx).Transaction(func(g *gorm.DB) error { return fn(g, part) })
	if err == nil {
		j.commit.after = append(j.commit.after, part.after...)
		j.commit.touched = append(j.commit.touched, part.touched...)
	}
	return err
}

// together returns the transaction of Together in ctx, nil if there is none or it is committed.
func (d *DB) together(ctx context.Context) *joint {
	j, _ := ctx.Value(togetherKey{d}).(*joint)
	if j == nil || j.commit.committed {
		return nil
	}
	return j
}
