package browser

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
)

// fileSuffix is how the names of files with browser tests end. .ci/run finds the
// tests by it.
const fileSuffix = "browser_test.go"

// Asked skips the test unless browser tests are asked for. New calls it; a test
// that prepares much for the browser calls it first.
func Asked(t testing.TB) {
	t.Helper()
	if !inBrowserFile() {
		t.Fatalf("browser tests are in files whose names end in %s", fileSuffix)
	}
	if os.Getenv("TMINUS_E2E") != "1" {
		t.Skip("browser test skipped: TMINUS_E2E=1 asks for it")
	}
}

// inBrowserFile reports whether the test that is running, or what calls on it, is
// in a file for browser tests.
func inBrowserFile() bool {
	var at [32]uintptr
	frames := runtime.CallersFrames(at[:runtime.Callers(2, at[:])])
	for {
		f, more := frames.Next()
		if strings.HasSuffix(f.File, fileSuffix) {
			return true
		}
		if !more {
			return false
		}
	}
}

// Mine reports whether part i of a long test is for this process to run. Several
// processes share it out when TMINUS_SHARD is, for the second of three, "2/3".
func Mine(i int) bool {
	var shard, shards int
	if n, err := fmt.Sscanf(os.Getenv("TMINUS_SHARD"), "%d/%d", &shard, &shards); n != 2 || err != nil || shards < 1 {
		return true
	}
	return i%shards == shard%shards
}
