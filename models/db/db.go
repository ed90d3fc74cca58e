// Package db opens the database and provides transactions to the stores. A store reads through Read
// and writes through Write. A write has one instant and one actor, and writes its audit rows in the
// same transaction. The same code runs on SQLite and PostgreSQL; differences are only in
// dialect.go.
package db

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"tminus/internal/hub"
	"tminus/models/fault"
)

// Options are the settings of a database.
type Options struct {
	// Synchronous is SQLite's durability, "full" (the default) or "normal".
	Synchronous string
	// Now is the clock of all transactions; nil means the system's.
	Now func() time.Time
}

// DB is an open database with a pool for writing and a pool for reading.
type DB struct {
	write   *gorm.DB
	read    *gorm.DB
	dialect dialect
	dsn     string
	now     func() time.Time
	// opened is the opened file, or nil.
	opened os.FileInfo
	// repeated limits the audit rows of refusals.
	repeated repeated
	health   *health
	// release releases the lock that prevents others from replacing the database.
	release func()
	hub     *hub.Hub
	// moved is set while Ready finds the file removed or replaced.
	moved        atomic.Bool
	beforeCommit beforeCommit
}

// Open opens the database at dsn: a path of an SQLite file, or a postgres:// URL. It does not
// change the schema; see Migrate.
func Open(dsn string, opt Options) (*DB, error) {
	d, h := dialectOf(dsn), &health{}
	write, read, err := d.open(dsn, opt, h)
	if err == nil {
		err = foldOnCreate(write)
	}
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	now := opt.Now
	if now == nil {
		now = time.Now
	}
	path, _ := sqliteFile(dsn)
	opened, _ := os.Stat(path)
	return &DB{write: write, read: read, dialect: d, dsn: dsn, now: now, opened: opened, health: h, hub: hub.New(hubEvents),
		release: func() {}}, nil
}

// Close closes both pools and the hub.
func (d *DB) Close() error {
	d.hub.Close()
	var errs []error
	for _, g := range []*gorm.DB{d.read, d.write} {
		pool, err := g.DB()
		if err == nil {
			err = pool.Close()
		}
		errs = append(errs, err)
	}
	d.release()
	return errors.Join(errs...)
}

// Now returns the time of the transactions' clock, in UTC.
func (d *DB) Now() time.Time { return d.now().UTC().Truncate(time.Millisecond) }

// Reader runs queries, outside a transaction or as part of one. Functions that read for other
// packages take a Reader, so that a transaction can use them as well.
type Reader struct{ *gorm.DB }

// Read returns a Reader outside of a transaction.
func (d *DB) Read(ctx context.Context) Reader {
	if g := d.together(ctx); g != nil {
		return Reader{g.g.WithContext(ctx)}
	}
	return Reader{withConnTime(ctx, d.read)}
}

// WriterSQL returns the pool for writing without GORM, for comparisons in benchmarks and tests.
func (d *DB) WriterSQL() (*sql.DB, error) { return d.write.DB() }

// Tx is a write transaction. Only the embedded Reader may be used within it.
type Tx struct {
	Reader
	// Now is the instant of the transaction.
	Now Instant
	// Actor is the actor of the transaction.
	Actor Actor
	batch string
	// commit holds the functions to run after the commit.
	commit *commit
}

// AsProgram returns the same transaction with the program as actor, for what follows from a person's change.
func (tx *Tx) AsProgram() *Tx {
	program := *tx
	program.Actor = System()
	return &program
}

// A transaction that PostgreSQL could not serialize is tried again several times, after a random
// wait that increases.
const (
	tries     = 10
	firstWait = 2 * time.Millisecond
)

// Write runs fn in a transaction with the context's actor. If fn returns an error, nothing is
// written. On PostgreSQL fn may run more than once, so it must not change anything outside the
// transaction, except through Tx.After.
func (d *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	return d.transact(ctx, d.dialect.txOptions(), fn)
}

// WriteReadCommitted is Write for transactions that lock the rows or the name they use. On
// PostgreSQL it uses the isolation level read committed, in which the scans of a queue do not fail
// other serializable transactions.
func (d *DB) WriteReadCommitted(ctx context.Context, fn func(tx *Tx) error) error {
	return d.transact(ctx, nil, fn)
}

func (d *DB) transact(ctx context.Context, opt *sql.TxOptions, fn func(tx *Tx) error) error {
	if d.moved.Load() {
		return moved.err()
	}
	once := func(g *gorm.DB, c *commit) error {
		return fn(&Tx{Reader: Reader{g}, Now: d.instant(ctx), Actor: ActorOf(ctx), batch: newBatch(), commit: c})
	}
	if outer := d.together(ctx); outer != nil {
		return outer.write(ctx, once)
	}
	return d.inTransaction(ctx, opt, once)
}

// inTransaction runs fn in a transaction, again if the database could not serialize it, and then
// its functions for after the commit.
func (d *DB) inTransaction(ctx context.Context, opt *sql.TxOptions, fn func(*gorm.DB, *commit) error) error {
	var err error
	ran := false
	defer func() { noteOutcome(ctx, ran, err) }()
	for try := range tries {
		c := &commit{db: d}
		err = d.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
			ran = false
			err := fn(g, c)
			if err == nil {
				err = d.finish(&Tx{Reader: Reader{g}, Now: At(d.Now()), Actor: ActorOf(ctx), batch: cmp.Or(c.batch, newBatch()), commit: c})
			}
			ran = err == nil
			return err
		}, opt)
		if err == nil {
			forget(ctx)
			c.run(ctx)
			return nil
		}
		if (!errors.Is(err, errRaced) && !d.dialect.retryable(err)) || !wait(ctx, try) {
			break
		}
	}
	return d.Trouble(err)
}

// Lock waits until no other transaction with a lock on the same name is running. In
// WriteReadCommitted, later reads see what those have committed. On SQLite only one transaction
// writes at a time anyway.
func (tx *Tx) Lock(name string) error {
	q := tx.commit.db.dialect.lock()
	if q == "" {
		return nil
	}
	return tx.Exec(q, name).Error
}

// SkipLocked returns the end of a SELECT that locks the rows it returns and omits rows locked by
// other transactions. It is empty on SQLite, where one transaction writes at a time.
func (tx *Tx) SkipLocked() string { return tx.commit.db.dialect.skipLocked() }

// wait waits before the next attempt, and reports whether there is time for it.
func wait(ctx context.Context, try int) bool {
	longest := firstWait << try
	select {
	case <-ctx.Done():
		return false
	case <-time.After(longest/2 + mathrand.N(longest/2)):
		return true
	}
}

// Trouble converts an error that keeps the database from working to an Unavailable; it returns any
// other error unchanged. Write calls it. The message does not say whether something was saved; see
// MayHaveSaved.
func (d *DB) Trouble(err error) error {
	if err == nil || fault.KindOf(err) != fault.KindInternal {
		return err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.Unavailable("That took too long. Please try again.")
	}
	if t := d.dialect.trouble(err); t != none {
		d.health.note(t)
		return t.err()
	}
	return err
}

// UpdateRow updates columns of a row if it still has the version, increases the version and returns
// it. Otherwise it returns Conflict.
func (tx *Tx) UpdateRow(table string, id int64, version int, columns map[string]any) (int, error) {
	foldColumns(table, columns)
	columns["version"] = version + 1
	columns["updated_at"] = tx.Now
	if err := OneRow(tx.Table(table).Where("id = ? AND version = ?", id, version).Updates(columns)); err != nil {
		return version, err
	}
	return version + 1, nil
}

// DeleteRow deletes a row if it still has the version. Otherwise it returns Conflict.
func (tx *Tx) DeleteRow(table string, id int64, version int) error {
	return OneRow(tx.Exec("DELETE FROM "+table+" WHERE id = ? AND version = ?", id, version))
}

// OneRow returns the error of a statement, and Conflict if it changed no row.
func OneRow(res *gorm.DB) error {
	if res.Error == nil && res.RowsAffected == 0 {
		return fault.Changed("this")
	}
	return res.Error
}

// newBatch returns a random id of a transaction, by which its audit rows can be shown together.
func newBatch() string {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// NotFoundAs converts the driver's "no rows" error to a NotFound that names the kind of record.
func NotFoundAs(err error, what string) error {
	if errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, sql.ErrNoRows) {
		return fault.NotFound(what)
	}
	return err
}

// Duplicate reports whether err is a violation of a uniqueness constraint.
func Duplicate(err error) bool { return errors.Is(err, gorm.ErrDuplicatedKey) }
