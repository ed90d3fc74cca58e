package e2e_test

import (
	"testing"

	"tminus/internal/browser"
)

func TestKeyCAddsDeliverable(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "petra")
	b.Open(s.URL + sample + "/timeline")
	b.PressLoad("c")
	b.WaitFor("location.pathname === '" + sample + "/deliverables/new'")
	if got := browser.Eval[int](b, "document.querySelectorAll('.deliverable-form input[name=title]:focus').length"); got != 1 {
		t.Error("one cannot type the title at once")
	}
}

func TestKeySlashFocusesSearch(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "petra")
	b.Open(s.URL + "/launches")
	b.Press("/")
	if !browser.Eval[bool](b, `document.activeElement.matches("[data-search]")`) || b.Count("dialog[open]") != 0 {
		t.Error("one cannot type at once what to look for")
	}
	b.Viewport(390, 844)
	b.Reload()
	b.Press("/")
	b.Wait("#palette")
}

func TestPortfolioDecisionInBrowser(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "petra")
	b.Open(s.URL + "/launches")
	if b.Count("main .status-button") != 0 {
		t.Error("the portfolio changes the status of a meeting")
	}

	b.Open(s.URL + "/launches?view=month")
	b.CheckAxe()
	if b.Count(".month-items a.press") != 0 {
		t.Error("the month changes the status of a meeting")
	}
}

// A title must be readable beside the problem of its item.
func TestBlockedRowTitleIsReadable(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "petra")
	b.Viewport(1440, 900)
	b.Open(s.URL + sample + "/timeline")
	cut := browser.Eval[int](b,
		`[...document.querySelectorAll(".timeline .item:has(.why.blocked) .title")].filter(`+
			`(a) => a.offsetParent && a.clientWidth < Math.min(a.scrollWidth, 220)).length`)
	if n := browser.Eval[int](b, `document.querySelectorAll(".timeline .item .why.blocked").length`); n == 0 || cut != 0 {
		t.Errorf("%d blocked rows, %d of them with a title cut short", n, cut)
	}
}
