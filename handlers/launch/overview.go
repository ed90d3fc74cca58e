package launch

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/overview"
	"tminus/views/paths"
	readinessview "tminus/views/readiness"
)

// overview shows what is between a launch and its go.
func (h *Handler) overview(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := h.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	list, err := h.ready.Open(ctx, p.Launch)
	if err != nil {
		return err
	}
	vm := overview.VM{Plan: p, Me: web.Actor(c).ID, CanEdit: h.Can(c, people.EditPlan, p.Subject()),
		CanLead: h.Can(c, people.LeadLaunch, p.Subject())}
	vm.Open = readinessview.OpenVM{Launch: p.Launch, List: list, Me: vm.Me, CanEdit: vm.CanEdit, Back: paths.Launch(p.Slug)}
	if list.Planned && vm.CanEdit {
		meeting, err := h.decisions.ToVote(ctx, p.ID, list.DecisionOn, p.Today)
		if err != nil {
			return err
		}
		if meeting != 0 {
			vm.Vote = paths.Meeting(p.Slug, meeting, "vote")
		}
	}
	if vm.OnCall, err = h.roster.Brief(ctx, p.Launch); err != nil {
		return err
	}
	if vm.Feedback, err = h.feedback.Brief(ctx, p.Launch); err != nil {
		return err
	}
	head, err := h.LaunchHead(c, p, layout.PageOverview)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, overview.Page(h.Shell(c, "", "launches"), head, vm))
}
