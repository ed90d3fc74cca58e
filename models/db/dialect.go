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

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"
)

// dialect is all in which the two databases differ.
type dialect interface {
	name() string
	open(dsn string, opt Options) (write, read *gorm.DB, err error)
	txOptions() *sql.TxOptions
	retryable(err error) bool
	// trouble tells a person what keeps the database from working, "" when err
	// is no such thing.
	trouble(err error) string
	// same tells whether the database is still the one that was opened.
	same(dsn string, opened os.FileInfo) bool
	backup(ctx context.Context, dsn, file string) error
}

func dialectOf(dsn string) dialect {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return postgresDialect{}
	}
	return sqliteDialect{}
}

// What a person is told of a database that does not work.
const (
	troubleFull     = "There is no room left on the disk. Please tell your administrator."
	troubleReadOnly = "The database can only be read at the moment. Please tell your administrator."
	troubleBusy     = "The database is busy. Please try again."
	troubleAway     = "The database does not answer. Please try again."
	troubleLost     = "The connection to the database broke. Please try again."
	troubleMoved    = "The database file was removed or replaced while T-Minus runs. Please tell your administrator: T-Minus has to be restarted."
)

func gormConfig() *gorm.Config {
	return &gorm.Config{
		// Writes are always in an explicit transaction; an implicit one more
		// for each statement would only cost.
		SkipDefaultTransaction: true,
		TranslateError:         true,
		Logger:                 queryLog{},
	}
}

type sqliteDialect struct{}

func (sqliteDialect) name() string { return "sqlite" }

// readers is how many connections read at a time; measured to be enough for
// two cores (more only compete).
const readers = 4

// preparedOnce lets each connection keep the statements that it has prepared:
// to plan one again costs about as much as to run it.
const preparedOnce = "&_stmt_cache_size=200"

// open makes one connection that writes, since SQLite has one writer anyway
// and waiting in a Go queue beats waiting for a lock, and several that can
// only read. The pragmas are in the DSN, so that each connection has them.
func (sqliteDialect) open(dsn string, opt Options) (*gorm.DB, *gorm.DB, error) {
	path, file := sqliteFile(dsn)
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return nil, nil, err
		}
	}
	if err := private(path); err != nil {
		return nil, nil, err
	}
	synchronous := "FULL"
	if strings.EqualFold(opt.Synchronous, "normal") {
		synchronous = "NORMAL"
	}
	write, err := gorm.Open(quietSQLite(file+"?_journal_mode=WAL&_synchronous="+synchronous+
		"&_busy_timeout=5000&_txlock=immediate&_foreign_keys=1"+preparedOnce), gormConfig())
	if err != nil {
		return nil, nil, err
	}
	if err := limit(write, 1); err != nil {
		return nil, nil, err
	}
	read, err := gorm.Open(quietSQLite(file+"?_query_only=1&_busy_timeout=5000&_foreign_keys=1"+preparedOnce), gormConfig())
	if err != nil {
		return nil, nil, err
	}
	return write, read, limit(read, readers)
}

// sqliteFile returns the path and the name by which SQLite opens it, in which
// signs like ? and # are letters of the path.
func sqliteFile(dsn string) (path, uri string) {
	path = strings.TrimPrefix(dsn, "sqlite://")
	return path, "file:" + (&url.URL{Path: path}).EscapedPath()
}

// backup has a connection of its own, so that writers do not wait for it. It
// copies as one reader sees the database: SQLite's stepped online backup was
// measured never to end while others write.
func (sqliteDialect) backup(ctx context.Context, dsn, file string) error {
	_, uri := sqliteFile(dsn)
	pool, err := sql.Open("sqlite3", uri+"?_busy_timeout=5000")
	if err != nil {
		return err
	}
	defer pool.Close()
	if err := private(file); err != nil {
		return err
	}
	_, err = pool.ExecContext(ctx, "VACUUM INTO ?", file)
	if info, e := os.Stat(file); err != nil && e == nil && info.Size() == 0 {
		_ = os.Remove(file)
	}
	return err
}

// private makes a file that only its owner reads, unless there is one: it will
// hold password hashes. SQLite fills an empty file, and gives the files beside
// it the same mode.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the administrator names the file
	if err != nil {
		return err
	}
	return f.Close()
}

func (sqliteDialect) txOptions() *sql.TxOptions { return nil }
func (sqliteDialect) retryable(error) bool      { return false }

func (sqliteDialect) trouble(err error) string {
	switch {
	case sqliteCode(err, sqlite3.ErrFull, sqlite3.ErrIoErr):
		return troubleFull
	case sqliteCode(err, sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrCantOpen):
		return troubleReadOnly
	case sqliteCode(err, sqlite3.ErrBusy, sqlite3.ErrLocked):
		return troubleBusy
	}
	return ""
}

// same notices that the file was removed or replaced: SQLite would go on
// writing to the one that nobody finds any more.
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

func (postgresDialect) open(dsn string, _ Options) (*gorm.DB, *gorm.DB, error) {
	write, err := gorm.Open(quietPostgres(dsn), gormConfig())
	if err != nil {
		return nil, nil, err
	}
	if err := limit(write, 8); err != nil {
		return nil, nil, err
	}
	read, err := gorm.Open(quietPostgres(dsn), gormConfig())
	if err != nil {
		return nil, nil, err
	}
	return write, read, limit(read, 8)
}

// txOptions asks for serializable transactions, so that rules that look at
// several rows (no cycle, one lead) hold as they do under SQLite's one writer.
func (postgresDialect) txOptions() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelSerializable}
}

func (postgresDialect) backup(context.Context, string, string) error {
	return errors.New("backup copies an SQLite file; PostgreSQL has pg_dump for this")
}

func (postgresDialect) retryable(err error) bool { return pgCode(err, "40001", "40P01") }

func (postgresDialect) same(string, os.FileInfo) bool { return true }

func (postgresDialect) trouble(err error) string {
	var unreachable *pgconn.ConnectError
	var network *net.OpError
	switch {
	case pgCode(err, "53100"):
		return troubleFull
	case pgCode(err, "25006"):
		return troubleReadOnly
	case pgCode(err, "55P03", "53300", "40001", "40P01"):
		return troubleBusy
	case pgCode(err, "57P01", "57P02", "57P03"), errors.As(err, &unreachable), pgconn.SafeToRetry(err):
		return troubleAway
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &network):
		return troubleLost
	}
	return ""
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
