package browser

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// problems holds the problems reported by the page, from the listener's goroutine.
type problems struct {
	mu      sync.Mutex
	list    []string
	allowed []string
	answers map[network.RequestID]answer
}

// answer holds the parts of a response that distinguish an intended error page from a missing style
// sheet.
type answer struct {
	kind   network.ResourceType
	status int
}

// Allow allows problems that contain the text; others still fail the test. Responses of 4xx to a
// page, a form or a fragment are not problems, because tests request them and check them.
func (b *Browser) Allow(text string) {
	b.problems.mu.Lock()
	defer b.problems.mu.Unlock()
	b.problems.allowed = append(b.problems.allowed, text)
}

// Problems returns the problems so far that were not allowed: console errors, uncaught exceptions,
// violations of the content security policy, resources that did not load, and native dialogs.
func (b *Browser) Problems() []string {
	// The answer to any command arrives after the events that were sent before it.
	_, _ = chromedp.Run(b.ctx, chromedp.Evaluate[chromedp.Void]("0"))
	b.problems.mu.Lock()
	defer b.problems.mu.Unlock()
	var out []string
next:
	for _, text := range b.problems.list {
		for _, a := range b.problems.allowed {
			if strings.Contains(text, a) {
				continue next
			}
		}
		out = append(out, text)
	}
	return out
}

func (b *Browser) report() {
	for _, p := range b.Problems() {
		b.t.Errorf("the page complained: %s", p)
	}
}

func (p *problems) add(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = append(p.list, fmt.Sprintf(format, args...))
}

// hear handles each event of the window, in order.
func (b *Browser) hear(event any) {
	switch e := event.(type) {
	case *network.EventResponseReceived:
		b.answered(e)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && !b.meant(e.Entry) {
			b.problems.add("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			b.problems.add("console.%s: %s", e.Type, texts(e.Args))
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			text += " " + x.Description
		}
		b.problems.add("uncaught: %s (%s:%d)", text, e.ExceptionDetails.URL, e.ExceptionDetails.LineNumber+1)
	case *page.EventJavascriptDialogOpening:
		b.problems.add("native dialog: %s %q", e.Type, e.Message)
		// An open dialog would block the page. Not in this goroutine, because it would have to read
		// the answer.
		go func() { _ = chromedp.Do(b.ctx, acceptDialog) }()
	}
}

func acceptDialog(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
	_, err := chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
	return chromedp.Void{}, err
}

func (b *Browser) answered(e *network.EventResponseReceived) {
	if e.Response == nil {
		return
	}
	status := int(e.Response.Status)
	if e.Type == network.ResourceTypeDocument {
		b.mu.Lock()
		b.status = status
		b.mu.Unlock()
	}
	b.problems.mu.Lock()
	defer b.problems.mu.Unlock()
	if b.problems.answers == nil {
		b.problems.answers = map[network.RequestID]answer{}
	}
	b.problems.answers[e.RequestID] = answer{e.Type, status}
}

// meant reports whether a log entry is about a 4xx that the test can see itself, or about the icon
// that Chromium requests if a page names none: it does so at any time, possibly after the server
// has stopped.
func (b *Browser) meant(e *log.Entry) bool {
	if u, err := url.Parse(e.URL); err == nil && u.Path == "/favicon.ico" {
		return true
	}
	if e.Source != log.EntrySourceNetwork || e.NetworkRequestID == "" {
		return false
	}
	b.problems.mu.Lock()
	defer b.problems.mu.Unlock()
	a := b.problems.answers[e.NetworkRequestID]
	if a.status < 400 || a.status > 499 {
		return false
	}
	switch a.kind {
	case network.ResourceTypeDocument, network.ResourceTypeFetch, network.ResourceTypeXHR, network.ResourceTypeEventSource:
		return true
	}
	return false
}

func texts(args []*runtime.RemoteObject) string {
	var out []string
	for _, a := range args {
		if a.Description != "" {
			out = append(out, a.Description)
			continue
		}
		out = append(out, strings.Trim(string(a.Value), `"`))
	}
	return strings.Join(out, " ")
}
