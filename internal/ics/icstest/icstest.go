// Package icstest reads calendars back with a parser that nobody here wrote:
// Debian's python3-icalendar. Tests that need it are skipped where it is not
// installed, and fail there with TMINUS_REQUIRE_ICALENDAR=1.
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

// Event is what the parser says of one event. Times are in ISO 8601.
type Event struct {
	UID, Summary, Description, Status, URL, Start, End, Modified, Zone string
	Sequence                                                           int
}

// Calendar is what it says of the whole. Zones has the number of observances.
type Calendar struct {
	Name   string
	Events []Event
	Zones  map[string]int
}

// Read reads a calendar, or skips the test where there is no parser.
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

// find returns the interpreter that has the parser: Debian's own stands behind
// another one on some machines.
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
