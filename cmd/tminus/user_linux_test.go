package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal opens a new terminal and returns both of its ends.
func terminal(t *testing.T) (keyboard, screen *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no terminals here:", err)
	}
	t.Cleanup(func() { _ = master.Close() })
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return master, slave
}

// typing runs user add on a terminal, types an answer at each prompt and returns
// what the terminal showed.
func typing(t *testing.T, p program, answers map[string]string) (shown string, failed error) {
	t.Helper()
	keyboard, screen := terminal(t)
	cmd := p.command("user", "add", "x@example.com", "X")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = screen, screen, screen
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = screen.Close()
	timer := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	buf := make([]byte, 4096)
	for {
		n, err := keyboard.Read(buf)
		shown += string(buf[:n])
		for prompt, answer := range answers {
			if !strings.HasSuffix(shown, prompt) {
				continue
			}
			delete(answers, prompt)
			waitForNoEcho(t, keyboard)
			if _, err := io.WriteString(keyboard, answer); err != nil {
				t.Fatal(err)
			}
		}
		if err != nil { // the other end was closed
			break
		}
	}
	return shown, cmd.Wait()
}

// waitForNoEcho waits until the program has turned echo off, as people do who
// read the prompt first.
func waitForNoEcho(t *testing.T, f *os.File) {
	t.Helper()
	for range 2000 {
		mode, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
		if err != nil {
			t.Fatal(err)
		}
		if mode.Lflag&unix.ECHO == 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Error("echo is on while a password is typed")
}

func TestAPasswordIsNotShownOnTheTerminal(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	p.must("migrate")
	const secret = "correct horse battery"
	shown, err := typing(t, p, map[string]string{"Password: ": secret + "\n", "again: ": secret + "\n"})
	if err != nil || !strings.Contains(shown, "Added X") || strings.Contains(shown, secret) {
		t.Errorf("%v: %q", err, shown)
	}
}

func TestTwoDifferentPasswordsAddNobody(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	p.must("migrate")
	shown, err := typing(t, p, map[string]string{"Password: ": "correct horse battery\n", "again: ": "correct horse buttery\n"})
	if err == nil || !strings.Contains(shown, "differ") {
		t.Errorf("%v: %q", err, shown)
	}
	if n := rows(t, p.file("t.db"), "SELECT COUNT(*) FROM users"); n != 0 {
		t.Errorf("%d people were added", n)
	}
}

func TestInterruptingThePromptEndsTheCommand(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	p.must("migrate")
	if shown, err := typing(t, p, map[string]string{"Password: ": "\x03"}); err == nil || !strings.Contains(shown, "interrupted") {
		t.Errorf("%v: %q", err, shown)
	}
}
