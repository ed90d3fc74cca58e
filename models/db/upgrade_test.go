package db_test

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/internal/pgtest"
	"tminus/models/db"
	"tminus/models/db/dbtest"
)

const releases = "testdata/releases"

// dialectName returns the name of the dialect in the files of releases.
func dialectName() string {
	if dbtest.Postgres() {
		return "postgres"
	}
	return "sqlite"
}

// releaseTags returns the tags that have a database in testdata.
func releaseTags(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(releases, "*."+dialectName()+".sql.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(filepath.Base(f), "."+dialectName()+".sql.gz")
	}
	return files
}

func TestUpgradeFromEachRelease(t *testing.T) {
	want := schemaOf(t, dbtest.DSN(t))
	for _, tag := range releaseTags(t) {
		t.Run(tag, func(t *testing.T) {
			dsn := emptyDSN(t)
			load(t, dsn, filepath.Join(releases, tag+"."+dialectName()+".sql.gz"))
			launches := launchesIn(t, dsn)
			upgrade(t, dsn, want) // to the same schema, initially
			if got := launchesIn(t, dsn); got != launches || got == 0 {
				t.Errorf("%d launches before, %d after", launches, got)
			}
		})
	}
}

func TestReleaseTagsHaveDatabases(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "git", "tag", "--list", "v*").Output()
	if err != nil {
		t.Skip("not in a clone:", err)
	}
	for tag := range strings.FieldsSeq(string(out)) {
		for _, suffix := range []string{".sqlite.sql.gz", ".postgres.sql.gz", ".sums"} {
			if _, err := os.Stat(filepath.Join(releases, tag+suffix)); err != nil {
				t.Errorf("%s: %v (testdata/releases/README.md says how to make it)", tag, err)
			}
		}
	}
}

func TestReleasedMigrationsAreUnchanged(t *testing.T) {
	sums, err := filepath.Glob(filepath.Join(releases, "*.sums"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range sums {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
			source, err := os.ReadFile(filepath.Join("../../migrations", name))
			if got := sha256.Sum256(source); err != nil || hex.EncodeToString(got[:]) != sum {
				t.Errorf("%s: %s is not what it was, %v", filepath.Base(file), name, err)
			}
		}
	}
}

// Each earlier version of the schema represents a release that ended with it.
func TestUpgradeFromEachSchema(t *testing.T) {
	want := schemaOf(t, dbtest.DSN(t))
	step := int64(1)
	if dbtest.Postgres() {
		step = 6 // each needs a new database
	}
	for version := int64(1); version < db.KnownSchemaForTest(); version += step {
		dsn := emptyDSN(t)
		d, err := db.Open(dsn, db.Options{Synchronous: "normal"})
		if err != nil {
			t.Fatal(err)
		}
		if err = closed(d, db.MigrateToForTest(t.Context(), d, version)); err != nil {
			t.Fatal(version, err)
		}
		if started := upgrade(t, dsn, want); len(started.Applied) == 0 {
			t.Errorf("from %d: nothing was applied", version)
		}
	}
}

// upgrade starts on a database and fails the test unless it then has the schema.
func upgrade(t *testing.T, dsn string, want []string) db.Started {
	t.Helper()
	d, started, err := db.Start(t.Context(), dsn, db.Options{Synchronous: "normal"}, fillNothing)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if started.Created {
		t.Error("it was taken for a new one")
	}
	if diff := cmp.Diff(want, schema(t, d)); diff != "" {
		t.Errorf("the schema differs from a new one (-new +upgraded):\n%s", diff)
	}
	return started
}

// load fills an empty database from a dump.
func load(t *testing.T, dsn, file string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	dump, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	// pg_dump writes commands for psql in lines that begin with a backslash.
	lines := slices.DeleteFunc(strings.SplitAfter(string(dump), "\n"), func(l string) bool { return strings.HasPrefix(l, `\`) })
	d, err := db.Open(dsn, db.Options{Synchronous: "normal"})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := d.WriterSQL()
	if err == nil {
		_, err = pool.ExecContext(t.Context(), strings.Join(lines, ""))
	}
	if err = closed(d, err); err != nil {
		t.Fatal(err)
	}
}

func launchesIn(t *testing.T, dsn string) int {
	t.Helper()
	d, err := db.Open(dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	return count(t, d, "launches")
}

func schemaOf(t *testing.T, dsn string) []string {
	t.Helper()
	d, err := db.Open(dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	return schema(t, d)
}

// schema returns the columns of all tables with type and nullability, and the named indexes, in a
// form that is the same in both dialects.
func schema(t *testing.T, d *db.DB) []string {
	t.Helper()
	query := `SELECT c.table_name || '.' || c.column_name || ' ' || c.data_type || CASE c.is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
		FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name <> 'goose_db_version'
		UNION ALL SELECT 'index ' || indexname || CASE WHEN indexdef LIKE 'CREATE UNIQUE%' THEN ' unique' ELSE '' END
		FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%\_pkey' AND indexname NOT LIKE '%\_key'`
	if d.IsSQLiteForTest() {
		query = `SELECT t.name || '.' || c.name || ' ' || CASE c.type WHEN 'INTEGER' THEN 'bigint' ELSE lower(c.type) END
			|| CASE WHEN c."notnull" OR c.pk > 0 THEN ' not null' ELSE '' END
			FROM sqlite_master t JOIN pragma_table_info(t.name) c
			WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'goose_db_version'
			UNION ALL SELECT 'index ' || name || CASE WHEN sql LIKE 'CREATE UNIQUE%' THEN ' unique' ELSE '' END
			FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`
	}
	var out []string
	if err := d.Read(context.Background()).Raw(query).Scan(&out).Error; err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func TestDialectsHaveSameSchema(t *testing.T) {
	postgres := pgtest.DSN(t)
	sqlite := filepath.Join(t.TempDir(), "t.db")
	schemas := make([][]string, 0, 2)
	for _, dsn := range []string{sqlite, postgres} {
		d, _, err := db.Start(t.Context(), dsn, db.Options{Synchronous: "normal"}, fillNothing)
		if err != nil {
			t.Fatal(err)
		}
		schemas = append(schemas, schema(t, d))
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(schemas[0]) < 100 {
		t.Errorf("only %d lines", len(schemas[0]))
	}
	if diff := cmp.Diff(schemas[0], schemas[1]); diff != "" {
		t.Errorf("they differ (-sqlite +postgres):\n%s", diff)
	}
}
