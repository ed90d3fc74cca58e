package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/fault"
)

func system() context.Context { return db.WithActor(context.Background(), db.System()) }

func addTeam(tx *db.Tx, key string) error {
	return tx.Exec("INSERT INTO teams (key, name, created_at, updated_at) VALUES (?, ?, ?, ?)", key, key, tx.Now, tx.Now).Error
}

func count(t *testing.T, d *db.DB, table string) int {
	t.Helper()
	var n int
	if err := d.Read(context.Background()).Raw("SELECT COUNT(*) FROM " + table).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWriteRollsBackOnError(t *testing.T) {
	d, _ := dbtest.Open(t)
	oops := errors.New("oops")
	err := d.Write(system(), func(tx *db.Tx) error {
		if err := addTeam(tx, "one"); err != nil {
			return err
		}
		if err := tx.Audit(db.Entry{Action: "team.created", Entity: "team", EntityID: 1}); err != nil {
			return err
		}
		return oops
	})
	if !errors.Is(err, oops) || count(t, d, "teams") != 0 || count(t, d, "audit_log") != 0 {
		t.Errorf("got %v with %d teams and %d audit rows", err, count(t, d, "teams"), count(t, d, "audit_log"))
	}
}

func TestUpdateRowConflictsOnSecondWrite(t *testing.T) {
	d, _ := dbtest.Open(t)
	if err := d.Write(system(), func(tx *db.Tx) error { return addTeam(tx, "one") }); err != nil {
		t.Fatal(err)
	}
	var won, lost atomic.Int32
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			err := d.Write(system(), func(tx *db.Tx) error {
				_, err := tx.UpdateRow("teams", 1, 1, map[string]any{"name": "changed"})
				return err
			})
			switch {
			case err == nil:
				won.Add(1)
			case fault.Is(err, fault.KindConflict):
				lost.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || lost.Load() != 15 {
		t.Errorf("%d won and %d lost", won.Load(), lost.Load())
	}
}

func TestDeleteRowNeedsPresentVersion(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	remove := func(version int) error {
		return d.Write(system(), func(tx *db.Tx) error { return tx.DeleteRow("teams", 1, version) })
	}
	if err := d.Write(system(), func(tx *db.Tx) error { return addTeam(tx, "one") }); err != nil {
		t.Fatal(err)
	}
	if err := remove(0); !fault.Is(err, fault.KindConflict) {
		t.Errorf("an earlier version: %v", err)
	}
	if err := remove(1); err != nil {
		t.Errorf("the present version: %v", err)
	}
	if err := remove(1); !fault.Is(err, fault.KindConflict) {
		t.Errorf("a row that is gone: %v", err)
	}
}

func TestConcurrentWritersSucceed(t *testing.T) {
	d, _ := dbtest.Open(t)
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for range 5 {
				if err := d.Write(system(), func(tx *db.Tx) error {
					return tx.Audit(db.Entry{Action: "x.y", Entity: "x"})
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n := count(t, d, "audit_log"); n != 320 {
		t.Errorf("%d of 320 writes are there", n)
	}
}

func TestReadCannotWrite(t *testing.T) {
	d, _ := dbtest.Open(t)
	if dbtest.Postgres() {
		t.Skip("the read pool is kept from writing on SQLite, where a second writer would block the first")
	}
	if err := d.Read(context.Background()).Exec("DELETE FROM teams").Error; err == nil {
		t.Error("the pool for reading wrote")
	}
}

func TestOnceCreatesOneRecord(t *testing.T) {
	d, _ := dbtest.Open(t)
	var user int64
	err := d.Write(system(), func(tx *db.Tx) error {
		if err := tx.Exec("INSERT INTO users (email, name, role, created_at, updated_at) VALUES ('a@example.com', 'A', 'member', ?, ?)",
			tx.Now, tx.Now).Error; err != nil {
			return err
		}
		return tx.Raw("SELECT id FROM users").Scan(&user).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx := db.WithActor(context.Background(), db.Actor{ID: user, Name: "A", Role: "member"})
	var made atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			err := d.Write(ctx, func(tx *db.Tx) error {
				id, err := tx.Once("team", "the form's key", "QA", func() (int64, error) {
					return 7, addTeam(tx, "once")
				})
				if err == nil && id != 7 {
					t.Errorf("the second one was told %d", id)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
			made.Add(1)
		})
	}
	wg.Wait()
	if n := count(t, d, "teams"); n != 1 {
		t.Errorf("%d things were made", n)
	}
}

func TestMigrateRefusesNewerSchema(t *testing.T) {
	d, _ := dbtest.Open(t)
	err := d.Write(system(), func(tx *db.Tx) error {
		return tx.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, ?)", true).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Migrate(context.Background()); err == nil {
		t.Error("a schema of a newer program was taken")
	}
}

func TestQueryCount(t *testing.T) {
	d, _ := dbtest.Open(t)
	var n atomic.Int64
	ctx := db.WithQueryCount(context.Background(), &n)
	var v int
	for range 3 {
		d.Read(ctx).Raw("SELECT 1").Scan(&v)
	}
	if n.Load() != 3 {
		t.Errorf("counted %d of 3", n.Load())
	}
}

func TestFullDiskIsUnavailableAndKeepsData(t *testing.T) {
	if dbtest.Postgres() {
		t.Skip("a page limit is SQLite's")
	}
	d, _ := dbtest.Open(t)
	pool, err := d.WriterSQL()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec("PRAGMA max_page_count = 60"); err != nil {
		t.Fatal(err)
	}
	long := string(make([]byte, 64<<10))
	for range 20 {
		err = d.Write(system(), func(tx *db.Tx) error {
			return tx.Audit(db.Entry{Action: "x.y", Entity: "x", Reason: long})
		})
		if err != nil {
			break
		}
	}
	if !fault.Is(err, fault.KindUnavailable) {
		t.Fatalf("a full disk gave %v", err)
	}
	count(t, d, "users")
}

func TestOnceKeyIsValidForItsFormOnly(t *testing.T) {
	d, _ := dbtest.Open(t)
	users := make([]int64, 2)
	err := d.Write(system(), func(tx *db.Tx) error {
		for i, email := range []string{"a@example.com", "b@example.com"} {
			err := tx.Raw("INSERT INTO users (email, name, role, created_at, updated_at) VALUES (?, 'A', 'member', ?, ?) RETURNING id", email,
				tx.Now, tx.Now).Scan(&users[i]).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	next := int64(0)
	send := func(user int64, purpose, key, content string) int64 {
		t.Helper()
		var id int64
		ctx := db.WithActor(context.Background(), db.Actor{ID: user, Name: "A", Role: "member"})
		err := d.Write(ctx, func(tx *db.Tx) error {
			var err error
			id, err = tx.Once(purpose, key, content, func() (int64, error) {
				next++
				return next, nil
			})
			return err
		})
		if err != nil {
			t.Fatalf("%s %s: %v", purpose, key, err)
		}
		return id
	}
	first := send(users[0], "launch", "k", "x")
	if again := send(users[0], "launch", "k", "x"); again != first {
		t.Errorf("the same form made %d and %d", first, again)
	}
	for name, id := range map[string]int64{
		"somebody else's":     send(users[1], "launch", "k", "x"),
		"another form":        send(users[0], "deliverable 1", "k", "x"),
		"changed after going": send(users[0], "launch", "k", "y"),
		"an endless key":      send(users[0], "launch", strings.Repeat("k", 100_000), "x"),
	} {
		if id == first {
			t.Errorf("%s: answered with the first thing", name)
		}
	}
}

func TestDatabaseFileIsPrivate(t *testing.T) {
	if dbtest.Postgres() {
		t.Skip("PostgreSQL keeps its own files")
	}
	file := filepath.Join(t.TempDir(), "data", "t.db")
	d, err := db.Open(file, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	for _, f := range []string{file, file + "-wal"} {
		if info, err := os.Stat(f); err == nil && info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v", f, info.Mode())
		} else if err != nil && f == file {
			t.Error(err)
		}
	}
}
