package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"tminus/internal/browser"
)

// The first words or fields of every page of a launch are at most 260 px from the top of a desktop window, and 300 px on a phone.
func TestContentBeginsHighOnEveryLaunchPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := browser.New(t)
	open(s, b, "ana")
	const first = `(() => {
		const nodes = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
		for (let n; (n = nodes.nextNode());) {
			const text = n.nodeType === Node.TEXT_NODE;
			if (text ? !n.data.trim() : !n.matches("input, select, textarea")) continue;
			if ((text ? n.parentElement : n).closest(".visually-hidden, .crumbs, .flash-region")) continue;
			const range = document.createRange();
			range.selectNode(n);
			const box = range.getBoundingClientRect();
			if (box.height > 0 && box.width > 1) return Math.round(box.top + scrollY);
		}
		return -1;
	})()`
	for _, screen := range []struct{ width, height, most int }{{1440, 900, 260}, {390, 844, 300}} {
		b.Viewport(screen.width, screen.height)
		n := 0
		for _, p := range everyPage {
			if p.As != "ana" || !strings.HasPrefix(p.Path, notifications) || strings.Contains(p.Path, ".") {
				continue
			}
			b.Open(s.URL + s.FillIn(p.Path))
			if b.Status() != http.StatusOK {
				continue // the page says why it cannot be shown
			}
			n++
			y := browser.Eval[int](b, first)
			if y < 0 || y > screen.most {
				t.Errorf("%s at %d px: the content begins at y = %d, more than %d", p.Path, screen.width, y, screen.most)
			}
		}
		if n < 20 {
			t.Errorf("only %d pages", n)
		}
	}
}
