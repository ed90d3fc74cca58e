package db

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// slow is the duration from which a query is logged.
const slow = 200 * time.Millisecond

type countKey struct{}

// WithQueryCount returns a context in which every query increases n. Tests use it to assert that a
// page needs a constant number of queries.
func WithQueryCount(ctx context.Context, n *atomic.Int64) context.Context {
	return context.WithValue(ctx, countKey{}, n)
}

// queryLog passes GORM's messages to slog, without the values of a query, which may be secrets.
type queryLog struct {
	dialect dialect
	health  *health
	slow    *logLimit
}

// A busy or failing disk makes every query slow, so at most slowLines of them are logged per
// slowEvery.
const (
	slowLines = 10
	slowEvery = time.Minute
)

// logLimit limits the number of log lines per interval.
type logLimit struct {
	lines int
	every time.Duration

	mu      sync.Mutex
	began   time.Time
	taken   int
	refused int
}

// take reports whether a line may be logged at now and, for the first line of an interval, how many
// were refused before.
func (r *logLimit) take(now time.Time) (refusedBefore int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Sub(r.began) >= r.every {
		r.began, r.taken = now, 0
		refusedBefore, r.refused = r.refused, 0
	}
	if r.taken == r.lines {
		r.refused++
		return 0, false
	}
	r.taken++
	return refusedBefore, true
}

func (q queryLog) LogMode(logger.LogLevel) logger.Interface      { return q }
func (queryLog) Info(context.Context, string, ...any)            {}
func (queryLog) Warn(ctx context.Context, msg string, _ ...any)  { slog.WarnContext(ctx, msg) }
func (queryLog) Error(ctx context.Context, msg string, _ ...any) { slog.ErrorContext(ctx, msg) }

func (q queryLog) Trace(ctx context.Context, begin time.Time, fc func() (string, int64), err error) {
	if n, ok := ctx.Value(countKey{}).(*atomic.Int64); ok {
		n.Add(1)
	}
	if err != nil {
		q.health.note(q.dialect.trouble(err))
	}
	took := time.Since(startOf(ctx, begin))
	switch {
	case err != nil && !expected(err):
		sql, _ := fc()
		slog.WarnContext(ctx, "query failed", "sql", sql, "err", err)
	case took > slow:
		if left, ok := q.slow.take(time.Now()); ok {
			sql, rows := fc()
			slog.WarnContext(ctx, "slow query", "sql", sql, "rows", rows, "took", took, "not_logged_before", left)
		}
	}
}

// expected reports whether an error is a normal answer: no row, a duplicate, or a cancelled
// request. The caller handles it.
func expected(err error) bool {
	return errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, gorm.ErrDuplicatedKey) || errors.Is(err, context.Canceled)
}
