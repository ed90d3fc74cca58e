package e2e_test

import (
	"testing"

	"tminus/internal/browser"
)

func TestServiceInBrowser(t *testing.T) {
	t.Parallel()
	b := browser.New(t)
	s := newSite(t)
	open(s, b, "marek")

	// A service is added, with another row for a link without losing input.
	b.Open(s.URL + "/services")
	b.ClickLoad("role=link Add service")
	b.Fill("#f-name", "Geocoder")
	b.Click("role=radio ~Critical")
	b.Click("role=radio ~Degrades")
	b.Fill("#f-links", "https://grafana.example/geocoder")
	b.Click("role=button Another link")
	b.Wait("#f-link_url-3")
	if got := b.Value("#f-links"); got != "https://grafana.example/geocoder" {
		t.Errorf("after one more row the first says %q", got)
	}
	b.Fill("#f-link_url-1", "javascript:alert(1)")
	b.ClickLoad("role=button Add service")
	b.WaitText(".link-rows .field-error", "is not a web address")
	b.CheckAxe()
	b.Fill("#f-link_url-1", "https://logs.example/geocoder")
	b.ClickLoad("role=button Add service")
	b.WaitText("h1", "Geocoder")

	// The launch adds the service and shows the people on call who have to open its links.
	b.Open(s.URL + launchServices)
	before := b.Count("#mine li form")
	b.ClickLoad("role=link Add services")
	b.Click("role=checkbox ~Geocoder")
	b.Fill("#f-touches", "One call for each address")
	b.ClickLoad("role=button Name them")
	b.WaitText("#uses", "One call for each address")
	if n := b.Count("#mine li form"); n != before+2 {
		t.Errorf("%d links to open, then %d", before, n)
	}
	b.WaitText("#problems", "Known by nobody")
	b.CheckAxe()

	// One press by the person on call, and an undo.
	b.ClickLoad("role=button I can open it: Monitoring")
	b.WaitText("#flash", "you could open it")
	if n := b.Count("#mine li form"); n != before+1 {
		t.Errorf("%d links to open after one was opened", n)
	}
	b.ClickLoad("#flash >> role=button Undo")
	b.WaitText("#flash", "Undone")
	if n := b.Count("#mine li form"); n != before+2 {
		t.Errorf("%d links to open after the undo", n)
	}
	b.ClickLoad("role=button I cannot open it: Monitoring")
	b.WaitText("#problems", "is closed to Marek Solberg")
	b.Viewport(320, 640)
	if n := b.Overflow(); n > 0 {
		t.Errorf("%d px wider than the phone", n)
	}

	// The same page works without script.
	b.Viewport(1440, 900)
	b.JavaScript(false)
	b.Open(s.URL + launchServices)
	b.ClickLoad("role=button I can open it: Monitoring")
	b.WaitText("#flash", "you could open it")
}
