package handlers_test

import (
	"testing"
)

func TestMarkupDoesNotRunInBrowser(t *testing.T) {
	s := newSite(t)
	slug := s.fillWithMarkup(t)
	b := s.window(t, "ana")
	for _, path := range s.hostilePages(slug) {
		b.Open(s.URL + path)
		if n := b.Count("tm-evil"); n > 0 {
			t.Errorf("%.80s: what was typed became markup", path)
		}
	}
}
