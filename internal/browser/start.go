package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"github.com/chromedp/chromedp"
)

// find returns the path of a Chromium: that in TMINUS_CHROMIUM, or one with a usual name.
func find() (string, error) {
	if path := os.Getenv("TMINUS_CHROMIUM"); path != "" {
		if _, err := exec.LookPath(path); err != nil {
			return "", fmt.Errorf("TMINUS_CHROMIUM is no program: %w", err)
		}
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("there is no Chromium: install one (Debian: chromium), or name it in TMINUS_CHROMIUM")
}

// The browser of this test process. Starting one takes as long as a test.
var shared struct {
	sync.Mutex
	ctx context.Context
	err error
}

func start(path string) (context.Context, error) {
	shared.Lock()
	defer shared.Unlock()
	if shared.ctx == nil && shared.err == nil {
		shared.ctx, shared.err = launch(path)
	}
	return shared.ctx, shared.err
}

func launch(path string) (context.Context, error) {
	dir, err := os.MkdirTemp("", "tminus-browser-")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(dir),
		chromedp.NoSandbox, // Chromium's sandbox does not start as root, which CI often uses
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		// The page can query the accessibility tree: el.computedRole, el.computedName. See find.js.
		chromedp.Flag("enable-blink-features", "ComputedAccessibilityInfo"),
		chromedp.Flag("lang", "en-GB"),
		// Names under .test resolve to this machine, for features that browsers allow only on
		// localhost or with TLS.
		chromedp.Flag("host-resolver-rules", "MAP *.test 127.0.0.1"),
	)
	// Nothing is cancelled here, because a test process has no hook at its end; the janitor stops
	// the browser.
	ctx, _ := chromedp.NewExecAllocator(context.Background(), options...) //nolint:govet // lives as long as the process
	ctx, cancel := chromedp.NewContext(ctx)
	failed := time.AfterFunc(2*Timeout, cancel)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	failed.Stop()
	pid := 0
	if p := chromedp.FromContext(ctx).Browser.Process(); p != nil {
		pid = p.Pid
	}
	if err := janitor(pid, dir); err != nil {
		cancel()
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return ctx, nil
}

// janitor starts a shell that outlives this process, however that ends, because its standard input
// ends with it. It then waits for the browser to exit and removes its directory, repeatedly for
// some seconds, because the browser's helper processes may write a last file.
func janitor(pid int, dir string) error {
	const script = `cat >/dev/null
n=0
while [ "$1" -gt 0 ] && kill -0 "$1" 2>/dev/null && [ "$n" -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
n=0
while [ "$n" -lt 30 ]; do rm -rf "$2" 2>/dev/null; sleep 0.1; n=$((n + 1)); done`
	cmd := exec.Command("sh", "-c", script, "sh", strconv.Itoa(pid), dir)
	if _, err := cmd.StdinPipe(); err != nil {
		return err
	}
	return cmd.Start()
}
