package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tminus/models/db"
)

// TestMain lets the test binary stand in for the program, so that the tests
// run the real thing as a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("TMINUS_TEST_RUN") == "1" {
		main()
		return
	}
	os.Exit(m.Run())
}

// program is the command with a database and a secret of its own.
type program struct {
	t   *testing.T
	dir string
}

func newProgram(t *testing.T) program {
	t.Helper()
	if testing.Short() {
		t.Skip("starts processes")
	}
	return program{t, t.TempDir()}
}

func (p program) file(name string) string { return filepath.Join(p.dir, name) }

func (p program) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(p.t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), "TMINUS_TEST_RUN=1", "TMINUS_DB="+p.file("t.db"), "TMINUS_SECRET_FILE="+p.file("secret"),
		"TMINUS_ADDR=127.0.0.1:0")
	return cmd
}

// run runs a command to its end and returns what it printed.
func (p program) run(input string, args ...string) (string, error) {
	cmd := p.command(args...)
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// must runs a command that has to succeed and returns what it printed.
func (p program) must(args ...string) string {
	p.t.Helper()
	out, err := p.run("", args...)
	if err != nil {
		p.t.Fatalf("%v: %v: %s", args, err, out)
	}
	return out
}

// server is a running one.
type server struct {
	cmd  *exec.Cmd
	base string
	http *http.Client
	log  *lockedBuffer
}

// lockedBuffer collects a process's log while the test reads it.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

var address = regexp.MustCompile(`http://\S+`)

// serve starts a server and waits until it answers. It may be called from
// several goroutines; a failure ends the calling one.
func (p program) serve(args ...string) *server {
	p.t.Helper()
	cmd := p.command(args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	log := &lockedBuffer{}
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	base := address.FindString(line)
	if err != nil || base == "" {
		p.t.Fatalf("it did not say where it is: %q, %v: %s", line, err, log)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return &server{cmd, base, &http.Client{Jar: jar, Timeout: 20 * time.Second}, log}
}

func (s *server) status(t *testing.T, path string) int {
	t.Helper()
	res, err := s.http.Get(s.base + path)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode
}

func (s *server) post(path string, form url.Values) (int, error) {
	res, err := s.http.PostForm(s.base+path, form)
	if err != nil {
		return 0, err
	}
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	return res.StatusCode, nil
}

func TestTheDemoStartsWithOneCommand(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	s := p.serve("--demo")
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/login": 200} {
		if got := s.status(t, path); got != want {
			t.Errorf("%s: %d", path, got)
		}
	}
	if got, err := s.post("/login/sample", url.Values{"email": {"ana@aurora.example"}}); err != nil || got != http.StatusOK {
		t.Errorf("signing in by one click: %d, %v", got, err)
	}
	info, err := os.Stat(p.file("secret"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the secret's mode: %v, %v", info, err)
	}
}

// The server's own limits are wider than those of the pages, so that a person
// reads a page instead of a broken connection.
func TestWhatIsTooLargeIsAnsweredByAPage(t *testing.T) {
	t.Parallel()
	s := newProgram(t).serve("--demo")
	upload, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/login", strings.NewReader(strings.Repeat("a", 40<<20)))
	if err != nil {
		t.Fatal(err)
	}
	cookies, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+"/login", nil)
	if err != nil {
		t.Fatal(err)
	}
	cookies.Header.Set("Cookie", strings.Repeat("a", 200<<10))
	for req, want := range map[*http.Request]string{upload: "Too large", cookies: "Too long"} {
		res, err := s.http.Do(req)
		if err != nil {
			t.Errorf("%s: %v", want, err)
			continue
		}
		page, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || !strings.Contains(string(page), want) {
			t.Errorf("%s: %s, %v, %.100s", want, res.Status, err, page)
		}
	}
}

func TestOneClickSignInIsForTheDemoOnly(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	p.must("migrate")
	if out, err := p.run("correct horse battery\n", "user", "add", "ana@aurora.example", "Ana"); err != nil {
		t.Fatal(out, err)
	}
	s := p.serve()
	if got, err := s.post("/login/sample", url.Values{"email": {"ana@aurora.example"}}); err != nil || got != http.StatusNotFound {
		t.Errorf("got %d, %v", got, err)
	}
}

func TestAPersonAddedByTheCommandCanSignIn(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	p.must("migrate")
	for name, args := range map[string][]string{
		"no name":       {"user", "add", "x@example.com"},
		"no address":    {"user", "add", "x", "X"},
		"unknown role":  {"user", "add", "x@example.com", "X", "--role", "king"},
		"unknown order": {"user", "remove", "x@example.com", "X"},
	} {
		if out, err := p.run("correct horse battery\n", args...); err == nil {
			t.Errorf("%s: taken: %s", name, out)
		}
	}
	if out, err := p.run("1234\n", "user", "add", "x@example.com", "X"); err == nil {
		t.Errorf("a poor password was taken: %s", out)
	}
	if out, err := p.run("correct horse battery\n", "user", "add", "x@example.com", "X", "--role", "administrator"); err != nil {
		t.Fatal(out, err)
	}
	out, err := p.run("correct horse battery\n", "user", "add", "X@example.com", "Y")
	if err == nil || !strings.Contains(out, "Somebody with this address is here already.") || strings.Contains(out, "INSERT") ||
		strings.Contains(out, "WARN") {
		t.Errorf("an address that is taken is answered with %s", out)
	}
	s := p.serve()
	if got, err := s.post("/login", url.Values{"email": {"x@example.com"}, "password": {"correct horse battery"}}); err != nil ||
		got != http.StatusOK {
		t.Errorf("signing in: %d, %v", got, err)
	}
	if got := s.status(t, "/audit"); got != http.StatusOK {
		t.Errorf("the administrator's page: %d", got)
	}
}

func TestHealthcheckAsksTheRunningServer(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	s := p.serve()
	u, err := url.Parse(s.base)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := p.run("", "healthcheck", "--addr", u.Host); err != nil {
		t.Error(out, err)
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("it did not stop cleanly: %v", err)
	}
	if out, err := p.run("", "healthcheck", "--addr", u.Host); err == nil {
		t.Errorf("nobody is there, but: %s", out)
	}
}

func TestARequestInFlightFinishesOnSIGTERM(t *testing.T) {
	t.Parallel()
	s := newProgram(t).serve("--demo")
	// The body is sent in two parts, with the signal between them. The client
	// waits with the first until the handler asks for it, so that the request
	// is in flight by then.
	s.http.Transport = &http.Transport{ExpectContinueTimeout: 20 * time.Second}
	s.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	r, w := io.Pipe()
	answered := make(chan error, 1)
	go func() {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, s.base+"/login/sample", r)
		if err != nil {
			answered <- err
			return
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Expect", "100-continue")
		res, err := s.http.Do(req)
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode != http.StatusSeeOther {
				err = errors.New(res.Status)
			}
		}
		answered <- err
	}()
	if _, err := io.WriteString(w, "email=ana%40aurora."); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(w, "example")
	_ = w.Close()
	if err := <-answered; err != nil {
		t.Errorf("the request was cut off: %v", err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("it did not stop cleanly: %v", err)
	}
}

// What was acknowledged is there after a kill -9 under writers: a sign-in
// leaves an audit row before it is answered.
func TestNothingAcknowledgedIsLostByAKill(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	p.must("migrate")
	if out, err := p.run("correct horse battery\n", "user", "add", "x@example.com", "X"); err != nil {
		t.Fatal(out, err)
	}
	s := p.serve()
	var acknowledged atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			visitor := server{base: s.base, http: &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error {
				return http.ErrUseLastResponse
			}}}
			for range 40 {
				got, err := visitor.post("/login", url.Values{"email": {"x@example.com"}, "password": {"correct horse battery"}})
				if err != nil || got != http.StatusSeeOther {
					return
				}
				if acknowledged.Add(1) == 30 {
					_ = s.cmd.Process.Kill()
				}
			}
		})
	}
	wg.Wait()
	_ = s.cmd.Wait()
	d, err := db.Open(p.file("t.db"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	var kept int64
	if err := d.Read(t.Context()).Raw("SELECT COUNT(*) FROM audit_log WHERE action = 'user.signed in'").Scan(&kept).Error; err != nil {
		t.Fatal(err)
	}
	if got := acknowledged.Load(); got < 30 || kept < got {
		t.Errorf("%d sign-ins were acknowledged, %d are kept", got, kept)
	}
}

func TestWordsThatAreNoCommandAreRefused(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	for _, args := range [][]string{{"destroy"}, {"--no-such-setting"}, {"--addr", "nowhere"}, {"backup"}} {
		if out, err := p.run("", args...); err == nil {
			t.Errorf("%v: taken: %s", args, out)
		}
	}
	out, err := p.run("", "--help")
	if err != nil || !strings.Contains(out, "TMINUS_DB") || !strings.Contains(out, "backup FILE") {
		t.Errorf("--help: %v\n%s", err, out)
	}
	if out, err := p.run("", "version"); err != nil || !strings.Contains(out, "tminus") {
		t.Errorf("version: %v %s", err, out)
	}
	if out, err := p.run("", "migrate"); err != nil || !strings.Contains(out, "00001") {
		t.Errorf("migrate: %v %s", err, out)
	}
}

// Moving T changes the launch, every item that follows it and the history of
// each: after a kill -9 in the middle all of a move is there, or nothing.
func TestAMoveOfTIsWholeAfterAKill(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	const path = "/launches/real-time-notifications/move"
	for round := range 6 {
		s := p.serve("--demo")
		if got, err := s.post("/login/sample", url.Values{"email": {"ana@aurora.example"}}); err != nil || got != http.StatusOK {
			t.Fatal(got, err)
		}
		s.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		d, err := db.Open(p.file("t.db"), db.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var l struct {
			LaunchOn string
			Version  string
		}
		if err := d.Read(t.Context()).Raw("SELECT launch_on, version FROM launches WHERE slug = 'real-time-notifications'").Scan(
			&l).Error; err != nil {
			t.Fatal(err)
		}
		_ = d.Close()
		on, err := time.Parse("2006-01-02", l.LaunchOn)
		if err != nil {
			t.Fatal(err)
		}
		answered := make(chan struct{})
		go func() {
			defer close(answered)
			_, _ = s.post(path, url.Values{"launch_on": {on.AddDate(0, 0, 7).Format("2006-01-02")}, "launch_time": {"10:00"},
				"zone": {"Europe/Berlin"}, "reason": {"Try"}, "version": {l.Version}})
		}()
		// Killed after a time that grows from round to round, so that some are
		// before, some within and some after the transaction.
		select {
		case <-answered:
		case <-time.After(time.Duration(round) * 3 * time.Millisecond):
		}
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
		<-answered
		wholeMove(t, p.file("t.db"))
	}
}

// wholeMove fails the test where an item that follows T is not where T and its
// offset say, or a move and its history do not agree.
func wholeMove(t *testing.T, file string) {
	t.Helper()
	d, err := db.Open(file, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	g := d.Read(t.Context())
	var astray, moves, told int64
	for query, to := range map[string]*int64{
		`SELECT COUNT(*) FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE d.anchor = 'follows' AND d.due_on IS NOT NULL
			AND d.archived_at IS NULL AND d.due_on <> date(l.launch_on, d.due_offset || ' days')`: &astray,
		"SELECT COUNT(*) FROM date_moves":                              &moves,
		"SELECT COUNT(*) FROM audit_log WHERE action = 'launch.moved'": &told,
	} {
		if err := g.Raw(query).Scan(to).Error; err != nil {
			t.Fatal(err)
		}
	}
	if astray != 0 || moves != told {
		t.Errorf("%d items are astray; %d moves, %d in the history", astray, moves, told)
	}
	var ok string
	if err := g.Raw("PRAGMA integrity_check").Scan(&ok).Error; err != nil || ok != "ok" {
		t.Errorf("the file: %q, %v", ok, err)
	}
}
