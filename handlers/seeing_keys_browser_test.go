package handlers_test

import (
	"testing"

	"tminus/internal/browser"
)

func TestCAddsADeliverableOnEachPageThatShowsAPlan(t *testing.T) {
	s := newSite(t)
	b := s.window(t, "petra")
	for _, path := range []string{sample, sample + "/timeline"} {
		b.Open(s.URL + path)
		b.PressLoad("c")
		b.WaitFor("location.pathname === '" + sample + "/deliverables/new'")
		if got := browser.Eval[int](b, "document.querySelectorAll('.deliverable-form input[name=title]:focus').length"); got != 1 {
			t.Errorf("from %s: one cannot type the title at once", path)
		}
	}
}
