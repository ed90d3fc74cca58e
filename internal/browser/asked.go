package browser

import (
	"fmt"
	"os"
	"path"
	"runtime"
	"strings"
	"testing"
)

// Asked skips the test unless browser tests are requested. New calls it; a test with an expensive
// setup calls it first.
func Asked(t testing.TB) {
	t.Helper()
	if !inBrowserTest() {
		t.Fatal("browser tests are in internal/e2e, where .ci/run finds them")
	}
	if os.Getenv("TMINUS_E2E") != "1" {
		t.Skip("browser test skipped: TMINUS_E2E=1 asks for it")
	}
}

// inBrowserTest reports whether the running test, or one of its callers, is in a folder whose tests
// .ci/run runs in a browser.
func inBrowserTest() bool {
	var at [32]uintptr
	frames := runtime.CallersFrames(at[:runtime.Callers(2, at[:])])
	for {
		f, more := frames.Next()
		dir := path.Dir(f.File)
		if strings.HasSuffix(f.File, "_test.go") && (strings.HasSuffix(dir, "internal/e2e") || strings.HasSuffix(dir, "internal/browser")) {
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
