package db

import (
	"context"

	"gorm.io/gorm"
)

// togetherKey finds the transaction of Together in a context, by database.
type togetherKey struct{ d *DB }

// Together runs fn in one transaction: with the context that fn is given, each
// Write is a part of it and each Read sees what was written. When fn returns an
// error, or the process ends meanwhile, nothing is written. It is for filling a
// database: others who write wait until fn returns. As with Write, fn may run more
// than once.
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

// joint is the transaction of Together, and what happens after its commit.
type joint struct {
	g      *gorm.DB
	commit *commit
}

// write runs fn as a part of the transaction. What fn leaves for after the commit
// waits for the commit of the whole, and is dropped when fn fails.
func (j *joint) write(ctx context.Context, fn func(g *gorm.DB, c *commit) error) error {
	part := &commit{db: j.commit.db}
	err := j.g.WithContext(ctx).Transaction(func(g *gorm.DB) error { return fn(g, part) })
	if err == nil {
		j.commit.after = append(j.commit.after, part.after...)
	}
	return err
}

// together returns the transaction that ctx belongs to, nil for none and once it
// is committed.
func (d *DB) together(ctx context.Context) *joint {
	j, _ := ctx.Value(togetherKey{d}).(*joint)
	if j == nil || j.commit.over {
		return nil
	}
	return j
}
