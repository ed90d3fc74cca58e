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
	slow    *logLimit
}

// A busy or failing disk makes every query slow: this many of them are logged in
// each slowEvery.
const (
	slowLines = 10
	slowEvery = time.Minute
)

// logLimit hands out a number of log lines for each interval.
type logLimit struct {
	lines int
	every time.Duration

	mu      sync.Mutex
	began   time.Time
	taken   int
	refused int
}

// take tells whether there is a line left at now, and with the first line of an
// interval how many were refused before.
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

// expected tells of an error that is an answer: nothing is there, the value is
// taken, or nobody waits any more. Who asked says what it means.
func expected(err error) bool {
	return errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, gorm.ErrDuplicatedKey) || errors.Is(err, context.Canceled)
}
