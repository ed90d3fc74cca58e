package db_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"tminus/models/db"
	"tminus/models/db/dbtest"
)

// logged returns a function that returns what has been logged, until the test ends.
func logged(t *testing.T) func() string {
	t.Helper()
	var mu sync.Mutex
	var buf bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(writerFunc(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return buf.Write(p)
	}), nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		return buf.String()
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// slowStatement returns a statement that takes longer than the limit for logging.
func slowStatement() string {
	if dbtest.Postgres() {
		return "SELECT 1 FROM pg_sleep(0.3)"
	}
	return "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000000) SELECT COUNT(*) FROM n"
}

func TestWaitForConnectionIsNoSlowQuery(t *testing.T) {
	d, _ := dbtest.Open(t)
	log := logged(t)
	// All connections for reading are in use, and returned after another query waits for one.
	var held []func()
	pool, err := d.Read(t.Context()).DB.DB()
	if err != nil {
		t.Fatal(err)
	}
	for range pool.Stats().MaxOpenConnections {
		c, err := pool.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, func() { _ = c.Close() })
	}
	done := make(chan error, 1)
	go func() {
		var n int
		done <- d.Read(context.Background()).Raw("SELECT COUNT(*) FROM teams").Scan(&n).Error
	}()
	time.AfterFunc(400*time.Millisecond, func() {
		for _, release := range held {
			release()
		}
	})
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if pool.Stats().WaitDuration < 200*time.Millisecond {
		t.Skip("it did not have to wait")
	}
	if strings.Contains(log(), "slow query") {
		t.Errorf("waiting was logged: %s", log())
	}
	var n int
	if err := d.Read(t.Context()).Raw(slowStatement()).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log(), "slow query") {
		t.Errorf("a slow query was not logged: %s", log())
	}
}

func TestSlowQueryLinesAreLimited(t *testing.T) {
	r := db.LogLimitForTest(2, time.Minute)
	at := dbtest.Start
	for i, want := range []struct {
		ok      bool
		refused int
	}{{true, 0}, {true, 0}, {false, 0}, {false, 0}, {false, 0}} {
		if refused, ok := r(at.Add(time.Duration(i) * time.Second)); ok != want.ok || refused != want.refused {
			t.Errorf("line %d: %v with %d refused before", i, ok, refused)
		}
	}
	if refused, ok := r(at.Add(time.Minute)); !ok || refused != 3 {
		t.Errorf("a minute later: %v with %d refused before", ok, refused)
	}
	if refused, ok := r(at.Add(61 * time.Second)); !ok || refused != 0 {
		t.Errorf("the next: %v with %d refused before", ok, refused)
	}
}
