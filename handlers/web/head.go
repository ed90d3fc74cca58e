package web

import (
	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/readiness"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

const TabFeedback = "Feedback"

const TabGuides = "Guide"

// LaunchHead returns the head of a launch's page, with its readiness; tab is the page's name, which
// need not be one of the tabs.
func (k *Kit) LaunchHead(c echo.Context, p *launch.Plan, tab string) (layout.LaunchHead, error) {
	v, err := k.ready.Verdicts(c.Request().Context(), p.Launch)
	return k.HeadWith(c, p, tab, v[p.ID]), err
}

// HeadWith returns the head with a readiness that was already computed.
func (k *Kit) HeadWith(c echo.Context, p *launch.Plan, tab string, v readiness.Verdict) layout.LaunchHead {
	mark, label := p.Health()
	tabs := []ui.Tab{
		{Href: paths.Launch(p.Slug), Label: "Overview", Current: tab == "Overview"},
		{Href: paths.Timeline(p.Slug), Label: "Timeline", Current: tab == "Timeline"},
		{Href: paths.Readiness(p.Slug), Label: "Readiness", Count: missing(p.State, v), CountID: layout.CountID, Current: tab == "Readiness"},
		{Href: paths.Risks(p.Slug), Label: "Risks", Current: tab == "Risks"},
		{Href: paths.Roster(p.Slug), Label: TabOnCall, Current: tab == TabOnCall},
		{Href: paths.LaunchServices(p.Slug), Label: TabServices, Current: tab == TabServices},
		{Href: paths.Stakeholders(p.Slug), Label: TabStakeholders, Current: tab == TabStakeholders},
		{Href: paths.LaunchGuides(p.Slug), Label: TabGuides, Current: tab == TabGuides},
		{Href: paths.Feedback(p.Slug), Label: TabFeedback, Current: tab == TabFeedback},
		{Href: paths.History(p.Slug), Label: "History", Current: tab == "History"},
	}
	overridden := ""
	if o := v.Decision.Override; o != nil && p.State == launch.Launching {
		overridden = "Overridden by " + o.ByName + ": " + o.Reason
	}
	return layout.LaunchHead{
		Overridden: overridden,
		Slug:       p.Slug, Name: p.Name, Countdown: civil.Countdown(p.LaunchOn, p.Today), StateMark: ui.Mark(mark), StateLabel: label,
		VerdictMark: ui.Mark(v.MarkAt(p.State)), VerdictLabel: v.ShortAt(p.State),
		When: "Launch " + p.When(), Lead: p.LeadName, Next: p.NextPhase(p.Today), Tab: tab, Tabs: tabs,
		CanEdit: k.Can(c, people.LeadLaunch, p.Subject()),
	}
}

// missing returns the number of things that keep a launch from going, while it can still be
// stopped.
func missing(s launch.State, v readiness.Verdict) int {
	if !s.Ahead() {
		return 0
	}
	return v.Total - v.Met + v.Standing
}

// WithHead adds the present head of a launch's pages to the fragments of an answer, for a page that
// is already shown: after a change, or after a conflict.
func (k *Kit) WithHead(c echo.Context, fragments ...templ.Component) (templ.Component, error) {
	ctx := c.Request().Context()
	l, err := k.launches.Launch(ctx, c.Param("slug"))
	if err != nil {
		return nil, err
	}
	all, err := k.ready.Verdicts(ctx, l)
	if err != nil {
		return nil, err
	}
	mark, label, err := k.launches.Health(ctx, l)
	v := all[l.ID]
	h := layout.LaunchHead{Slug: l.Slug, StateMark: ui.Mark(mark), StateLabel: label, VerdictMark: ui.Mark(v.MarkAt(l.State)),
		VerdictLabel: v.ShortAt(l.State)}
	return templ.Join(append(fragments, layout.HeadFragment(h, missing(l.State, v)))...), err
}

// RenderWithHead renders the fragments with WithHead.
func (k *Kit) RenderWithHead(c echo.Context, status int, fragments ...templ.Component) error {
	all, err := k.WithHead(c, fragments...)
	if err != nil {
		return err
	}
	return k.Render(c, status, all)
}

// TabOnCall is the name of the launch's tab.
const TabOnCall = "On-call"

const TabServices = "Services"

const TabStakeholders = "Stakeholders"
