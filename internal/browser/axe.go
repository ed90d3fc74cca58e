package browser

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

//go:embed axe/axe.min.js
var axeJS string

// Violation is a rule of axe-core that the page violates, with the places.
type Violation struct {
	ID     string    `json:"id"`
	Impact string    `json:"impact"`
	Help   string    `json:"help"`
	Nodes  []AxeNode `json:"nodes"`
}

// AxeNode is a place where a rule is violated.
type AxeNode struct {
	HTML    string `json:"html"`
	Target  string `json:"target"`  // a CSS selector
	Summary string `json:"summary"` // how to fix it
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

// contrast is the rule that depends only on the colours.
const contrast = "color-contrast"

// Axe runs rules of axe-core on the present page, all of them unless some are given. The page's
// scripts must be enabled.
func (b *Browser) Axe(rules ...string) []Violation {
	b.t.Helper()
	if !Eval[bool](b, "typeof axe === 'object'") {
		Eval[chromedp.Void](b, axeJS+"\n;void 0")
	}
	options := `{resultTypes: ["violations"]}`
	if len(rules) > 0 {
		options = `{resultTypes: ["violations"], runOnly: ` + arguments(rules) + `}`
	}
	return Eval[[]Violation](b, `axe.run(document, `+options+`).then((r) => r.violations.map((v) => ({
		id: v.id, impact: v.impact || "", help: v.help,
		nodes: v.nodes.map((n) => ({
			html: n.html.slice(0, 300), target: n.target.flat().join(" "), summary: n.failureSummary || "",
		})),
	})))`)
}

// AxeInDark runs the rules that depend on the colours in dark mode, and then returns to light mode.
func (b *Browser) AxeInDark() []Violation {
	b.t.Helper()
	b.Dark()
	defer b.Light()
	return b.Axe(contrast)
}

// CheckAxe fails the test for each violation, in light and in dark mode, and then returns to light
// mode. It does not stop the test, so that one run shows all pages.
func (b *Browser) CheckAxe() {
	b.t.Helper()
	b.Light()
	for theme, vs := range map[string][]Violation{"light": b.Axe(), "dark": b.AxeInDark()} {
		for _, v := range vs {
			b.t.Errorf("%s, %s: %s", b.URL(), theme, v)
		}
	}
}
