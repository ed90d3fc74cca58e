package e2e_test

import (
	"testing"
)

func TestFeedAddressesInBrowser(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "petra")
	b.Open(s.URL + "/me/profile")
	b.ClickLoad("role=button Make the addresses")
	b.CheckAxe()
	b.Viewport(320, 640)
	if n := b.Overflow(); n > 0 {
		t.Errorf("the addresses are %d px too wide for a phone", n)
	}
	b.Viewport(1280, 800)
	b.ClickLoad("text=Done")
	b.Wait("role=button Take them back")
	b.CheckAxe()
}
