package browser

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

//go:embed find.js
var findJS string

// pause is the time between two checks of the page.
const pause = 20 * time.Millisecond

// answerTimeout is the time that one evaluation may take. Chromium drops the
// answer when the page navigates in the meantime, so waiting longer is pointless.
const answerTimeout = 20 * time.Second

// Role selects by role and accessible name, as assistive technology knows them.
func Role(role, name string) string { return "role=" + role + " " + name }

// Label selects a form control by its accessible name.
func Label(name string) string { return "label=" + name }

// Text selects the innermost element that contains the text.
func Text(text string) string { return "text=" + text }

// In selects within the results of the previous selectors.
func In(selectors ...string) string { return strings.Join(selectors, " >> ") }

// outcome is the result of a check of the page: a value, or the reason why there is none yet.
type outcome[T any] struct {
	Value T      `json:"value"`
	Why   string `json:"why"`
}

// until evaluates an expression that returns {value} or {why}, repeatedly until it returns a value.
// It continues on the next page if the page changes in the meantime.
func until[T any](b *Browser, about, expression string) T {
	b.t.Helper()
	deadline := time.Now().Add(Timeout)
	why := "the page did not answer"
	for time.Now().Before(deadline) {
		ctx, cancel := context.WithTimeout(b.ctx, answerTimeout)
		got, err := chromedp.Run(ctx, chromedp.Evaluate[outcome[T]](expression))
		cancel()
		var thrown *chromedp.ExceptionError
		switch {
		case errors.As(err, &thrown):
			b.t.Fatalf("%s: %v", about, err)
		case err != nil && b.ctx.Err() != nil:
			b.t.Fatalf("%s: the window is closed: %v", about, err)
		case err != nil:
			why = err.Error()
		case got.Why == "":
			return got.Value
		default:
			why = got.Why
		}
		time.Sleep(pause)
	}
	b.t.Fatalf("%s: after %s, %s", about, Timeout, why)
	panic("unreachable")
}

// on calls a JavaScript function (el, …args) with the element of the selector. The function returns
// a value, or throws a string if it is too early.
func on[T any](b *Browser, about, selector, function string, args ...any) T {
	b.t.Helper()
	const frame = `(() => {
		const found = %s(%s);
		if (found.length !== 1) return {why: found.length + " visible elements match" +
			found.slice(0, 5).map(el => "\n\t" + el.outerHTML.slice(0, 120)).join("")};
		try { return {value: (%s)(%s)} } catch (e) { if (typeof e === "string") return {why: e}; throw e }
	})()`
	all := arguments(args...)
	if all != "" {
		all = ", " + all
	}
	return until[T](b, fmt.Sprintf("%s %q", about, selector),
		fmt.Sprintf(frame, findJS, arguments(selector), function, "found[0]"+all))
}

// point returns the position at which an element can be clicked: scrolled into view and not
// covered.
const point = `(el) => {
	el.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
	const r = el.getClientRects()[0], x = r.x + r.width / 2, y = r.y + r.height / 2;
	const top = document.elementFromPoint(x, y);
	const label = top && top.closest("label");
	if (!top || !(el.contains(top) || (label && label.control === el)))
		throw "it is covered by " + (top ? top.outerHTML.slice(0, 120) : "nothing: outside of the window");
	return [x, y];
}`

// Click clicks the middle of the element.
func (b *Browser) Click(selector string) {
	b.t.Helper()
	at := on[[2]float64](b, "clicking", selector, point)
	b.do("clicking "+selector, chromedp.MouseClickXY(at[0], at[1]))
}

// ClickLoad clicks the element and waits until the next page is loaded. It is for links and forms
// that htmx does not handle.
func (b *Browser) ClickLoad(selector string) {
	b.t.Helper()
	b.loading("clicking "+selector, func() { b.Click(selector) })
}

// PressLoad presses a key, like Press, and waits until the next page is loaded.
func (b *Browser) PressLoad(key string) {
	b.t.Helper()
	b.loading("pressing "+key, func() { b.Press(key) })
}

// loading performs an action and waits until another document is loaded. A token distinguishes the
// documents, because going back can restore an old one from a cache.
func (b *Browser) loading(about string, act func()) {
	b.t.Helper()
	b.loads++
	mark := arguments(b.loads)
	Eval[chromedp.Void](b, "void (document.tminusLoad = "+mark+")")
	act()
	until[bool](b, about, "document.tminusLoad === "+mark+` || document.readyState !== "complete"
		? {why: "no new page was loaded: " + location.href} : {value: true}`)
}

// Hover moves the pointer over the element.
func (b *Browser) Hover(selector string) {
	b.t.Helper()
	at := on[[2]float64](b, "pointing at", selector, point)
	b.mouse(input.DispatchMouseEventTypeMouseMoved, at[0], at[1], chromedp.ButtonNone)
}

// Focus focuses the element.
func (b *Browser) Focus(selector string) {
	b.t.Helper()
	on[bool](b, "focusing", selector, `(el) => {
		el.focus();
		if (document.activeElement !== el) throw "it does not take the focus";
		return true;
	}`)
}

// Fill replaces the value of a field. Fields that are not plain text (date, time, colour, range)
// are set directly, text is typed.
func (b *Browser) Fill(selector, value string) {
	b.t.Helper()
	typed := on[bool](b, "filling", selector, `(el, value) => {
		if (el.disabled || el.readOnly) throw "it is disabled or read-only";
		el.focus();
		if (/^(date|time|datetime-local|month|week|color|range)$/.test(el.type)) {
			el.value = value;
			if (el.value !== value) throw "it does not take " + value + ", it holds " + JSON.stringify(el.value);
			el.dispatchEvent(new Event("input", {bubbles: true}));
			el.dispatchEvent(new Event("change", {bubbles: true}));
			return false;
		}
		if (el.select) el.select(); else getSelection().selectAllChildren(el);
		return true;
	}`, value)
	switch {
	case typed && value == "":
		b.Press("Delete")
	case typed:
		b.Type(value)
	}
}

// Type enters text at the focus, as an input method or a paste would.
func (b *Browser) Type(text string) {
	b.t.Helper()
	b.do("typing", func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: text})
		return chromedp.Void{}, err
	})
}

// Select chooses an option of a select by its text or its value.
func (b *Browser) Select(selector, option string) {
	b.t.Helper()
	on[bool](b, "choosing in", selector, `(el, want) => {
		const o = [...el.options].find((o) => o.text.trim() === want) || [...el.options].find((o) => o.value === want);
		if (!o) throw "there is no option " + want + " among " + [...el.options].map((o) => o.text.trim()).join(", ");
		el.focus();
		if (o.selected && !el.multiple) return true;
		o.selected = true;
		el.dispatchEvent(new Event("input", {bubbles: true}));
		el.dispatchEvent(new Event("change", {bubbles: true}));
		return true;
	}`, option)
}

// Check checks a checkbox or radio button, or unchecks a checkbox, if necessary.
func (b *Browser) Check(selector string, ticked bool) {
	b.t.Helper()
	if b.Checked(selector) != ticked {
		b.Click(selector)
	}
	on[bool](b, "ticking", selector, `(el, want) => { if (el.checked !== want) throw "it stays as it was"; return true }`, ticked)
}

// Upload sets the files of a file field, which is selected by CSS.
func (b *Browser) Upload(css string, paths ...string) {
	b.t.Helper()
	b.do("uploading to "+css, chromedp.SetUploadFiles(chromedp.CSS(css), paths))
}

// Drag presses the pointer on the element, moves it by a number of pixels in small steps, and
// releases it.
func (b *Browser) Drag(selector string, dx, dy float64) {
	b.t.Helper()
	at := on[[2]float64](b, "dragging", selector, point)
	b.DragXY(at[0], at[1], at[0]+dx, at[1]+dy)
}

// DragXY drags between two points of the window.
func (b *Browser) DragXY(x, y, toX, toY float64) {
	b.t.Helper()
	const steps = 10
	b.mouse(input.DispatchMouseEventTypeMouseMoved, x, y, chromedp.ButtonNone)
	b.mouse(input.DispatchMouseEventTypeMousePressed, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1))
	for i := 1; i <= steps; i++ {
		f := float64(i) / steps
		b.mouse(input.DispatchMouseEventTypeMouseMoved, x+(toX-x)*f, y+(toY-y)*f, chromedp.ButtonLeft)
	}
	b.mouse(input.DispatchMouseEventTypeMouseReleased, toX, toY, chromedp.ButtonLeft, chromedp.ClickCount(1))
}

// DragLoad is DragXY that leads to another page.
func (b *Browser) DragLoad(x, y, toX, toY float64) {
	b.t.Helper()
	b.loading("dragging", func() { b.DragXY(x, y, toX, toY) })
}

func (b *Browser) mouse(kind input.DispatchMouseEventType, x, y float64, options ...chromedp.MouseOption) {
	b.t.Helper()
	b.do("moving the pointer", chromedp.MouseEvent(kind, x, y, options...))
}

// keys are the names of keys that enter no text, as in KeyboardEvent.key.
var keys = map[string]string{
	"ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight, "ArrowUp": kb.ArrowUp, "ArrowDown": kb.ArrowDown,
	"Home": kb.Home, "End": kb.End, "PageUp": kb.PageUp, "PageDown": kb.PageDown,
	"Enter": kb.Enter, "Escape": kb.Escape, "Tab": kb.Tab, "Space": " ",
	"Backspace": kb.Backspace, "Delete": kb.Delete, "Insert": kb.Insert, "F1": kb.F1, "F6": kb.F6,
}

var modifiers = map[string]kb.Modifier{
	"Shift": kb.ModifierShift, "Control": kb.ModifierCtrl, "Alt": kb.ModifierAlt, "Meta": kb.ModifierMeta,
}

// Press presses a key at the focus: "a", "Enter", "Shift+ArrowRight", "Control+k".
func (b *Browser) Press(key string) {
	b.t.Helper()
	var held []kb.Modifier
	name := key
	for {
		first, rest, more := strings.Cut(name, "+")
		m, known := modifiers[first]
		if !more || !known {
			break
		}
		held, name = append(held, m), rest
	}
	if code, ok := keys[name]; ok {
		name = code
	} else if len([]rune(name)) != 1 {
		b.t.Fatalf("browser: there is no key %q in %q", name, key)
	}
	b.do("pressing "+key, chromedp.KeyEvent(name, chromedp.KeyModifiers(held...)))
}
