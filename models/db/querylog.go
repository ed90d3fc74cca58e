package db

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// slow is from when on a query is worth a line in the log.
const slow = 200 * time.Millisecond

type countKey struct{}

// WithQueryCount returns a context under which every query adds one to n. Tests
// assert by it that a page needs a constant number of queries.
func WithQueryCount(ctx context.Context, n *atomic.Int64) context.Context {
	return context.WithValue(ctx, countKey{}, n)
}

// queryLog hands GORM's messages to slog, without the values of a query, which
// may be secrets.
type queryLog struct {
	dialect dialect
	health  *health
}

func (q queryLog) LogMode(logger.LogLevel) logger.Interface      { return q }
func (queryLog) Info(context.Context, string, ...any)            {}
func (queryLog) Warn(ctx context.Context, msg string, _ ...any)  { slog.WarnContext(ctx, msg) }
func (queryLog) Error(ctx context.Context, msg string, _ ...any) { slog.ErrorContext(ctx, msg) }

// sqliteQuietly and postgresQuietly tell a statement without its values. GORM's
// own way of asking for that, a ParamsFilter, is passed by in Scan.
type (
	sqliteQuietly   struct{ *sqlite.Dialector }
	postgresQuietly struct{ *postgres.Dialector }
)

func (sqliteQuietly) Explain(sql string, _ ...any) string   { return sql }
func (postgresQuietly) Explain(sql string, _ ...any) string { return sql }

func quietSQLite(dsn string) gorm.Dialector {
	return sqliteQuietly{&sqlite.Dialector{DSN: dsn}}
}

func quietPostgres(dsn string) gorm.Dialector {
	return postgresQuietly{&postgres.Dialector{Config: &postgres.Config{DSN: dsn}}}
}

func (q queryLog) Trace(ctx context.Context, begin time.Time, fc func() (string, int64), err error) {
	if n, ok := ctx.Value(countKey{}).(*atomic.Int64); ok {
		n.Add(1)
	}
	if err != nil {
		q.health.note(q.dialect.trouble(err))
	}
	took := time.Since(begin)
	switch {
	case err != nil && !expected(err):
		sql, _ := fc()
		slog.WarnContext(ctx, "query failed", "sql", sql, "err", err)
	case took > slow:
		sql, rows := fc()
		slog.WarnContext(ctx, "slow query", "sql", sql, "rows", rows, "took", took)
	}
}

// expected tells of an error that is an answer: nothing is there, the value is
// taken, or nobody waits any more. Who asked says what it means.
func expected(err error) bool {
	return errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, gorm.ErrDuplicatedKey) || errors.Is(err, context.Canceled)
}
