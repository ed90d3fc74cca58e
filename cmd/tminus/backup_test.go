package main

import (
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// stop ends a server as a service manager does.
func (s *server) stop(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("it did not stop cleanly: %v: %s", err, s.log)
	}
}

var wrote = regexp.MustCompile(`^Wrote (\S+): (\d+) bytes, schema (\d+), (\d+) launch`)

func TestBackupIsTakenWhileItRunsAndRestoredWhenItDoesNot(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	s := p.serve("--demo")
	copied := p.file("copy.db")
	out := p.must("backup", copied)
	if m := wrote.FindStringSubmatch(out); m == nil || m[1] != copied || m[4] != "6" {
		t.Errorf("it printed %q", out)
	}
	if out, err := p.run("", "backup", copied); err == nil {
		t.Errorf("a backup was overwritten: %s", out)
	}
	if got := s.status(t, "/readyz"); got != http.StatusOK {
		t.Errorf("after the backup: %d", got)
	}
	if out, err := p.run("", "restore", copied); err == nil || !strings.Contains(out, "stop the server") {
		t.Errorf("restored under a running server: %v: %s", err, out)
	}
	// The kernel lets go of a lock whose holder was killed.
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	if out := p.must("restore", copied); !strings.Contains(out, "Restored "+p.file("t.db")) || !strings.Contains(out, ".old now") {
		t.Errorf("it printed %q", out)
	}
	restored := p.serve("--demo")
	if got, err := restored.post("/login/sample", url.Values{"email": {"ana@aurora.example"}}); err != nil || got != http.StatusOK {
		t.Errorf("signing in to the restored copy: %d, %v", got, err)
	}
	restored.stop(t)
	p.must("restore", copied)
}

func TestOnlyServeAndMigrateMakeADatabase(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	for _, args := range [][]string{
		{"backup", p.file("copy.db")}, {"user", "add", "x@example.com", "X"}, {"healthcheck"}, {"version"}, {"--help"},
		{"restore", p.file("missing.db")},
	} {
		_, err := p.run("correct horse battery\n", args...)
		if quiet := args[0] == "version" || args[0] == "--help"; quiet != (err == nil) {
			t.Errorf("%v: %v", args, err)
		}
	}
	if left, err := os.ReadDir(p.dir); err != nil || len(left) != 0 {
		t.Errorf("they made %v, %v", left, err)
	}
	if out := p.must("migrate"); !strings.Contains(out, "Made a new database: "+p.file("t.db")) {
		t.Errorf("migrate: %s", out)
	}
	if out := p.must("migrate"); strings.Contains(out, "new database") {
		t.Errorf("migrate again: %s", out)
	}
}

func TestServeLogsWhichDatabaseItOpened(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	for _, created := range []string{"true", "false"} {
		s := p.serve()
		s.stop(t)
		line := regexp.MustCompile(`database opened.*`).FindString(s.log.String())
		for _, want := range []string{"database=" + p.file("t.db"), "created=" + created, "schema="} {
			if !strings.Contains(line, want) {
				t.Errorf("%q does not say %s", line, want)
			}
		}
	}
}

func TestServeRefusesADamagedDatabase(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	p.must("migrate")
	b, err := os.ReadFile(p.file("t.db"))
	if err != nil {
		t.Fatal(err)
	}
	for i := 3 * 4096; i < len(b); i++ {
		b[i] = 0xAA
	}
	if err := os.WriteFile(p.file("t.db"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := p.run("", "serve"); err == nil || !strings.Contains(out, "is damaged") || !strings.Contains(out, "tminus restore") {
		t.Errorf("%v: %s", err, out)
	}
}
