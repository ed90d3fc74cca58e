// Package pgtest creates PostgreSQL databases for tests, so that stores are tested on both
// databases that the product supports.
//
// It uses the server named by TMINUS_TEST_POSTGRES, a postgres:// URL of a database whose user may
// create others; .ci/postgres starts such a server. If the variable is empty, the test is skipped,
// or fails if TMINUS_REQUIRE_POSTGRES is 1.
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

// limit is the timeout of one statement, long enough for a loaded machine.
const limit = time.Minute

// DSN creates an empty database and returns its URL. The database is dropped when the test ends.
func DSN(t testing.TB) string {
	t.Helper()
	s := open(t)
	return s.create(t, "template1")
}

// From creates a database as a copy of one on which prepare has run, and returns its URL. It
// prepares the original once for each server and version and then copies it, which is much faster.
//
// The version identifies what prepare does. A hash of all migrations works; the number of the
// highest one does not, since that migration may still change. The original is kept on the server
// for later runs.
func From(t testing.TB, version string, prepare func(dsn string) error) string {
	t.Helper()
	s := open(t)
	sum := sha256.Sum256([]byte(version))
	template := "tminus_template_" + hex.EncodeToString(sum[:8])
	s.ensure(t, template, prepare)
	return s.create(t, template)
}

// unknownOption is the SQLSTATE of a server that does not know an option.
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
	name := randomName("tminus_test_")
	// Copying files is several times as fast as logging each page. Servers before version 15 always
	// copy files and do not know the option.
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

// ensure creates the template database unless it exists. Test processes run concurrently, so it
// holds an advisory lock, and uses a temporary name until the database is complete.
func (s server) ensure(t testing.TB, template string, prepare func(dsn string) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*limit)
	defer cancel()
	c, err := pgx.Connect(ctx, s.url.String())
	if err != nil {
		t.Fatalf("connecting to TMINUS_TEST_POSTGRES: %v", err)
	}
	defer func() { _ = c.Close(ctx) }() // also releases the lock
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock(hashtext('tminus.pgtest'))"); err != nil {
		t.Fatalf("waiting for the other tests: %v", err)
	}
	var exists bool
	const query = "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)"
	if err := c.QueryRow(ctx, query, template).Scan(&exists); err != nil {
		t.Fatalf("looking for the prepared database: %v", err)
	}
	if exists {
		return
	}
	raw := randomName("tminus_raw_")
	if err := s.do("CREATE DATABASE " + raw); err != nil {
		t.Fatalf("making the database to prepare: %v", err)
	}
	if err := prepare(s.database(raw)); err != nil {
		_ = s.drop(raw)
		t.Fatalf("preparing the database: %v", err)
	}
	// A database with open connections cannot be copied, so disallow new ones and close those that
	// prepare left open.
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

// do runs statements one by one outside of a transaction, because databases cannot be created or
// dropped in one. The names in them come from this package only.
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

func randomName(prefix string) string {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return prefix + hex.EncodeToString(b[:])
}
