package dbtest

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"tminus/internal/clock"
	"tminus/internal/pgtest"
	"tminus/models/db"
)

// Fill fills a new database, for example with the sample data.
type Fill func(d *db.DB) error

// OpenFilled is Open with a database filled by fill at the time now. It is filled once per process
// (on PostgreSQL: once per server) for each name and time, and then copied, because filling takes
// hundreds of times as long as copying.
func OpenFilled(t testing.TB, name string, now time.Time, fill Fill) (*db.DB, *clock.Manual) {
	t.Helper()
	c := clock.NewManual(now)
	d, err := db.Open(filledDSN(t, name, now, fill), db.Options{Synchronous: "normal", Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d, c
}

func filledDSN(t testing.TB, name string, now time.Time, fill Fill) string {
	t.Helper()
	key := name + " at " + strconv.FormatInt(now.UnixMilli(), 10)
	prepare := func(dsn string) error {
		if err := migrate(dsn); err != nil {
			return err
		}
		d, err := db.Open(dsn, db.Options{Synchronous: "normal", Now: clock.NewManual(now).Now})
		if err != nil {
			return err
		}
		if err := fill(d); err != nil {
			_ = d.Close()
			return err
		}
		return d.Close()
	}
	if Postgres() {
		return pgtest.From(t, schemaHash(t)+program(t)+key, prepare)
	}
	file := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(file, filled(t, key, prepare), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// program returns a checksum of the test program, so that a server that outlives a run does not
// return data that older code has filled in.
func program(t testing.TB) string {
	t.Helper()
	sum, err := programSum()
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

var programSum = sync.OnceValues(func() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(path) //nolint:gosec // the running test program
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
})

// file is an SQLite file that is prepared once per process.
type file struct {
	once sync.Once
	b    []byte
	err  error
}

var (
	files     = map[string]*file{}
	filesLock sync.Mutex
)

// filled returns a copy of an SQLite file on which prepare was run once per process. Files of
// different keys are prepared concurrently.
func filled(t testing.TB, key string, prepare func(dsn string) error) []byte {
	t.Helper()
	filesLock.Lock()
	f, ok := files[key]
	if !ok {
		f = &file{}
		files[key] = f
	}
	filesLock.Unlock()
	f.once.Do(func() { f.b, f.err = made(prepare) })
	if f.err != nil {
		t.Fatal(f.err)
	}
	return f.b
}

func made(prepare func(dsn string) error) ([]byte, error) {
	dir, err := os.MkdirTemp("", "tminus-filled-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "filled.db")
	if err := prepare(file); err != nil {
		return nil, err
	}
	return os.ReadFile(file) //nolint:gosec // a name of our own
}
