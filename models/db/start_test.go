package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tminus/internal/pgtest"
	"tminus/models/db"
	"tminus/models/db/dbtest"
)

// emptyDSN returns the DSN of a database without a schema.
func emptyDSN(t *testing.T) string {
	t.Helper()
	if dbtest.Postgres() {
		return pgtest.DSN(t)
	}
	return filepath.Join(t.TempDir(), "data", "t.db")
}

func TestConcurrentStartsFillOnce(t *testing.T) {
	dsn := emptyDSN(t)
	fill := func(ctx context.Context, d *db.DB) error {
		var n int
		if err := d.Read(ctx).Raw("SELECT COUNT(*) FROM teams").Scan(&n).Error; err != nil || n > 0 {
			return err
		}
		return d.Write(db.WithActor(ctx, db.System()), func(tx *db.Tx) error { return addTeam(tx, "only") })
	}
	var created, applied sync.Map
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			d, started, err := db.Start(t.Context(), dsn, db.Options{}, fill)
			if err != nil {
				t.Error(err)
				return
			}
			t.Cleanup(func() { _ = d.Close() })
			if started.Created {
				created.Store(i, true)
			}
			for _, v := range started.Applied {
				if _, twice := applied.LoadOrStore(v, i); twice {
					t.Errorf("%d was applied twice", v)
				}
			}
			if n := count(t, d, "teams"); n != 1 {
				t.Errorf("filled with %d teams", n)
			}
		})
	}
	wg.Wait()
	n := 0
	created.Range(func(any, any) bool { n++; return true })
	if n != 1 {
		t.Errorf("%d of them created it", n)
	}
}

func TestConcurrentStartsMigrateOnce(t *testing.T) {
	dsn := emptyDSN(t)
	d, err := db.Open(dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err = closed(d, db.MigrateToForTest(t.Context(), d, 3)); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			d, started, err := db.Start(t.Context(), dsn, db.Options{}, fillNothing)
			if err != nil {
				t.Error(err)
				return
			}
			defer d.Close()
			if started.Created || started.Schema == 0 {
				t.Errorf("started %+v", started)
			}
			if err := d.Ready(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestFailedStartReleasesLock(t *testing.T) {
	dsn := emptyDSN(t)
	oops := errors.New("oops")
	if _, _, err := db.Start(t.Context(), dsn, db.Options{}, func(context.Context, *db.DB) error { return oops }); !errors.Is(err, oops) {
		t.Fatal(err)
	}
	d, _, err := db.Start(t.Context(), dsn, db.Options{}, fillNothing)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestStartRefusesDamagedAndForeignFiles(t *testing.T) {
	onSQLite(t)
	for name, tt := range map[string]struct {
		content []byte
		want    string
	}{
		"overwritten pages": {broken(t), "damaged"},
		"a lost end":        {wholeFile(t)[:20_000], "damaged"},
		"text":              {[]byte(strings.Repeat("no database ", 1000)), "damaged"},
		"another program's": {bareFile(t, "CREATE TABLE places (x)"), "another program"},
	} {
		file := filepath.Join(t.TempDir(), "t.db")
		if err := os.WriteFile(file, tt.content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, err := db.Start(t.Context(), file, db.Options{}, fillNothing)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
		if b, err := os.ReadFile(file); err != nil || string(b) != string(tt.content) {
			t.Errorf("%s: the file was changed, %v", name, err)
		}
	}
}

func TestStartFillsEmptyFile(t *testing.T) {
	onSQLite(t)
	for name, content := range map[string][]byte{"empty": {}, "no tables": bareFile(t, "")} {
		file := filepath.Join(t.TempDir(), "t.db")
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		d, started, err := db.Start(t.Context(), file, db.Options{}, fillNothing)
		if err != nil || !started.Created || started.Path != file {
			t.Errorf("%s: %+v, %v", name, started, err)
			continue
		}
		_ = d.Close()
	}
}

func TestOpenCurrentCreatesNothing(t *testing.T) {
	dsn := emptyDSN(t)
	if _, err := db.OpenCurrent(t.Context(), dsn, db.Options{}); err == nil || !strings.Contains(err.Error(), "tminus migrate") {
		t.Errorf("no database: %v", err)
	}
	if _, err := os.Stat(filepath.Dir(dsn)); err == nil && !dbtest.Postgres() {
		t.Error("it made a directory")
	}
	d, err := db.OpenCurrent(t.Context(), dbtest.DSN(t), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestStartOfAnotherDatabaseDoesNotWait(t *testing.T) {
	one, other := emptyDSN(t), emptyDSN(t)
	_, _, err := db.Start(t.Context(), one, db.Options{}, func(ctx context.Context, d *db.DB) error {
		within, _, err := db.Start(ctx, other, db.Options{}, fillNothing)
		if err != nil {
			return err
		}
		return errors.Join(within.Close(), errDone)
	})
	if !errors.Is(err, errDone) {
		t.Error(err)
	}
}

var errDone = errors.New("done")
