package browser

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
)

// fileSuffix is the suffix of files with browser tests, by which .ci/run finds them.
const fileSuffix = "browser_test.go"

// Asked skips the test unless browser tests are requested. New calls it; a test with an expensive
// setup calls it first.
func Asked(t testing.TB) {
	t.Helper()
	if !inBrowserFile() {
		t.Fatalf("browser tests are in files whose names end in %s", fileSuffix)
	}
	if os.Getenv("TMINUS_E2E") != "1" {
		t.Skip("browser test skipped: TMINUS_E2E=1 asks for it")
	}
}

// inBrowserFile reports whether the running test, or one of its callers, is in a file for browser
// tests.
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

// Mine reports whether this process must run part i of a long test. With TMINUS_SHARD, such as
// "2/3" for the second of three, several processes share the parts.
func Mine(i int) bool {
	var shard, shards int
	if n, err := fmt.Sscanf(os.Getenv("TMINUS_SHARD"), "%d/%d", &shard, &shards); n != 2 || err != nil || shards < 1 {
		return true
	}
	return i%shards == shard%shards
}
