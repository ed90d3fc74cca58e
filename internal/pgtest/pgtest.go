// Package pgtest gives a test a PostgreSQL database of its own, so that stores
// are tried on both databases that the product runs on.
//
// It uses the server that TMINUS_TEST_POSTGRES names, a postgres:// URL of a
// database whose user may create others; .ci/postgres starts such a server.
// Without it the test is skipped, and fails where TMINUS_REQUIRE_POSTGRES is 1.
package pgtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// limit is for one statement on a loaded machine.
const limit = time.Minute

// DSN is the URL of a new, empty database, which is dropped when the test ends.
func DSN(t testing.TB) string {
	t.Helper()
	s := open(t)
	return s.create(t, "template1")
}

// From is the URL of a new database that is a copy of one which prepare, such
// as the migrations, was run on. That one is made once a server and version and
// then copied, which is much faster than preparing each.
//
// The version tells contents of prepare apart: the highest migration's number
// will not do while that migration is still written; a hash of them all does.
// The original stays on the server, for the next run.
func From(t testing.TB, version string, prepare func(dsn string) error) string {
	t.Helper()
	s := open(t)
	sum := sha256.Sum256([]byte(version))
	template := "tminus_template_" + hex.EncodeToString(sum[:8])
	s.ensure(t, template, prepare)
	return s.create(t, template)
}

// unknownOption is what a server says to an option that it does not know.
const unknownOption = "42601"

type server struct{ url *url.URL }

func open(t testing.TB) server {
	t.Helper()
	dsn := os.Getenv("TMINUS_TEST_POSTGRES")
	if dsn == "" {
		if os.Getenv("TMINUS_REQUIRE_POSTGRES") == "1" {
			t.Fatal("TMINUS_REQUIRE_POSTGRES is 1, but TMINUS_TEST_POSTGRES names no server")
		}
		t.Skip("PostgreSQL test skipped: TMINUS_TEST_POSTGRES names no server (.ci/postgres starts one)")
	}
	u, err := url.Parse(dsn)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		t.Fatal("TMINUS_TEST_POSTGRES is not a postgres:// URL")
	}
	return server{u}
}

func (s server) database(name string) string {
	u := *s.url
	u.Path = "/" + name
	return u.String()
}

func (s server) create(t testing.TB, template string) string {
	t.Helper()
	name := random("tminus_test_")
	// Copying files is several times as fast as logging each page. Servers before
	// 15 do nothing else, and do not know the word.
	err := s.do(fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s STRATEGY FILE_COPY", name, template))
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == unknownOption {
		err = s.do(fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, template))
	}
	if err != nil {
		t.Fatalf("making a database for the test: %v", err)
	}
	t.Cleanup(func() {
		if err := s.drop(name); err != nil {
			t.Errorf("dropping the test's database: %v", err)
		}
	})
	return s.database(name)
}

// ensure makes the template unless it is there. Test processes run side by
// side, so it is made under a lock of the server's, under another name until it
// is whole.
func (s server) ensure(t testing.TB, template string, prepare func(dsn string) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*limit)
	defer cancel()
	c, err := pgx.Connect(ctx, s.url.String())
	if err != nil {
		t.Fatalf("connecting to TMINUS_TEST_POSTGRES: %v", err)
	}
	defer func() { _ = c.Close(ctx) }() // which gives the lock back
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock(hashtext('tminus.pgtest'))"); err != nil {
		t.Fatalf("waiting for the other tests: %v", err)
	}
	var there bool
	const look = "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)"
	if err := c.QueryRow(ctx, look, template).Scan(&there); err != nil {
		t.Fatalf("looking for the prepared database: %v", err)
	}
	if there {
		return
	}
	raw := random("tminus_raw_")
	if err := s.do("CREATE DATABASE " + raw); err != nil {
		t.Fatalf("making the database to prepare: %v", err)
	}
	if err := prepare(s.database(raw)); err != nil {
		_ = s.drop(raw)
		t.Fatalf("preparing the database: %v", err)
	}
	// A database with a connection cannot be copied, so none is let in, and
	// what prepare left open is ended.
	if err := s.do(
		"ALTER DATABASE "+raw+" ALLOW_CONNECTIONS false",
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"+raw+"'",
		"ALTER DATABASE "+raw+" RENAME TO "+template,
	); err != nil {
		t.Fatalf("keeping the prepared database: %v", err)
	}
}

func (s server) drop(name string) error {
	return s.do("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")
}

// do runs statements one by one outside of a transaction, as databases are made
// and dropped. Names in them are made by this package, never given.
func (s server) do(statements ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	c, err := pgx.Connect(ctx, s.url.String())
	if err != nil {
		return err
	}
	defer func() { _ = c.Close(ctx) }()
	for _, statement := range statements {
		if _, err := c.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func random(prefix string) string {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return prefix + hex.EncodeToString(b[:])
}
