// Package icstest parses calendars with an independent parser, Debian's python3-icalendar. Tests
// that use it are skipped if it is not installed, or fail if TMINUS_REQUIRE_ICALENDAR is set.
package icstest

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"os"
	"os/exec"
	"sync"
	"testing"
)

//go:embed read.py
var script string

// Event is an event as the parser returns it. Times are in ISO 8601.
type Event struct {
	UID, Summary, Description, Status, URL, Start, End, Modified, Zone string
	Sequence                                                           int
}

// Calendar is a calendar as the parser returns it. Zones has the number of observances by zone.
type Calendar struct {
	Name   string
	Events []Event
	Zones  map[string]int
}

// Read parses a calendar. It skips the test if the parser is not installed.
func Read(t testing.TB, data []byte) Calendar {
	t.Helper()
	python := find(t)
	cmd := exec.CommandContext(t.Context(), python, "-c", script) //nolint:gosec // one of two fixed names, with our own script
	cmd.Stdin = bytes.NewReader(data)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the calendar cannot be read: %v\n%s\n%s", err, stderr.Bytes(), data)
	}
	var c Calendar
	if err := json.Unmarshal(out, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// find returns the interpreter that has the parser. On some machines another one comes before
// Debian's in the path.
func find(t testing.TB) string {
	t.Helper()
	python := parser()
	if python == "" && os.Getenv("TMINUS_REQUIRE_ICALENDAR") != "" {
		t.Fatal("python3-icalendar is not installed")
	}
	if python == "" {
		t.Skip("python3-icalendar is not installed")
	}
	return python
}

// parser looks for the interpreter once a process, as that takes as long as a
// calendar.
var parser = sync.OnceValue(func() string {
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.CommandContext(context.Background(), python, "-c", "import icalendar").Run() == nil { //nolint:gosec // see above
			return python
		}
	}
	return ""
})
