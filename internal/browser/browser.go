// Package browser drives a real Chromium in tests: it opens pages, presses,
// types and drags as a person would, and fails the test when the page complains
// behind that person's back, by a console error or a breach of its content
// security policy.
//
// # Selectors
//
// Every method that takes a selector takes one of these forms, and acts on the
// one visible element that it means. None, or more than one, is waited for and
// then fails the test; so a name that two buttons share is found out.
//
//	#save, main form button     CSS
//	role=button Save            by role and accessible name; Role("button", "Save")
//	role=button ~Save           the name holds "Save"
//	label=Email                 a form control by its accessible name; Label("Email")
//	text=Saved                  the innermost element that holds the text; Text("Saved")
//	#lane-docs >> role=link     steps, each within what the one before found; In(…)
//
// # Waiting
//
// Nothing sleeps. Every method waits until what it needs is there, and fails
// after Timeout. What an action brings about is waited for by the method that
// looks for it: Wait, WaitGone, WaitText, WaitURL; or ClickLoad, which presses
// and returns when the next page is there.
//
// A Browser belongs to one test and one goroutine. For two people at once, call
// New twice.
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

// Timeout is how long a method waits for what it needs. It is generous, as a
// loaded machine with the race detector on is slow; nothing waits that long
// when all is well.
const Timeout = 60 * time.Second

// Browser is one window with cookies and storage of its own, as if it were
// another person's machine.
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

// New opens a window for the test, in light colours, 1280 × 800, with motion
// reduced. It is closed when the test ends, which then fails if the page had
// complained (see Allow).
//
// Browser tests run only when they are asked for with TMINUS_E2E=1, as .ci/run
// does, and are skipped otherwise. When they are asked for and there is no
// Chromium, they fail.
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

// finish reports what the page complained of, and leaves a picture of a test
// that failed where `go test -artifacts` keeps it.
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

// Context is for what the methods do not offer: chromedp.Do(b.Context(), …).
func (b *Browser) Context() context.Context { return b.ctx }

// do runs actions within Timeout, and fails the test by what it was about.
func (b *Browser) do(about string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, Timeout)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.t.Fatalf("%s: %v", about, err)
	}
}

// Open goes to an address and returns when the page is loaded.
func (b *Browser) Open(url string) {
	b.t.Helper()
	b.do("opening "+url, chromedp.Navigate(url))
}

// Reload loads the page again.
func (b *Browser) Reload() {
	b.t.Helper()
	b.do("reloading", chromedp.Reload())
}

// Back goes back in the history, and returns when the address is another one
// and its page is loaded.
func (b *Browser) Back() { b.t.Helper(); b.history("back") }

// Forward goes forward in the history, likewise.
func (b *Browser) Forward() { b.t.Helper(); b.history("forward") }

func (b *Browser) history(direction string) {
	b.t.Helper()
	before := b.URL()
	Eval[chromedp.Void](b, "history."+direction+"()")
	until[bool](b, "going "+direction, "location.href === "+arguments(before)+` || document.readyState !== "complete"
		? {why: "the page is still " + location.href} : {value: true}`)
}

// URL is the address of the page.
func (b *Browser) URL() string {
	b.t.Helper()
	return Eval[string](b, "location.href")
}

// Title is the title of the page.
func (b *Browser) Title() string {
	b.t.Helper()
	return Eval[string](b, "document.title")
}

// Status is the HTTP status of the page that was loaded last.
func (b *Browser) Status() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.status
}

// SetCookie gives the window a cookie for the site of url.
func (b *Browser) SetCookie(url string, c *http.Cookie) {
	b.t.Helper()
	b.do("setting a cookie", func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{
			Name: c.Name, Value: c.Value, URL: url, HTTPOnly: &c.HttpOnly, Secure: &c.Secure,
		})
		return chromedp.Void{}, err
	})
}

// Eval evaluates JavaScript in the page, and awaits it when it is a promise. It
// works under any content security policy, and with the page's scripts off as
// long as nothing is awaited.
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

// arguments writes values as JavaScript.
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
