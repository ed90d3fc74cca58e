// Package browser drives a real Chromium in tests: it opens pages, clicks, types and drags, and
// fails the test if the page reports a problem, such as a console error or a violation of its
// content security policy.
//
// # Selectors
//
// Every method with a selector accepts one of these forms, and uses the one visible element that
// matches. If none or several match, it waits and then fails the test; so a name that two buttons
// share is an error.
//
//	#save, main form button     CSS
//	role=button Save            by role and accessible name; Role("button", "Save")
//	role=button ~Save           the name contains "Save"
//	label=Email                 a form control by its accessible name; Label("Email")
//	text=Saved                  the innermost element that contains the text; Text("Saved")
//	#lane-docs >> role=link     steps, each within the result of the previous one; In(…)
//
// # Waiting
//
// There are no sleeps. Every method waits until what it needs is there, and fails after Timeout. To
// wait for the effect of an action, use Wait, WaitGone, WaitText or WaitURL; or ClickLoad, which
// clicks and waits for the next page.
//
// A Browser belongs to one test and one goroutine. For two people, call New twice.
package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Timeout is the maximum wait of a method. It is long, because a loaded machine with the race
// detector is slow; a successful test does not wait that long.
const Timeout = 60 * time.Second

// Browser is a window with its own cookies and storage, as on another person's machine.
type Browser struct {
	t   testing.TB
	ctx context.Context

	media    []*emulation.MediaFeature
	medium   string
	problems problems
	loads    int // see loading

	mu     sync.Mutex
	status int
}

// New opens a window for the test, in light mode, 1280 × 800, with reduced motion. It is closed
// when the test ends, which fails if the page reported a problem (see Allow).
//
// Browser tests only run if requested with TMINUS_E2E=1, as by .ci/run, and are skipped otherwise.
// If they are requested and there is no Chromium, they fail.
func New(t testing.TB) *Browser {
	t.Helper()
	Asked(t)
	path, err := find()
	if err != nil {
		t.Fatalf("TMINUS_E2E is 1, but %v", err)
	}
	shared, err := start(path)
	if err != nil {
		t.Fatalf("starting %s: %v", path, err)
	}
	ctx, cancel := chromedp.NewContext(shared, chromedp.WithNewBrowserContext())
	b := &Browser{t: t, ctx: ctx}
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("opening a window: %v", err)
	}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatalf("listening to the window: %v", err)
	}
	t.Cleanup(b.finish)
	b.Viewport(1280, 800)
	b.feature("prefers-reduced-motion", "reduce")
	b.Light()
	return b
}

// finish reports the page's problems, and stores a screenshot of a failed test where `go test
// -artifacts` keeps it.
func (b *Browser) finish() {
	b.report()
	if !b.t.Failed() {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return
	}
	path := filepath.Join(b.t.ArtifactDir(), "last.png")
	if err := os.WriteFile(path, png, 0o600); err == nil {
		b.t.Logf("the page as it was at the end (kept with -artifacts): %s at %s", path, b.URL())
	}
}

// Context returns the context for actions without a method: chromedp.Do(b.Context(), …).
func (b *Browser) Context() context.Context { return b.ctx }

// do runs actions within Timeout; about describes them if the test fails.
func (b *Browser) do(about string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, Timeout)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.t.Fatalf("%s: %v", about, err)
	}
}

// Open opens a URL and waits until the page is loaded.
func (b *Browser) Open(url string) {
	b.t.Helper()
	b.do("opening "+url, chromedp.Navigate(url))
}

// Reload reloads the page.
func (b *Browser) Reload() {
	b.t.Helper()
	b.do("reloading", chromedp.Reload())
}

// Back goes back in the history, and waits until the URL has changed and the page is loaded.
func (b *Browser) Back() { b.t.Helper(); b.history("back") }

// Forward goes forward in the history; see Back.
func (b *Browser) Forward() { b.t.Helper(); b.history("forward") }

func (b *Browser) history(direction string) {
	b.t.Helper()
	before := b.URL()
	Eval[chromedp.Void](b, "history."+direction+"()")
	until[bool](b, "going "+direction, "location.href === "+arguments(before)+` || document.readyState !== "complete"
		? {why: "the page is still " + location.href} : {value: true}`)
}

// URL returns the URL of the page.
func (b *Browser) URL() string {
	b.t.Helper()
	return Eval[string](b, "location.href")
}

// Title returns the title of the page.
func (b *Browser) Title() string {
	b.t.Helper()
	return Eval[string](b, "document.title")
}

// Status returns the HTTP status of the page loaded last.
func (b *Browser) Status() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.status
}

// SetCookie sets a cookie for the site of url.
func (b *Browser) SetCookie(url string, c *http.Cookie) {
	b.t.Helper()
	b.do("setting a cookie", func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{
			Name: c.Name, Value: c.Value, URL: url, HTTPOnly: &c.HttpOnly, Secure: &c.Secure,
		})
		return chromedp.Void{}, err
	})
}

// Eval evaluates JavaScript in the page, and awaits a promise. It works with any content security
// policy, and with the page's scripts disabled unless it awaits.
func Eval[T any](b *Browser, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, Timeout)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		if len(expression) > 200 {
			expression = expression[:200] + "…"
		}
		b.t.Fatalf("evaluating %s: %v", expression, err)
	}
	return v
}

// arguments returns values as JavaScript.
func arguments(values ...any) string {
	var out []string
	for _, v := range values {
		text, err := json.Marshal(v)
		if err != nil {
			panic(fmt.Sprintf("browser: %T cannot be handed to the page: %v", v, err))
		}
		out = append(out, string(text))
	}
	return strings.Join(out, ", ")
}
