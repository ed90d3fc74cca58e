package launch

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/people"
	"tminus/views/overview"
)

// overview shows the overview of a launch.
func (h *Handler) overview(c echo.Context) error {
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	all, err := h.ready.Verdicts(c.Request().Context(), p.Launch)
	if err != nil {
		return err
	}
	vm := overview.VM{Plan: p, Verdict: all[p.ID], Me: web.Actor(c).ID, CanEdit: h.Can(c, people.EditPlan, p.Subject())}
	if vm.OnCall, err = h.roster.Brief(c.Request().Context(), p.Launch); err != nil {
		return err
	}
	if vm.Collisions, err = h.calendar.Of(c.Request().Context(), p.Launch); err != nil {
		return err
	}
	if vm.Feedback, err = h.feedback.Brief(c.Request().Context(), p.Launch); err != nil {
		return err
	}
	head := h.HeadWith(c, p, "Overview", vm.Verdict)
	return h.Render(c, http.StatusOK, overview.Page(h.Shell(c, "", "launches"), head, vm))
}
