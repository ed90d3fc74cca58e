// Package db opens the database and gives the rooms of the product their
// transactions. A room's store reads through Read and writes through Write;
// a write has one instant, one actor, and leaves its audit rows in the same
// transaction. The same code runs on SQLite and PostgreSQL: what differs is
// in dialect.go alone.
package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"time"

	"gorm.io/gorm"

	"tminus/internal/hub"
	"tminus/models/fault"
)

// Options are the settings of a database that have a choice to make.
type Options struct {
	// Synchronous is SQLite's durability, "full" (the default) or "normal".
	Synchronous string
	// Now is the clock of every transaction; nil means the system's.
	Now func() time.Time
}

// DB is an open database: a pool that writes and a pool that reads.
type DB struct {
	write   *gorm.DB
	read    *gorm.DB
	dialect dialect
	dsn     string
	now     func() time.Time
	// opened is the file that was opened, nil where there is none.
	opened os.FileInfo
	// repeated bounds the audit rows of refusals.
	repeated repeated
	health   *health
	// release lets go of what keeps others from replacing the database.
	release func()
	hub     *hub.Hub
}

// Open opens the database that dsn names: a path of an SQLite file, or a
// postgres:// address. It does not change the schema; see Migrate.
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
	return &DB{write: write, read: read, dialect: d, dsn: dsn, now: now, opened: opened, health: h, hub: hub.New(hubEvents), release: func() {}}, nil
}

// Close ends both pools and the hub.
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

// Now is the clock that transactions use, in UTC.
func (d *DB) Now() time.Time { return d.now().UTC().Truncate(time.Millisecond) }

// Reader runs queries, outside a transaction or as part of one. Functions that read for other
// packages take a Reader, so that a transaction can use them as well.
type Reader struct{ *gorm.DB }

// Read returns a Reader outside a transaction.
func (d *DB) Read(ctx context.Context) Reader {
	if g := d.together(ctx); g != nil {
		return Reader{g.g.WithContext(ctx)}
	}
	return Reader{withConnTime(ctx, d.read)}
}

// WriterSQL is the pool that writes, without GORM, for benchmarks and tests to
// compare with.
func (d *DB) WriterSQL() (*sql.DB, error) { return d.write.DB() }

// Tx is one transaction that writes. The embedded Reader is the only handle to
// be used inside of it.
type Tx struct {
	Reader
	// Now is the instant of everything that the transaction does.
	Now Instant
	// Actor is who does it.
	Actor Actor
	batch string
	// commit collects what runs once the transaction is committed.
	commit *commit
}

// As is the same transaction in somebody's name at another time, for a history
// that is told afterwards, as that of the sample organisation.
func (tx *Tx) As(a Actor, at time.Time) *Tx {
	return &Tx{Reader: tx.Reader, Now: At(at), Actor: a, batch: newBatch(), commit: tx.commit}
}

// A transaction that PostgreSQL could not put in order is run again, a few
// times, after a wait that grows and differs between those who wait.
const (
	tries     = 10
	firstWait = 2 * time.Millisecond
)

// Write runs fn in one transaction as the context's actor. When fn returns an
// error nothing is written. On PostgreSQL fn may run more than once, so it
// must touch nothing outside of the transaction, except through Tx.After.
func (d *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	return d.transact(ctx, d.dialect.txOptions(), fn)
}

// WriteReadCommitted is Write for what locks the rows or the name it uses. On
// PostgreSQL it runs at the level read committed, where a queue's scans do not
// make the serializable transactions of others fail.
func (d *DB) WriteReadCommitted(ctx context.Context, fn func(tx *Tx) error) error {
	return d.transact(ctx, nil, fn)
}

func (d *DB) transact(ctx context.Context, opt *sql.TxOptions, fn func(tx *Tx) error) error {
	if !d.dialect.same(d.dsn, d.opened) {
		return moved.err()
	}
	once := func(g *gorm.DB, c *commit) error {
		return fn(&Tx{Reader: Reader{g}, Now: At(d.Now()), Actor: ActorOf(ctx), batch: newBatch(), commit: c})
	}
	if outer := d.together(ctx); outer != nil {
		return outer.write(ctx, once)
	}
	return d.inTransaction(ctx, opt, once)
}

// inTransaction runs fn in a transaction, again when the database could not put
// it in order with others, and then what it left for after the commit.
func (d *DB) inTransaction(ctx context.Context, opt *sql.TxOptions, fn func(*gorm.DB, *commit) error) error {
	var err error
	ran := false
	defer func() { noteOutcome(ctx, ran, err) }()
	for try := range tries {
		c := &commit{db: d}
		err = d.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
			ran = false
			err := fn(g, c)
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

// Lock waits until no other transaction that locked the same name is running. In
// WriteReadCommitted, what is read afterwards is what those have committed. On
// SQLite one transaction writes at a time anyway.
func (tx *Tx) Lock(name string) error {
	q := tx.commit.db.dialect.lock()
	if q == "" {
		return nil
	}
	return tx.Exec(q, name).Error
}

// SkipLocked ends a SELECT that locks the rows it returns and leaves out those
// that other transactions have locked. It is empty on SQLite, where one
// transaction writes at a time.
func (tx *Tx) SkipLocked() string { return tx.commit.db.dialect.skipLocked() }

// wait waits before the next try, and tells whether there is still time for it.
func wait(ctx context.Context, try int) bool {
	longest := firstWait << try
	select {
	case <-ctx.Done():
		return false
	case <-time.After(longest/2 + mathrand.N(longest/2)):
		return true
	}
}

// Trouble turns what keeps the database from working into an Unavailable that
// says so; any other error is returned as it is. Write does so by itself. The
// message does not say whether something was saved: see MayHaveSaved.
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

// UpdateRow writes the columns of one row if it still has the version that
// the actor read, and raises the version, which it returns. It returns Conflict otherwise.
func (tx *Tx) UpdateRow(table string, id int64, version int, columns map[string]any) (int, error) {
	foldColumns(table, columns)
	columns["version"] = version + 1
	columns["updated_at"] = tx.Now
	if err := OneRow(tx.Table(table).Where("id = ? AND version = ?", id, version).Updates(columns)); err != nil {
		return version, err
	}
	return version + 1, nil
}

// DeleteRow deletes one row if it still has the version that the actor read.
// Returns Conflict otherwise.
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

// newBatch names one transaction, so that its audit rows can be seen together.
func newBatch() string {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// NotFoundAs turns the driver's "no rows" into a NotFound that names the thing.
func NotFoundAs(err error, what string) error {
	if errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, sql.ErrNoRows) {
		return fault.NotFound(what)
	}
	return err
}

// Duplicate tells whether err is a broken uniqueness rule.
func Duplicate(err error) bool { return errors.Is(err, gorm.ErrDuplicatedKey) }
