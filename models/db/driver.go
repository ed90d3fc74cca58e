package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/mattn/go-sqlite3"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
)

type connTimeKey struct{}

// connTime is the time at which a query reached its connection, in Unix nanoseconds. GORM measures
// from an earlier time, so that a query that only waited for a connection would count as slow.
type connTime struct{ at atomic.Int64 }

// withConnTime returns g with a context in which the driver records when each query reaches its
// connection.
func withConnTime(ctx context.Context, g *gorm.DB) *gorm.DB {
	return g.WithContext(context.WithValue(ctx, connTimeKey{}, &connTime{}))
}

func noteConnTime(ctx context.Context) {
	if r, ok := ctx.Value(connTimeKey{}).(*connTime); ok {
		r.at.Store(time.Now().UnixNano())
	}
}

// startOf returns the time at which the last query of ctx reached its connection, or begin if none
// did since then.
func startOf(ctx context.Context, begin time.Time) time.Time {
	if r, ok := ctx.Value(connTimeKey{}).(*connTime); ok {
		if at := time.Unix(0, r.at.Load()); at.After(begin) {
			return at
		}
	}
	return begin
}

// timedSQLite is the name of the SQLite driver that calls noteConnTime.
const timedSQLite = "tminus-sqlite3"

func init() { sql.Register(timedSQLite, sqliteDriver{&sqlite3.SQLiteDriver{}}) }

type sqliteDriver struct{ *sqlite3.SQLiteDriver }

func (d sqliteDriver) Open(dsn string) (driver.Conn, error) {
	c, err := d.SQLiteDriver.Open(dsn)
	if err != nil {
		return nil, err
	}
	return sqliteConn{c.(*sqlite3.SQLiteConn)}, nil
}

type sqliteConn struct{ *sqlite3.SQLiteConn }

func (c sqliteConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	noteConnTime(ctx)
	return c.SQLiteConn.QueryContext(ctx, query, args)
}

func (c sqliteConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	noteConnTime(ctx)
	return c.SQLiteConn.ExecContext(ctx, query, args)
}

// postgresTracer calls noteConnTime for pgx.
type postgresTracer struct{}

func (postgresTracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	noteConnTime(ctx)
	return ctx
}

func (postgresTracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// sqliteQuietly and postgresQuietly log a statement without its values. GORM's own option for that,
// ParamsFilter, is ignored by Scan.
type (
	sqliteQuietly   struct{ *sqlite.Dialector }
	postgresQuietly struct{ *postgres.Dialector }
)

func (sqliteQuietly) Explain(sql string, _ ...any) string   { return sql }
func (postgresQuietly) Explain(sql string, _ ...any) string { return sql }

func quietSQLite(dsn string) gorm.Dialector {
	return sqliteQuietly{&sqlite.Dialector{DriverName: timedSQLite, DSN: dsn}}
}

func quietPostgres(dsn string) (gorm.Dialector, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	cfg.Tracer = postgresTracer{}
	return postgresQuietly{&postgres.Dialector{Config: &postgres.Config{Conn: stdlib.OpenDB(*cfg)}}}, nil
}
