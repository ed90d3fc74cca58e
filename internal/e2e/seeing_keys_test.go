package e2e_test

import (
	"testing"

	"tminus/internal/browser"
)

func TestKeyCAddsDeliverable(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "petra")
	for _, path := range []string{sample, sample + "/timeline"} {
		b.Open(s.URL + path)
		b.PressLoad("c")
		b.WaitFor("location.pathname === '" + sample + "/deliverables/new'")
		if got := browser.Eval[int](b, "document.querySelectorAll('.deliverable-form input[name=title]:focus').length"); got != 1 {
			t.Errorf("from %s: one cannot type the title at once", path)
		}
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
	b.Click("#next-decision >> role=button ~set to In progress")
	b.WaitText("#next-decision .status-button", "In progress")
	b.WaitText("tr:has(a[href='"+sample+"']) .decision .status-button", "In progress")
	b.ClickLoad("#flash >> role=button Undo")
	b.WaitText("#next-decision .status-button", "Not started")

	b.Open(s.URL + "/launches?view=month")
	b.Click(".month-items a.press[href*='real-time']")
	b.Wait("#dialog")
	b.CheckAxe()
	b.Click("#dialog >> label=In review")
	b.Click("#dialog >> role=button Change status")
	b.WaitGone("#dialog")
	b.Wait(".month-items a.press.review[href*='real-time']")
	b.WaitText("#flash", "In review")
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
