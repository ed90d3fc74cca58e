package pgtest

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
)

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}

func count(t *testing.T, c *pgx.Conn, table string) (n int) {
	t.Helper()
	if err := c.QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDSNCreatesSeparateDatabases(t *testing.T) {
	one, two := connect(t, DSN(t)), connect(t, DSN(t))
	if _, err := one.Exec(t.Context(), "CREATE TABLE x (id int)"); err != nil {
		t.Fatal(err)
	}
	if _, err := two.Exec(t.Context(), "SELECT * FROM x"); err == nil {
		t.Error("the other database has the table too")
	}
}

func TestDSNDropsDatabaseAfterTest(t *testing.T) {
	var dsn string
	t.Run("inner", func(t *testing.T) { dsn = DSN(t); connect(t, dsn) })
	if dsn == "" {
		t.Skip("PostgreSQL test skipped: no server")
	}
	if c, err := pgx.Connect(t.Context(), dsn); err == nil {
		_ = c.Close(t.Context())
		t.Error("it is still there")
	}
}

func TestFromPreparesTemplateOnce(t *testing.T) {
	version := randomName("v") // not one that an earlier run has prepared
	prepared := 0
	prepare := func(dsn string) error {
		prepared++
		c, err := pgx.Connect(t.Context(), dsn)
		if err != nil {
			return err
		}
		// Left open, as a connection pool might be.
		t.Cleanup(func() { _ = c.Close(context.Background()) })
		_, err = c.Exec(t.Context(), "CREATE TABLE x (id int); INSERT INTO x VALUES (1)")
		return err
	}
	one := connect(t, From(t, version, prepare))
	two := connect(t, From(t, version, prepare))
	if prepared != 1 {
		t.Errorf("prepared %d times", prepared)
	}
	if _, err := one.Exec(t.Context(), "INSERT INTO x VALUES (2)"); err != nil {
		t.Fatal(err)
	}
	if a, b := count(t, one, "x"), count(t, two, "x"); a != 2 || b != 1 {
		t.Errorf("the copies hold %d and %d rows, want 2 and 1", a, b)
	}
}
