package e2e_test

import (
	"testing"

	"tminus/internal/browser"
)

// TestEveryPageIsAccessible checks the pages of one person after the other. It is the longest test,
// and can be distributed over several runs (browser.Mine).
func TestEveryPageIsAccessible(t *testing.T) {
	browser.Asked(t)
	s := newSite(t)
	windows := map[string]*browser.Browser{}
	for i, p := range everyPage {
		if !browser.Mine(i) {
			continue
		}
		b := windows[p.As]
		switch {
		case b != nil:
		case p.As == "":
			b = browser.New(t)
		default:
			b = window(t, s, p.As)
		}
		windows[p.As] = b
		t.Run(p.As+p.Path, func(t *testing.T) {
			b.Viewport(1440, 900)
			b.Open(s.URL + s.FillIn(p.Path))
			if vs := b.Axe(); len(vs) > 0 {
				t.Errorf("light: %v", vs)
			}
			if vs := b.AxeInDark(); len(vs) > 0 {
				t.Errorf("dark: %v", vs)
			}
			b.Viewport(320, 640)
			if n := b.Overflow(); n > 0 {
				t.Errorf("%d px wider than a screen of 320 px", n)
			}
			if vs := b.Axe(); len(vs) > 0 {
				t.Errorf("on a phone: %v", vs)
			}
		})
	}
}
