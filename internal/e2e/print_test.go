package e2e_test

import (
	"regexp"
	"testing"
)

// The plan of the standard template is printed on one sheet.
func TestTimelinePrintFitsOneSheet(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "ana")
	b.Viewport(1440, 900)
	b.Open(s.URL + notifications + "/timeline")
	if n := s.Count(
		"SELECT COUNT(*) FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE l.slug = 'real-time-notifications'"); n != 27 {
		t.Fatalf("the launch has %d items", n)
	}
	if n := len(regexp.MustCompile(`/Type /Page\b[^s]`).FindAll(b.PDF(), -1)); n != 1 {
		t.Errorf("it takes %d pages", n)
	}
	b.PrintMedia(true)
	b.Viewport(1047, 730)
	// The predecessors of an item are named in its row, beside the bar.
	b.WaitFor(`getComputedStyle(document.querySelector(".timeline .after"), "::before").content.includes("After ")`)
	b.WaitFor(
		`[...document.querySelectorAll(".timeline .item")].every(r => r.getBoundingClientRect().width <= document.documentElement.clientWidth)`)
}

func TestPrintOpensFoldedParts(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "ana")
	folded := `[...document.querySelectorAll("main details:not([open], .menu, .chooser)")]` +
		`.filter(d => d.querySelector(":scope > :not(summary)"))`
	shown := folded + `.every(d => d.querySelector(":scope > :not(summary)").checkVisibility())`
	for _, path := range []string{"/me", "/launches/real-time-notifications/import"} {
		b.PrintMedia(false)
		b.Open(s.URL + path)
		b.WaitFor(folded + `.length > 0 && !(` + shown + `)`)
		b.PrintMedia(true)
		b.WaitFor(shown)
	}
}
