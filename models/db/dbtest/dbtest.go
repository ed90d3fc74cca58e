// Package dbtest provides each test with its own database with the latest schema: a file, not in
// memory, so that it behaves like a real one. With TMINUS_TEST_DIALECT=postgres the same tests run
// on PostgreSQL.
package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tminus/internal/clock"
	"tminus/internal/pgtest"
	"tminus/migrations"
	"tminus/models/db"
)

// Start is the time of a test's clock: a Monday in November, so that there is no clock change in
// the three weeks before a launch.
var Start = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)

// Open returns a migrated database whose clock is at Start until the test changes it.
func Open(t testing.TB) (*db.DB, *clock.Manual) {
	t.Helper()
	c := clock.NewManual(Start)
	d, err := db.Open(DSN(t), db.Options{Synchronous: "normal", Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d, c
}

// Postgres reports whether the tests run on PostgreSQL.
func Postgres() bool { return os.Getenv("TMINUS_TEST_DIALECT") == "postgres" }

// DSN returns the DSN of a new database with the latest schema.
func DSN(t testing.TB) string {
	t.Helper()
	if Postgres() {
		return pgtest.From(t, schemaHash(t), migrate)
	}
	file := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(file, filled(t, "schema", migrate), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func migrate(dsn string) error {
	d, err := db.Open(dsn, db.Options{Synchronous: "normal"})
	if err != nil {
		return err
	}
	if _, err := d.Migrate(context.Background()); err != nil {
		_ = d.Close()
		return err
	}
	// Closing the last connection moves the write-ahead log to the file.
	return d.Close()
}

func schemaHash(t testing.TB) string {
	t.Helper()
	h := sha256.New()
	files := migrations.For("postgres")
	err := fs.WalkDir(files, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(files, path)
		_, _ = h.Write(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}
