package handlers

import (
	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/ui"
)

// launchHead is the head of every page of a launch; tab is the page's name,
// which need not be one of the tabs.
func (s *Server) launchHead(c echo.Context, p *launch.Plan, tab string) layout.LaunchHead {
	mark, label := p.Health()
	base := "/launches/" + p.Slug
	tabs := []ui.Tab{
		{Href: base, Label: "Overview", Current: tab == "Overview"},
		{Href: base + "/timeline", Label: "Timeline", Current: tab == "Timeline"},
		{Href: base + "/readiness", Label: "Readiness", Current: tab == "Readiness"},
		{Href: base + "/risks", Label: "Risks", Current: tab == "Risks"},
		{Href: base + "/history", Label: "History", Current: tab == "History"},
	}
	return layout.LaunchHead{
		Slug: p.Slug, Name: p.Name, Countdown: civil.Countdown(p.LaunchOn, p.Today), StateMark: ui.Mark(mark), StateLabel: label,
		When: "Launch " + p.When(), Lead: p.LeadName, Next: p.NextPhase(p.Today), Tab: tab, Tabs: tabs, CanEdit: s.may(c, people.LeadLaunch, p.LeadID),
	}
}
