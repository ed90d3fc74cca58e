// Package dbtest gives each test a database of its own: a fresh file with the
// newest schema, never in memory, so that it behaves like the real one.
package dbtest

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"tminus/internal/clock"
	"tminus/models/db"
)

// Start is the instant at which a test's clock stands: a Monday in November,
// so that launches three weeks ahead cross no change of the clock.
var Start = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)

// Open returns a migrated database whose clock stands at Start until the test moves it.
func Open(t testing.TB) (*db.DB, *clock.Manual) {
	t.Helper()
	c := clock.NewManual(Start)
	d, err := db.Open(dsn(t), db.Options{Synchronous: "normal", Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if _, err := d.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return d, c
}

func dsn(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "test.db")
}
