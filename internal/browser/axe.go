package browser

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

//go:embed axe/axe.min.js
var axeJS string

// Violation is a rule of axe-core that the page breaks, with where.
type Violation struct {
	ID     string    `json:"id"`
	Impact string    `json:"impact"`
	Help   string    `json:"help"`
	Nodes  []AxeNode `json:"nodes"`
}

// AxeNode is one place where a rule is broken.
type AxeNode struct {
	HTML    string `json:"html"`
	Target  string `json:"target"`  // a CSS selector
	Summary string `json:"summary"` // what to mend
}

func (v Violation) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, n := range v.Nodes {
		fmt.Fprintf(&s, "\n    %s\n      %s\n      %s", n.Target, n.HTML,
			strings.ReplaceAll(n.Summary, "\n", "\n      "))
	}
	return s.String()
}

// Axe runs all rules of axe-core on the page as it stands. The page's own
// scripts must be on.
func (b *Browser) Axe() []Violation {
	b.t.Helper()
	if !Eval[bool](b, "typeof axe === 'object'") {
		Eval[chromedp.Void](b, axeJS+"\n;void 0")
	}
	return Eval[[]Violation](b, `axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations.map((v) => ({
		id: v.id, impact: v.impact || "", help: v.help,
		nodes: v.nodes.map((n) => ({
			html: n.html.slice(0, 300), target: n.target.flat().join(" "), summary: n.failureSummary || "",
		})),
	})))`)
}

// CheckAxe fails the test for each violation, in light and in dark colours, and
// leaves the window light. It goes on, so that one run shows all pages.
func (b *Browser) CheckAxe() {
	b.t.Helper()
	for _, theme := range []struct {
		name string
		set  func()
	}{{"dark", b.Dark}, {"light", b.Light}} {
		theme.set()
		for _, v := range b.Axe() {
			b.t.Errorf("%s, %s: %s", b.URL(), theme.name, v)
		}
	}
}
