package browser

import (
	"context"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Wait waits until the selector matches one visible element.
func (b *Browser) Wait(selector string) {
	b.t.Helper()
	on[bool](b, "waiting for", selector, "() => true")
}

// WaitGone waits until the selector matches nothing visible.
func (b *Browser) WaitGone(selector string) {
	b.t.Helper()
	until[bool](b, "waiting until gone: "+selector,
		"((n) => n ? {why: n + ' visible elements match'} : {value: true})("+findJS+"("+arguments(selector)+").length)")
}

// WaitText waits until the element's text contains a part.
func (b *Browser) WaitText(selector, part string) {
	b.t.Helper()
	on[bool](b, "waiting for text in", selector, `(el, part) => {
		const text = (el.innerText ?? el.textContent).replace(/\s+/g, " ");
		if (!text.includes(part)) throw "it has no " + JSON.stringify(part) + " but " + JSON.stringify(text.slice(0, 300));
		return true;
	}`, part)
}

// WaitURL waits until the page has this path with query, and is loaded.
func (b *Browser) WaitURL(pathAndQuery string) {
	b.t.Helper()
	until[bool](b, "waiting for the address "+pathAndQuery, `((want) => {
		const have = location.pathname + location.search;
		if (have !== want) return {why: "it is " + have};
		return document.readyState === "complete" ? {value: true} : {why: "it is still loading"};
	})(`+arguments(pathAndQuery)+`)`)
}

// WaitFor waits until a JavaScript expression is true.
func (b *Browser) WaitFor(expression string) {
	b.t.Helper()
	until[bool](b, "waiting for "+expression, "("+expression+") ? {value: true} : {why: 'it is false'}")
}

// Count returns the number of visible elements that the selector matches now, without waiting.
func (b *Browser) Count(selector string) int {
	b.t.Helper()
	return until[int](b, "counting "+selector, "({value: "+findJS+"("+arguments(selector)+").length})")
}

// Text returns the visible text of the element.
func (b *Browser) Text(selector string) string {
	b.t.Helper()
	return on[string](b, "reading", selector, "(el) => (el.innerText ?? el.textContent).trim()")
}

// Value returns the value of a form control.
func (b *Browser) Value(selector string) string {
	b.t.Helper()
	return on[string](b, "reading the value of", selector, "(el) => String(el.value)")
}

// Checked reports whether a checkbox or radio button is checked.
func (b *Browser) Checked(selector string) bool {
	b.t.Helper()
	return on[bool](b, "reading", selector, "(el) => !!el.checked")
}

// Attr returns an attribute of the element, or "".
func (b *Browser) Attr(selector, name string) string {
	b.t.Helper()
	return on[string](b, "reading "+name+" of", selector, "(el, name) => el.getAttribute(name) ?? ''", name)
}

// Focused reports whether the element, or a descendant, has the focus.
func (b *Browser) Focused(selector string) bool {
	b.t.Helper()
	return on[bool](b, "looking for the focus in", selector, "(el) => el.contains(document.activeElement)")
}

// Box returns the position of the element in the window: x, y, width, height.
func (b *Browser) Box(selector string) (x, y, width, height float64) {
	b.t.Helper()
	r := on[[4]float64](b, "measuring", selector,
		"(el) => { const r = el.getBoundingClientRect(); return [r.x, r.y, r.width, r.height] }")
	return r[0], r[1], r[2], r[3]
}

// Overflow returns the number of pixels by which the page is wider than the window; 0 if it does
// not scroll sideways.
func (b *Browser) Overflow() int {
	b.t.Helper()
	return Eval[int](b, "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
}

// HTML returns the HTML of the present page.
func (b *Browser) HTML() string {
	b.t.Helper()
	return Eval[string](b, "document.documentElement.outerHTML")
}

// Viewport sets the inner size of the window.
func (b *Browser) Viewport(width, height int) {
	b.t.Helper()
	b.do("sizing the window", chromedp.EmulateViewport(int64(width), int64(height)))
}

// Dark sets the preference for dark mode.
func (b *Browser) Dark() { b.t.Helper(); b.feature("prefers-color-scheme", "dark") }

// Light sets the preference for light mode.
func (b *Browser) Light() { b.t.Helper(); b.feature("prefers-color-scheme", "light") }

// PrintMedia shows the page as printed; false shows it as on the screen.
func (b *Browser) PrintMedia(on bool) {
	b.t.Helper()
	b.medium = ""
	if on {
		b.medium = "print"
	}
	b.emulateMedia()
}

func (b *Browser) feature(name, value string) {
	b.t.Helper()
	for _, m := range b.media {
		if m.Name == name {
			m.Value = value
			b.emulateMedia()
			return
		}
	}
	b.media = append(b.media, &emulation.MediaFeature{Name: name, Value: value})
	b.emulateMedia()
}

func (b *Browser) emulateMedia() {
	b.t.Helper()
	b.do("setting media features", func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia,
			emulation.SetEmulatedMediaParams{Media: b.medium, Features: b.media})
		return chromedp.Void{}, err
	})
}

// Before runs a script in every page opened from now on, before the page's own.
func (b *Browser) Before(script string) {
	b.t.Helper()
	b.do("preparing pages", func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return chromedp.Void{}, err
	})
}

// JavaScript disables or enables the page's scripts, from the next page on.
func (b *Browser) JavaScript(enabled bool) {
	b.t.Helper()
	b.do("switching scripts", func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: !enabled})
		return chromedp.Void{}, err
	})
}

// PDF prints the page, with the paper size of its style sheet.
func (b *Browser) PDF() []byte {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, Timeout)
	defer cancel()
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground()))
	if err != nil {
		b.t.Fatalf("printing: %v", err)
	}
	return pdf
}

// Screenshot saves a screenshot of the window as PNG.
func (b *Browser) Screenshot(path string) {
	b.t.Helper()
	b.picture(path, chromedp.CaptureScreenshot())
}

// FullScreenshot saves a screenshot of the whole page as PNG.
func (b *Browser) FullScreenshot(path string) {
	b.t.Helper()
	b.picture(path, chromedp.FullScreenshot(100)) // 100 means PNG
}

func (b *Browser) picture(path string, take chromedp.Action[[]byte]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, Timeout)
	defer cancel()
	png, err := chromedp.Run(ctx, take)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o750)
	}
	if err == nil {
		err = os.WriteFile(path, png, 0o644) //nolint:gosec // a screenshot is not secret
	}
	if err != nil {
		b.t.Fatalf("taking the picture %s: %v", path, err)
	}
}
