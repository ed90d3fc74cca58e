package main

import (
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"tminus/internal/pgtest"
	"tminus/models/db"
)

// startAtOnce starts several servers on one new database and stops them again.
func startAtOnce(t *testing.T, p program, args ...string) {
	t.Helper()
	servers := make([]*server, 8)
	var wg sync.WaitGroup
	for i := range servers {
		wg.Go(func() {
			servers[i] = p.serve(args...)
			if got := servers[i].status(t, "/readyz"); got != 200 {
				t.Errorf("/readyz: %d", got)
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	created := 0
	for _, s := range servers {
		s.stop(t)
		created += strings.Count(s.log.String(), "created=true")
	}
	if created != 1 {
		t.Errorf("%d of %d created the database", created, len(servers))
	}
}

func TestSeveralServersStartAtOnceOnAnEmptyFile(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	startAtOnce(t, p, "--demo")
	people := rows(t, p.file("t.db"), "SELECT COUNT(*) FROM users")
	if launches := rows(t, p.file("t.db"), "SELECT COUNT(*) FROM launches"); people != 14 || launches != 6 {
		t.Errorf("filled with %d people and %d launches", people, launches)
	}
}

func TestSeveralServersStartAtOnceOnAnEmptyPostgreSQL(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	startAtOnce(t, newProgram(t), "--db", dsn)
}

func rows(t *testing.T, dsn, query string) int64 {
	t.Helper()
	d, err := db.Open(dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var n int64
	if err := d.Read(t.Context()).Raw(query).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func TestATakenPortIsNamedAndNothingIsMade(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	out, err := p.run("", "--demo", "--addr", ln.Addr().String())
	if err == nil || !strings.Contains(out, "--addr") || !strings.Contains(out, ln.Addr().String()) || !strings.Contains(out, "in use") {
		t.Errorf("%v: %s", err, out)
	}
	if left, err := os.ReadDir(p.dir); err != nil || len(left) != 0 {
		t.Errorf("it made %v, %v", left, err)
	}
}

func TestADemoFillThatWasKilledIsWholeAtTheNextStart(t *testing.T) {
	t.Parallel()
	for _, after := range []time.Duration{100, 200, 400, 800} {
		p := newProgram(t)
		cmd := p.command("--demo")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// Killed after different times, so that some are within the fill.
		time.AfterFunc(after*time.Millisecond, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		p.serve("--demo").stop(t)
		if n := rows(t, p.file("t.db"), "SELECT COUNT(*) FROM launches"); n != 6 {
			t.Errorf("killed after %d ms: %d launches", after, n)
		}
	}
}
