package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/models/people"
	"tminus/views/overview"
)

// overview is a launch at a glance.
func (s *Server) overview(c echo.Context) error {
	p, err := s.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	all, err := s.ready.Verdicts(c.Request().Context(), p.Launch)
	if err != nil {
		return err
	}
	vm := overview.VM{Plan: p, Verdict: all[p.ID], Me: actorOf(c).ID, CanEdit: s.may(c, people.EditPlan, p.LeadID)}
	if vm.OnCall, err = s.roster.Of(c.Request().Context(), p.Launch); err != nil {
		return err
	}
	if vm.Collisions, err = s.calendar.Of(c.Request().Context(), p.Launch); err != nil {
		return err
	}
	if vm.Feedback, err = s.feedback.Brief(c.Request().Context(), p.Launch); err != nil {
		return err
	}
	head := s.headWith(c, p, "Overview", vm.Verdict)
	return s.render(c, http.StatusOK, overview.Page(s.shell(c, "", "launches"), head, vm))
}
