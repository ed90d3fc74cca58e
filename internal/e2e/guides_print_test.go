package e2e_test

import (
	"testing"

	"tminus/internal/browser"
)

// seen checks in the page which elements of a selector are visible in print.
const seen = `((selector) => [...document.querySelectorAll(selector)].filter(` +
	`e => e.checkVisibility({visibilityProperty: true}) && e.getBoundingClientRect().height > 0))`

// onPaper opens a page as it is printed on A4.
func onPaper(t *testing.T, s *site, b *browser.Browser, path string) {
	t.Helper()
	b.PrintMedia(false)
	b.Open(s.URL + path)
	if n := browser.Eval[int](b, seen+`(".print-only").length`); n > 0 {
		t.Errorf("%s shows %d parts that are for paper", path, n)
	}
	b.PrintMedia(true)
	b.Viewport(688, 1016)
	if n := browser.Eval[[]string](b,
		seen+`("button, input, select, textarea, nav, form, summary, [class~=button]").map(e => e.outerHTML.slice(0, 80))`); len(n) > 0 {
		t.Errorf("%s has on paper what can be pressed: %q", path, n)
	}
	if n := b.Overflow(); n > 0 {
		t.Errorf("%s is %d px wider than the paper", path, n)
	}
}

func TestGuidePrintShowsEverything(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "ana")
	onPaper(t, s, b, "/guides/two-step-sign-in")
	for _, part := range []string{"Two-step sign-in", "Version 1", "Dana Whitfield, ", "Next review", "ERR_TOTP_SKEW",
		"Say to the customer", "{{customer name}}", "After 15 min"} {
		b.WaitText("main", part)
	}
	// A printed page shows the time of its on-call data.
	b.WaitText("#escalation .print-only", "Who is on call as of ")
	b.WaitText("#escalation .print-only", "before you call, look at http://127.0.0.1/guides/two-step-sign-in")
	b.WaitFor(seen + `("#escalation .reached a[href^='tel:']").length > 0`)
	// The validity of the printed guide is shown above the text.
	b.WaitFor(
		`document.querySelector(".guide-page > .side .kv").getBoundingClientRect().bottom <= ` +
			`document.querySelector(".guide-text").getBoundingClientRect().top`)
	for selector, want := range map[string]string{
		".guide-issue, .guide-reply, .guide-steps > li": `getComputedStyle(e).breakInside === "avoid"`,
		".guide-text :is(h2, h3, h4)":                   `getComputedStyle(e).breakAfter === "avoid"`,
		".guide-text .prose":                            `parseFloat(getComputedStyle(e).fontSize) <= 15`,
		// Without background colours, a rule at the side marks these texts.
		".guide-say, .guide-errors > li": `getComputedStyle(e).backgroundColor === "rgba(0, 0, 0, 0)" &&
			parseFloat(getComputedStyle(e).borderInlineStartWidth) >= 1`,
	} {
		b.WaitFor(seen + `("` + selector + `").length > 0`)
		b.WaitFor(seen + `("` + selector + `").every(e => ` + want + `)`)
	}
	// A long line of code wraps, and a checkbox has no bullet.
	browser.Eval[any](b,
		`document.querySelector(".guide-text .prose").insertAdjacentHTML("beforeend",
			"<pre><code>" + "long ".repeat(99) + "</code></pre><ul><li class=task>☐ box</li></ul><p><a href=/oncall>who</a></p>")`)
	b.WaitFor(`(e => e.scrollWidth <= e.clientWidth)(document.querySelector(".prose pre"))`)
	b.WaitFor(`getComputedStyle(document.querySelector(".prose .task")).listStyleType === "none"`)
	b.WaitFor(`getComputedStyle(document.querySelector(".prose a[href='/oncall']"), "::after").content.includes("/oncall")`)
}

func TestGuidePrintShowsStale(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "ana")
	onPaper(t, s, b, "/guides/offline-mode-in-the-mobile-app")
	b.WaitText(".note.warn", "This guide may be out of date")
	b.WaitFor(
		`(c => c.color === "rgb(0, 0, 0)" && c.borderTopColor === "rgb(0, 0, 0)" &&
			c.borderTopStyle === "solid")(getComputedStyle(document.querySelector(".note.warn")))`)
}

func TestHelpPagePrintStartsAtTop(t *testing.T) {
	s := newSite(t)
	b := browser.New(t)
	onPaper(t, s, b, "/help/real-time-notifications")
	if _, y, _, _ := b.Box("h1"); y > 40 {
		t.Errorf("its title stands %v px below of the top", y)
	}
	b.WaitFor(`(c => c.borderTopWidth === "0px" && c.breakInside === "auto")(getComputedStyle(document.querySelector(".card")))`)
}

func TestGuideComparisonPrintNamesGuide(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "ana")
	onPaper(t, s, b, "/guides/two-step-sign-in/compare?a=1&b=2")
	b.WaitText("h1", "Versions 1 and 2 of “Two-step sign-in”")
	b.WaitFor(`getComputedStyle(document.querySelector("ins"), "::before").content.includes("+")`)
}

func TestEscalationPrintShowsPhoneNumbers(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "ana")
	onPaper(t, s, b, notifications+"/roster/escalation")
	b.WaitText("ol.print-only", "1. Primary")
	b.WaitText("ol.print-only", "10 min to answer")
	b.WaitText("#dry", "Paged at ")
	b.WaitText("#dry p.print-only", "before you call, look at http://127.0.0.1"+notifications+"/roster/escalation")
	b.WaitFor(seen + `(".dry-run > li").length > 0`)
	b.WaitFor(seen + `(".dry-run a[href^='tel:']").length > 0`)
}
