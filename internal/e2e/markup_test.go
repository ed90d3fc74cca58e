package e2e_test

import (
	"testing"
)

func TestMarkupDoesNotRunInBrowser(t *testing.T) {
	s := newSite(t)
	slug := s.FillWithMarkup(t)
	b := window(t, s, "ana")
	for _, path := range s.HostilePages(slug) {
		b.Open(s.URL + path)
		if n := b.Count("tm-evil"); n > 0 {
			t.Errorf("%.80s: what was typed became markup", path)
		}
	}
}
