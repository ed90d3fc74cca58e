package readiness

import (
	"tminus/views/paths"
	"tminus/views/ui"
)

// Nav returns the second row of tabs for the pages about readiness; current is the label of the
// present page.
func Nav(slug, current string) []ui.Tab {
	tabs := []ui.Tab{
		{Href: paths.Readiness(slug), Label: "Verdict"},
		{Href: paths.Interview(slug), Label: "Interview"},
		{Href: paths.Checklists(slug), Label: "Checklists"},
		{Href: paths.Rituals(slug), Label: "Rituals"},
		{Href: paths.Extensions(slug), Label: "Exceptions"},
		{Href: paths.Meetings(slug), Label: "Go/no-go"},
		{Href: paths.RunSheet(slug), Label: "Run sheet"},
	}
	for i := range tabs {
		tabs[i].Current = tabs[i].Label == current
	}
	return tabs
}
