package db_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/fault"
)

// notReady fails the test unless d is not ready for a reason.
func notReady(t *testing.T, d *db.DB, want string) {
	t.Helper()
	for range 2 { // asking does not resolve it
		if err := d.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("not ready should be for %q, got %v", want, err)
		}
	}
}

func TestReadyNoticesFullDatabaseAndRecovery(t *testing.T) {
	onSQLite(t)
	d, _ := dbtest.Open(t)
	pool, err := d.WriterSQL()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec("PRAGMA max_page_count = 1"); err != nil { // SQLite does not go below the present size
		t.Fatal(err)
	}
	if err := d.Ready(t.Context()); err != nil {
		t.Fatal("nobody has met it yet:", err)
	}
	write := func() error {
		return d.Write(system(), func(tx *db.Tx) error {
			return tx.Audit(db.Entry{Action: "x.y", Entity: "x", Reason: strings.Repeat("x", 64<<10)})
		})
	}
	if err := write(); !fault.Is(err, fault.KindUnavailable) {
		t.Fatal(err)
	}
	notReady(t, d, "no room")
	if _, err := pool.Exec("PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	if err := d.Ready(t.Context()); err != nil {
		t.Errorf("there is room again: %v", err)
	}
	if err := write(); err != nil {
		t.Error(err)
	}
	if n := count(t, d, "write_probes"); n != 0 {
		t.Errorf("%d probes were left behind", n)
	}
}

func TestReadyNoticesReadOnlyDatabaseAndRecovery(t *testing.T) {
	d, _ := dbtest.Open(t)
	set := func(on bool) {
		t.Helper()
		if dbtest.Postgres() {
			t.Skip("its own test below")
		}
		pool, err := d.WriterSQL()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := pool.Exec("PRAGMA query_only = " + map[bool]string{true: "1", false: "0"}[on]); err != nil {
			t.Fatal(err)
		}
	}
	set(true)
	if err := d.Write(system(), func(tx *db.Tx) error { return addTeam(tx, "one") }); !fault.Is(err, fault.KindUnavailable) {
		t.Fatal(err)
	}
	notReady(t, d, "only be read")
	set(false)
	if err := d.Ready(t.Context()); err != nil {
		t.Errorf("it takes writes again: %v", err)
	}
}

func TestReadyNoticesReadOnlyPostgreSQL(t *testing.T) {
	if !dbtest.Postgres() {
		t.Skip("SQLite's is above")
	}
	d, _ := dbtest.Open(t)
	readOnly := func(tx *db.Tx) error {
		if err := tx.Exec("SET TRANSACTION READ ONLY").Error; err != nil {
			return err
		}
		return addTeam(tx, "one")
	}
	if err := d.Write(system(), readOnly); !fault.Is(err, fault.KindUnavailable) {
		t.Fatal(err)
	}
	// That concerned one transaction; the server accepts others.
	if err := d.Ready(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestReadyNoticesDamagePermanently(t *testing.T) {
	onSQLite(t)
	dsn := dbtest.DSN(t)
	damageTable(t, dsn, "teams")
	d, err := db.Open(dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Ready(t.Context()); err != nil {
		t.Fatal("nobody has met it yet:", err)
	}
	var n int
	err = d.Read(t.Context()).Raw("SELECT COUNT(*) FROM teams WHERE name > ''").Scan(&n).Error
	if err == nil {
		t.Fatal("a damaged page was read")
	}
	if err := d.Trouble(err); !fault.Is(err, fault.KindUnavailable) || !strings.Contains(fault.MessageOf(err), "damaged") {
		t.Errorf("a person is told %v", err)
	}
	notReady(t, d, "damaged")
	if err := d.Write(system(), func(tx *db.Tx) error { return tx.Audit(db.Entry{Action: "x.y", Entity: "x"}) }); err != nil {
		t.Fatal(err)
	}
	notReady(t, d, "damaged")
}

// damageTable overwrites the first page of a table in the file.
func damageTable(t *testing.T, file, table string) {
	t.Helper()
	d, err := db.Open(file, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var page int64
	err = d.Read(context.Background()).Raw("SELECT rootpage FROM sqlite_master WHERE name = ?", table).Scan(&page).Error
	if err = closed(d, err); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4096 {
		b[(page-1)*4096+int64(i)] = 0xAA
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
}
