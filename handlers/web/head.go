package web

import (
	"slices"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/portfolio"
	"tminus/views/layout"
	readinessview "tminus/views/readiness"
)

// LaunchHead returns the line and the tabs of a launch's page.
func (k *Kit) LaunchHead(c echo.Context, p *launch.Plan, page layout.LaunchPage) (layout.LaunchHead, error) {
	ctx := c.Request().Context()
	list, err := k.ready.Open(ctx, p.Launch)
	if err != nil {
		return layout.LaunchHead{}, err
	}
	overridden := ""
	if p.State == launch.Launching {
		d, err := k.gonogo.Decision(ctx, p.Slug)
		if err != nil {
			return layout.LaunchHead{}, err
		}
		if o := d.Override; o != nil {
			overridden = "Overridden by " + o.ByName + ": " + o.Reason
		}
	}
	return layout.LaunchHead{
		Slug: p.Slug, Name: p.Name, Countdown: civil.Countdown(p.LaunchOn, p.Today), State: readinessview.StateTag(p.Slug, list.State),
		Overridden: overridden, When: whenShort(p), Lead: p.LeadName, Page: page, Phase: string(p.Phase(p.Today)), Unused: k.unused(c, p.Launch),
		CanEdit: k.Can(c, people.LeadLaunch, p.Subject()), CanPlan: k.Can(c, people.EditPlan, p.Subject()),
	}, nil
}

// whenShort returns T without the year, if it is in the current one: "Wed 9 Dec, 10:00 CET".
func whenShort(p *launch.Plan) string {
	day := p.LaunchOn.Long()
	if p.LaunchOn.Year() == p.Today.Year() {
		day = p.LaunchOn.Short()
	}
	return day + ", " + p.LaunchTime.String() + " " + p.LaunchAt.In(p.Location()).Format("MST")
}

// pageOf has the page of each part that a launch may do without.
var pageOf = map[portfolio.Use]layout.LaunchPage{
	portfolio.UseCollisions: layout.PageCollisions, portfolio.UseExtensions: layout.PageExtensions,
	portfolio.UseInterview: layout.PageInterview, portfolio.UseChecklists: layout.PageChecklists,
	portfolio.UseRituals: layout.PageRituals, portfolio.UseRisks: layout.PageRisks, portfolio.UseEscalation: layout.PageEscalation,
	portfolio.UseStakeholders: layout.PageStakeholders, portfolio.UseServices: layout.PageServices,
	portfolio.UseFeedback: layout.PageFeedback, portfolio.UsePlaybook: layout.PagePlaybook, portfolio.UseRunSheet: layout.PageRunSheet,
	portfolio.UseRollout: layout.PageRollout,
	portfolio.UseLog:     layout.PageLog,
}

// unused returns the pages that a launch does not use. If that cannot be read, all pages are shown.
func (k *Kit) unused(c echo.Context, l launch.Launch) []layout.LaunchPage {
	uses, err := k.portfolio.Uses(c.Request().Context(), l)
	if err != nil {
		return nil
	}
	var pages []layout.LaunchPage
	for _, u := range portfolio.AllUses {
		if !slices.Contains(uses, u) {
			pages = append(pages, pageOf[u])
		}
	}
	return pages
}

// WithHead adds the present state of a launch to the fragments of an answer, for a page that is
// already shown: after a change, or after a conflict.
func (k *Kit) WithHead(c echo.Context, fragments ...templ.Component) (templ.Component, error) {
	ctx := c.Request().Context()
	l, err := k.launches.Launch(ctx, c.Param("slug"))
	if err != nil {
		return nil, err
	}
	list, err := k.ready.Open(ctx, l)
	return templ.Join(append(fragments, layout.HeadFragment(readinessview.StateTag(l.Slug, list.State)))...), err
}

// RenderWithHead renders the fragments with WithHead.
func (k *Kit) RenderWithHead(c echo.Context, status int, fragments ...templ.Component) error {
	all, err := k.WithHead(c, fragments...)
	if err != nil {
		return err
	}
	return k.Render(c, status, all)
}
