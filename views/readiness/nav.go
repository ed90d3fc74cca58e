package readiness

import "tminus/views/ui"

// Nav returns the second row of tabs for the pages about readiness; current is the label of the
// present page.
func Nav(slug, current string) []ui.Tab {
	base := "/launches/" + slug
	tabs := []ui.Tab{
		{Href: base + "/readiness", Label: "Verdict"},
		{Href: base + "/interview", Label: "Interview"},
		{Href: base + "/checklists", Label: "Checklists"},
		{Href: base + "/rituals", Label: "Rituals"},
		{Href: base + "/exceptions", Label: "Exceptions"},
		{Href: base + "/meetings", Label: "Go/no-go"},
		{Href: base + "/runsheet", Label: "Run sheet"},
	}
	for i := range tabs {
		tabs[i].Current = tabs[i].Label == current
	}
	return tabs
}
