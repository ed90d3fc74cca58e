package db_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tminus/models/db"
	"tminus/models/db/dbtest"
)

func onSQLite(t *testing.T) {
	t.Helper()
	if dbtest.Postgres() {
		t.Skip("PostgreSQL has files and tools of its own")
	}
}

// names returns the names of the files in a directory.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestBackupIsConsistentDuringWrites(t *testing.T) {
	onSQLite(t)
	dsn := dbtest.DSN(t)
	d, err := db.Open(dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Write(system(), func(tx *db.Tx) error { return addTeam(tx, "kept") }); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				_ = d.Write(system(), func(tx *db.Tx) error { return tx.Audit(db.Entry{Action: "x.y", Entity: "x"}) })
			}
		}
	})
	dir := t.TempDir()
	file := filepath.Join(dir, "copy ?#%.db")
	info, err := db.Backup(context.Background(), dsn, file)
	close(stop)
	wg.Wait()
	if err != nil {
		t.Fatal(err)
	}
	stat, err := os.Stat(file)
	if err != nil || stat.Mode().Perm() != 0o600 {
		t.Errorf("the copy, which has all password hashes in it, is %v (%v); only its owner may read it", stat.Mode(), err)
	}
	if info.Path != file || info.Size != stat.Size() || info.Schema == 0 || info.Launches != 0 {
		t.Errorf("described as %+v", info)
	}
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("left behind: %v", got)
	}
	c, err := db.Open(file, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if n := count(t, c, "teams"); n != 1 {
		t.Errorf("the copy has %d teams", n)
	}
	if _, err := db.Backup(context.Background(), dsn, file); err == nil || !strings.Contains(err.Error(), "never overwrites") {
		t.Errorf("a second backup to the same file: %v", err)
	}
}

func TestBackupRefusesOtherFiles(t *testing.T) {
	onSQLite(t)
	for name, tt := range map[string]struct {
		content []byte
		want    string
	}{
		"missing":            {nil, "no such file"},
		"empty":              {[]byte{}, "empty"},
		"text":               {[]byte(strings.Repeat("not a database ", 1000)), "damaged"},
		"without a schema":   {bareFile(t, ""), "no schema"},
		"another program's":  {bareFile(t, "CREATE TABLE places (x)"), "another program"},
		"half of a database": {wholeFile(t)[:20_000], "damaged"},
	} {
		dir, out := t.TempDir(), t.TempDir()
		from := filepath.Join(dir, "t.db")
		if tt.content != nil {
			if err := os.WriteFile(from, tt.content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		before := len(names(t, dir))
		_, err := db.Backup(context.Background(), from, filepath.Join(out, "copy.db"))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
		if got := names(t, dir); len(got) != before {
			t.Errorf("%s: beside the database: %v", name, got)
		}
		if got := names(t, out); len(got) != 0 {
			t.Errorf("%s: left behind: %v", name, got)
		}
	}
}

func TestBackupKeepsPartialFileOfAnotherBackup(t *testing.T) {
	onSQLite(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "copy.db")
	if err := os.WriteFile(file+".partial", []byte("in the making"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := db.Backup(context.Background(), dbtest.DSN(t), file)
	if err == nil || !strings.Contains(err.Error(), ".partial") {
		t.Errorf("got %v", err)
	}
	if b, err := os.ReadFile(file + ".partial"); err != nil || string(b) != "in the making" {
		t.Errorf("the other one's file has %q, %v", b, err)
	}
}

// wholeFile returns a database with the schema.
func wholeFile(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile(dbtest.DSN(t))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// bareFile returns an SQLite database that another program could have created.
func bareFile(t *testing.T, ddl string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bare.db")
	d, err := db.Open(file, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if ddl == "" {
		ddl = "PRAGMA user_version = 1"
	}
	pool, err := d.WriterSQL()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(ddl); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var restoredAt = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)

// withTeam starts on the database at dsn and adds a team.
func withTeam(t *testing.T, dsn, key string) *db.DB {
	t.Helper()
	d, _, err := db.Start(t.Context(), dsn, db.Options{}, fillNothing)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Write(system(), func(tx *db.Tx) error { return addTeam(tx, key) }); err != nil {
		t.Fatal(err)
	}
	return d
}

func fillNothing(context.Context, *db.DB) error { return nil }

func teamNamed(t *testing.T, dsn, key string) bool {
	t.Helper()
	d, err := db.Open(dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var n int
	if err := d.Read(t.Context()).Raw("SELECT COUNT(*) FROM teams WHERE key = ?", key).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n == 1
}

func TestRestoreKeepsOldDatabase(t *testing.T) {
	onSQLite(t)
	dir := t.TempDir()
	dsn, file := filepath.Join(dir, "t.db"), filepath.Join(t.TempDir(), "copy.db")
	d := withTeam(t, dsn, "early")
	backup, err := db.Backup(t.Context(), dsn, file)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Write(system(), func(tx *db.Tx) error { return addTeam(tx, "late") }); err != nil {
		t.Fatal(err)
	}
	if _, _, err := db.Restore(t.Context(), dsn, file, restoredAt); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Fatalf("restored over an open database: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	info, kept, err := db.Restore(t.Context(), dsn, file, restoredAt)
	if err != nil {
		t.Fatal(err)
	}
	if info.Schema != backup.Schema || info.Path != dsn || kept != dsn+".20261116-090000.old" {
		t.Errorf("restored %+v and kept %q", info, kept)
	}
	// A second restore within the same second keeps what the first one made as well.
	if _, again, err := db.Restore(t.Context(), dsn, file, restoredAt); err != nil || again != dsn+".20261116-090000.2.old" {
		t.Errorf("restored again and kept %q: %v", again, err)
	}
	if teamNamed(t, dsn, "late") || !teamNamed(t, dsn, "early") || !teamNamed(t, kept, "late") {
		t.Error("the databases were not exchanged")
	}
	if stat, err := os.Stat(dsn); err != nil || stat.Mode().Perm() != 0o600 {
		t.Errorf("the database is %v, %v", stat, err)
	}
}

// A killed process leaves a write-ahead log next to the database, which must not be lost, nor be
// applied to the database that replaces it.
func TestRestoreKeepsWriteAheadLog(t *testing.T) {
	onSQLite(t)
	dir := t.TempDir()
	live, dsn, file := filepath.Join(t.TempDir(), "t.db"), filepath.Join(dir, "t.db"), filepath.Join(t.TempDir(), "copy.db")
	d := withTeam(t, live, "early")
	t.Cleanup(func() { _ = d.Close() })
	if _, err := db.Backup(t.Context(), live, file); err != nil {
		t.Fatal(err)
	}
	if err := d.Write(system(), func(tx *db.Tx) error { return addTeam(tx, "late") }); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(live + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(dsn+suffix, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, kept, err := db.Restore(t.Context(), dsn, file, restoredAt)
	if err != nil {
		t.Fatal(err)
	}
	if teamNamed(t, dsn, "late") || !teamNamed(t, kept, "late") {
		t.Error("the log went with the wrong database")
	}
}

func TestRestoreReplacesDamagedOrMissingDatabase(t *testing.T) {
	onSQLite(t)
	file := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(file, wholeFile(t), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"missing": nil, "damaged": broken(t), "text": []byte("nothing of the kind")} {
		dir := filepath.Join(t.TempDir(), "data")
		dsn := filepath.Join(dir, "t.db")
		if content != nil {
			if err := os.Mkdir(dir, 0o750); err != nil {
				t.Fatal(err)
			}
			for _, suffix := range []string{"", "-wal"} {
				if err := os.WriteFile(dsn+suffix, content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		info, kept, err := db.Restore(t.Context(), dsn, file, restoredAt)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := os.Stat(dsn + "-wal"); err == nil {
			t.Errorf("%s: the old log lies beside the new database", name)
		}
		if (kept == "") != (content == nil) || info.Schema == 0 {
			t.Errorf("%s: kept %q, restored %+v", name, kept, info)
		}
		if kept != "" {
			if b, err := os.ReadFile(kept); err != nil || string(b) != string(content) {
				t.Errorf("%s: %s is not what was there, %v", name, kept, err)
			}
		}
	}
}

func TestRestoreRefusesOtherFiles(t *testing.T) {
	onSQLite(t)
	newer := filepath.Join(t.TempDir(), "newer.db")
	d := withTeam(t, newer, "newer")
	err := d.Write(system(), func(tx *db.Tx) error {
		return tx.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)").Error
	})
	if err = closed(d, err); err != nil {
		t.Fatal(err)
	}
	newest, err := os.ReadFile(newer)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	dsn := filepath.Join(dir, "t.db")
	if err := withTeam(t, dsn, "kept").Close(); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		content []byte
		want    string
	}{
		"missing":           {nil, "no such file"},
		"empty":             {[]byte{}, "empty"},
		"text":              {[]byte("nothing of the kind"), "damaged"},
		"damaged":           {broken(t), "damaged"},
		"without a schema":  {bareFile(t, ""), "no schema"},
		"another program's": {bareFile(t, "CREATE TABLE places (x)"), "another program"},
		"newer":             {newest, "newer T-Minus"},
	} {
		file := filepath.Join(t.TempDir(), "copy.db")
		if tt.content != nil {
			if err := os.WriteFile(file, tt.content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := db.Restore(t.Context(), dsn, file, restoredAt); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := db.Restore(t.Context(), dsn, dsn, restoredAt); err == nil || !strings.Contains(err.Error(), "itself") {
		t.Errorf("from itself: %v", err)
	}
	if !teamNamed(t, dsn, "kept") {
		t.Error("the database was replaced")
	}
}

func closed(d *db.DB, err error) error {
	if e := d.Close(); err == nil {
		return e
	}
	return err
}

// broken returns a database in which pages were overwritten, as by a failing disk.
func broken(t *testing.T) []byte {
	t.Helper()
	b := wholeFile(t)
	for i := 3 * 4096; i < len(b); i++ {
		b[i] = 0xAA
	}
	return b
}
