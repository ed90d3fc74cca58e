package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"
)

func TestFailedCommitIsUncertainUnlessDatabaseAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want bool
	}{
		"no error":                      {nil, false},
		"gave up before COMMIT":         {context.DeadlineExceeded, true},
		"gave up during COMMIT":         {fmt.Errorf("write: %w", context.DeadlineExceeded), false},
		"rolled back meanwhile":         {sql.ErrTxDone, true},
		"refused by PostgreSQL":         {&pgconn.PgError{Severity: "ERROR", Code: "40001"}, true},
		"PostgreSQL is shutting down":   {&pgconn.PgError{Severity: "FATAL", Code: "57P01"}, false},
		"connection lost":               {io.ErrUnexpectedEOF, false},
		"disk full on SQLite":           {sqlite3.Error{Code: sqlite3.ErrFull}, true},
		"broken rule on SQLite":         {sqlite3.Error{Code: sqlite3.ErrConstraint}, true},
		"failing disk on SQLite":        {sqlite3.Error{Code: sqlite3.ErrIoErr}, false},
		"an error that nobody expected": {errors.New("?"), false},
	} {
		if got := rolledBack(c.err); got != c.want {
			t.Errorf("%s: got %t, want %t", name, got, c.want)
		}
		ctx := WithOutcome(t.Context())
		if noteOutcome(ctx, true, c.err); MayHaveSaved(ctx) == c.want {
			t.Errorf("%s: the outcome is %t", name, MayHaveSaved(ctx))
		}
		ctx = WithOutcome(t.Context())
		if noteOutcome(ctx, false, c.err); MayHaveSaved(ctx) {
			t.Errorf("%s: counts as saved though no statement succeeded", name)
		}
	}
}
