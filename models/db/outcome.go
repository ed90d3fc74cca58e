package db

import (
	"context"
	"database/sql"
	"errors"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"
)

// Outcome records whether a context's transactions wrote anything, so that an error message only
// says "nothing was saved" if that is certain.
type Outcome struct{ saved atomic.Bool }

type outcomeKey struct{}

// WithOutcome returns a context that records the outcome of its transactions.
func WithOutcome(ctx context.Context) context.Context {
	return context.WithValue(ctx, outcomeKey{}, new(Outcome))
}

// Aside returns a context whose transactions do not count for the outcome, because the user did not
// request them, such as updating the last use of a session.
func Aside(ctx context.Context) context.Context {
	return context.WithValue(ctx, outcomeKey{}, (*Outcome)(nil))
}

// MayHaveSaved reports whether a transaction of the context was committed, or may have been. It
// returns false for a context without an outcome.
func MayHaveSaved(ctx context.Context) bool {
	o, _ := ctx.Value(outcomeKey{}).(*Outcome)
	return o != nil && o.saved.Load()
}

// noteOutcome records the end of a transaction. ran reports whether all of its statements had
// succeeded, so that err is from COMMIT.
func noteOutcome(ctx context.Context, ran bool, err error) {
	o, _ := ctx.Value(outcomeKey{}).(*Outcome)
	if o != nil && ran && !rolledBack(err) {
		o.saved.Store(true)
	}
}

// rolledBack reports whether an error of COMMIT proves that nothing was written. After a lost
// connection or a disk failure, for example, that is unknown.
func rolledBack(err error) bool {
	var answer *pgconn.PgError
	switch {
	case err == nil:
		return false
	case err == context.DeadlineExceeded, err == context.Canceled: //nolint:errorlint // database/sql returns it before sending COMMIT
		return true
	case errors.Is(err, sql.ErrTxDone), errors.Is(err, pgx.ErrTxCommitRollback), pgconn.SafeToRetry(err):
		return true
	case errors.Is(err, gorm.ErrDuplicatedKey), errors.Is(err, gorm.ErrForeignKeyViolated), errors.Is(err, gorm.ErrCheckConstraintViolated):
		return true
	case errors.As(err, &answer):
		return answer.Severity == "ERROR"
	}
	return sqliteCode(err, sqlite3.ErrFull, sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrReadonly, sqlite3.ErrConstraint)
}
