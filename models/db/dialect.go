package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"
)

// dialect holds the differences between the two databases.
type dialect interface {
	name() string
	open(dsn string, opt Options, h *health) (write, read *gorm.DB, err error)
	txOptions() *sql.TxOptions
	retryable(err error) bool
	// trouble returns what keeps the database from working, or none for another error.
	trouble(err error) trouble
	skipLocked() string
	// lock returns the statement that locks a name until the transaction ends, "" if transactions
	// do not overlap.
	lock() string
	// same reports whether the database is still the one that was opened.
	same(dsn string, opened os.FileInfo) bool
	// exists returns an error with the reason why there is no database to open.
	exists(ctx context.Context, dsn string) error
	// check returns the path of a file, and an error if it must not be opened.
	check(ctx context.Context, dsn string) (path string, err error)
	// lockStart takes the lock for preparing the database.
	lockStart(ctx context.Context, dsn string) (release func(), err error)
	// hold prevents the database from being replaced.
	hold(dsn string) (release func(), err error)
}

func dialectOf(dsn string) dialect {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return postgresDialect{}
	}
	return sqliteDialect{}
}

func gormConfig(d dialect, h *health) *gorm.Config {
	return &gorm.Config{
		// Writes are always in an explicit transaction; implicit ones for each statement would only
		// cost time.
		SkipDefaultTransaction: true,
		TranslateError:         true,
		Logger:                 queryLog{dialect: d, health: h, slow: &logLimit{lines: slowLines, every: slowEvery}},
	}
}

type sqliteDialect struct{}

func (sqliteDialect) name() string { return "sqlite" }

// readers is the number of connections for reading; in measurements, more did not help on two
// cores.
const readers = 4

// preparedOnce lets each connection cache prepared statements, because preparing one costs about as
// much as running it.
const preparedOnce = "&_stmt_cache_size=200"

// open opens one connection for writing, because SQLite has one writer anyway and waiting in a Go
// queue is better than waiting for a lock, and several for reading only. The pragmas are in the
// DSN, so that they apply to each connection.
func (d sqliteDialect) open(dsn string, opt Options, h *health) (*gorm.DB, *gorm.DB, error) {
	path, file := sqliteFile(dsn)
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return nil, nil, err
		}
	}
	switch err := createPrivate(path); {
	case errors.Is(err, os.ErrExist):
	case err != nil:
		return nil, nil, err
	default:
		if err := giveToOwner(path); err != nil {
			return nil, nil, err
		}
	}
	synchronous := "FULL"
	if strings.EqualFold(opt.Synchronous, "normal") {
		synchronous = "NORMAL"
	}
	write, err := gorm.Open(quietSQLite(file+"?_journal_mode=WAL&_synchronous="+synchronous+
		"&_busy_timeout=5000&_txlock=immediate&_foreign_keys=1"+preparedOnce), gormConfig(d, h))
	if err != nil {
		return nil, nil, err
	}
	if err := limit(write, 1); err != nil {
		return nil, nil, err
	}
	read, err := gorm.Open(quietSQLite(file+"?_query_only=1&_busy_timeout=5000&_foreign_keys=1"+preparedOnce), gormConfig(d, h))
	if err != nil {
		return nil, nil, err
	}
	return write, read, limit(read, readers)
}

// sqliteFile returns the path and the URI for SQLite, in which characters like ? and # are escaped.
func sqliteFile(dsn string) (path, uri string) {
	path = strings.TrimPrefix(dsn, "sqlite://")
	return path, "file:" + (&url.URL{Path: path}).EscapedPath()
}

func (sqliteDialect) txOptions() *sql.TxOptions { return nil }
func (sqliteDialect) retryable(error) bool      { return false }
func (sqliteDialect) skipLocked() string        { return "" }
func (sqliteDialect) lock() string              { return "" }

func (sqliteDialect) trouble(err error) trouble {
	switch {
	case sqliteCode(err, sqlite3.ErrFull):
		return full
	case sqliteCode(err, sqlite3.ErrIoErr):
		return disk
	case sqliteCode(err, sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrCantOpen):
		return readOnly
	case sqliteCode(err, sqlite3.ErrCorrupt, sqlite3.ErrNotADB):
		return damaged
	case sqliteCode(err, sqlite3.ErrBusy, sqlite3.ErrLocked):
		return busy
	}
	return none
}

// same notices that the file was removed or replaced. SQLite would continue to write to the removed
// file.
func (sqliteDialect) same(dsn string, opened os.FileInfo) bool {
	if opened == nil {
		return true
	}
	path, _ := sqliteFile(dsn)
	now, err := os.Stat(path)
	return err == nil && os.SameFile(opened, now)
}

func sqliteCode(err error, codes ...sqlite3.ErrNo) bool {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return false
	}
	for _, c := range codes {
		if e.Code == c {
			return true
		}
	}
	return false
}

type postgresDialect struct{}

func (postgresDialect) name() string { return "postgres" }

func (d postgresDialect) open(dsn string, _ Options, h *health) (*gorm.DB, *gorm.DB, error) {
	pools := make([]*gorm.DB, 2)
	for i := range pools {
		driver, err := quietPostgres(dsn)
		if err != nil {
			return nil, nil, err
		}
		if pools[i], err = gorm.Open(driver, gormConfig(d, h)); err != nil {
			return nil, nil, err
		}
		if err := limit(pools[i], 8); err != nil {
			return nil, nil, err
		}
	}
	return pools[0], pools[1], nil
}

// txOptions selects serializable transactions, so that rules about several rows (no cycle, one
// lead) hold as with SQLite's single writer.
func (postgresDialect) txOptions() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelSerializable}
}

func (postgresDialect) retryable(err error) bool { return pgCode(err, "40001", "40P01") }

func (postgresDialect) skipLocked() string { return " FOR UPDATE SKIP LOCKED" }

func (postgresDialect) lock() string { return "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))" }

func (postgresDialect) same(string, os.FileInfo) bool { return true }

func (postgresDialect) trouble(err error) trouble {
	var unreachable *pgconn.ConnectError
	var network *net.OpError
	switch {
	case pgCode(err, "53100"):
		return full
	case pgCode(err, "58030"):
		return disk
	case pgCode(err, "25006"):
		return readOnly
	case pgCode(err, "XX001", "XX002"):
		return damaged
	case pgCode(err, "55P03", "53300", "40001", "40P01"):
		return busy
	case pgCode(err, "57P01", "57P02", "57P03"), errors.As(err, &unreachable), pgconn.SafeToRetry(err):
		return away
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &network):
		return lost
	}
	return none
}

func (postgresDialect) exists(context.Context, string) error { return nil }

func (postgresDialect) check(context.Context, string) (string, error) { return "", nil }

func (postgresDialect) hold(string) (func(), error) { return func() {}, nil }

// startKey is the key of the advisory lock for starting processes.
const startKey = 0x7465_6d69_6e75_73

// lockStart takes an advisory lock, which ends with its connection.
func (postgresDialect) lockStart(ctx context.Context, dsn string) (func(), error) {
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	release := func() { _ = c.Close(context.WithoutCancel(ctx)) }
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(startKey)); err != nil {
		release()
		return nil, fmt.Errorf("waiting for another process that is starting: %w", err)
	}
	return release, nil
}

func pgCode(err error, codes ...string) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	for _, c := range codes {
		if e.Code == c {
			return true
		}
	}
	return false
}

func limit(g *gorm.DB, n int) error {
	pool, err := g.DB()
	if err != nil {
		return fmt.Errorf("limit the pool: %w", err)
	}
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	pool.SetConnMaxIdleTime(time.Hour)
	return nil
}
