package layout

import (
	"slices"

	"tminus/views/paths"
	"tminus/views/ui"
)

// LaunchPage is a page of a launch. Forms and pages about one item use the page that lists the item.
type LaunchPage string

// The pages of a launch. Each is the name on screen, except PageReadiness, which is "Open" in its row.
const (
	PageOverview     LaunchPage = "Overview"
	PageTimeline     LaunchPage = "Timeline"
	PageList         LaunchPage = "List"
	PageCollisions   LaunchPage = "Collisions"
	PageExtensions   LaunchPage = "Deadline extensions"
	PageReadiness    LaunchPage = "Readiness"
	PageInterview    LaunchPage = "Interview"
	PageChecklists   LaunchPage = "Checklists"
	PageRituals      LaunchPage = "Rituals"
	PageRisks        LaunchPage = "Risks"
	PageMeetings     LaunchPage = "Go/no-go"
	PageOnCall       LaunchPage = "On-call"
	PageEscalation   LaunchPage = "Escalation"
	PageStakeholders LaunchPage = "Stakeholders"
	PageServices     LaunchPage = "Services"
	PageGuides       LaunchPage = "Guides"
	PageFeedback     LaunchPage = "Feedback"
	PagePlaybook     LaunchPage = "Playbook"
	PageRunSheet     LaunchPage = "Run sheet"
	PageRollout      LaunchPage = "Rollout"
	PageLog          LaunchPage = "Log"
	// The pages of the menu beside the name are below the overview, without a row of their own.
	PageSettings LaunchPage = "Edit launch"
	PageHistory  LaunchPage = "History"
	// The other pages of that menu are about the plan.
	PageMove   LaunchPage = "Move launch date"
	PageImport LaunchPage = "Import"
)

// subPage is an entry of the row below the tabs.
type subPage struct {
	page  LaunchPage
	label string // differs from the page's name only for readiness
	path  func(slug string) string
}

// section is a tab of a launch with its pages. The tab leads to the first page that the launch uses.
type section struct {
	label string
	// phases are the phases during which the tab is marked.
	phases []string
	pages  []subPage
	// more are pages without an entry in the row.
	more []LaunchPage
}

func at(page LaunchPage, path func(string) string) subPage {
	return subPage{page: page, label: string(page), path: path}
}

// below is at for addresses that take a tail.
func below(page LaunchPage, path func(string, ...string) string, tail ...string) subPage {
	return at(page, func(slug string) string { return path(slug, tail...) })
}

// sections is where each page of a launch is found.
var sections = []section{
	{label: "Overview", pages: []subPage{below(PageOverview, paths.Launch)}, more: []LaunchPage{PageSettings, PageHistory}},
	{label: "Plan", phases: []string{"plan"}, more: []LaunchPage{PageMove, PageImport}, pages: []subPage{
		at(PageTimeline, paths.Timeline),
		at(PageList, func(slug string) string { return paths.Timeline(slug) + "?view=list" }),
		below(PageCollisions, paths.Collisions),
		below(PageExtensions, paths.Extensions),
	}},
	{label: "Readiness", phases: []string{"verify"}, pages: []subPage{
		{page: PageReadiness, label: "Open", path: func(slug string) string { return paths.Readiness(slug) }},
		below(PageInterview, paths.Interview),
		below(PageChecklists, paths.Checklists),
		below(PageRituals, paths.Rituals),
		below(PageRisks, paths.Risks),
		below(PageMeetings, paths.Meetings),
	}},
	{label: "People", pages: []subPage{
		below(PageOnCall, paths.Roster),
		below(PageEscalation, paths.Roster, "escalation"),
		below(PageStakeholders, paths.Stakeholders),
		below(PageServices, paths.LaunchServices),
	}},
	{label: "Support", pages: []subPage{
		at(PageGuides, paths.LaunchGuides),
		below(PageFeedback, paths.Feedback),
		below(PagePlaybook, paths.Playbook),
	}},
	{label: "Launch day", phases: []string{"launch"}, pages: []subPage{
		below(PageRunSheet, paths.RunSheet),
		below(PageRollout, paths.Rollout),
		below(PageLog, paths.Log),
	}},
}

// has reports whether the page is below this tab.
func (s section) has(p LaunchPage) bool {
	return slices.Contains(s.more, p) || slices.ContainsFunc(s.pages, func(sub subPage) bool { return sub.page == p })
}

// shown returns the pages that the launch uses, and the current one.
func (s section) shown(h LaunchHead) []subPage {
	return slices.DeleteFunc(slices.Clone(s.pages), func(sub subPage) bool {
		return sub.page != h.Page && slices.Contains(h.Unused, sub.page)
	})
}

// launchTab is a tab with what the component needs to mark it.
type launchTab struct {
	href, label    string
	current, phase bool
}

func (h LaunchHead) tabs() []launchTab {
	var out []launchTab
	for _, s := range sections {
		pages := s.shown(h)
		if len(pages) == 0 {
			continue
		}
		out = append(out, launchTab{href: pages[0].path(h.Slug), label: s.label, current: s.has(h.Page),
			phase: slices.Contains(s.phases, h.Phase)})
	}
	return out
}

// subPages returns the row below the tabs: nothing when the tab has one page only.
func (h LaunchHead) subPages() []ui.Tab {
	var out []ui.Tab
	for _, s := range sections {
		if !s.has(h.Page) {
			continue
		}
		for _, sub := range s.shown(h) {
			out = append(out, ui.Tab{Href: sub.path(h.Slug), Label: sub.label, Current: sub.page == h.Page})
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// Crumbs returns the breadcrumb of a page below the head's page: the tab, or the page of its row, and then the steps.
func (h LaunchHead) Crumbs(steps ...ui.Crumb) []ui.Crumb {
	for _, s := range sections {
		for _, sub := range s.pages {
			if sub.page == h.Page {
				return append([]ui.Crumb{{Href: sub.path(h.Slug), Label: string(sub.page)}}, steps...)
			}
		}
		if s.has(h.Page) {
			return append([]ui.Crumb{{Href: s.pages[0].path(h.Slug), Label: s.label}}, steps...)
		}
	}
	return steps
}

// toAdd returns the pages that the launch does not use yet.
func (h LaunchHead) toAdd() []ui.Tab {
	var out []ui.Tab
	if !h.CanPlan {
		return nil
	}
	for _, s := range sections {
		for _, sub := range s.pages {
			if slices.Contains(h.Unused, sub.page) && sub.page != h.Page {
				out = append(out, ui.Tab{Href: sub.path(h.Slug), Label: sub.label})
			}
		}
	}
	return out
}
