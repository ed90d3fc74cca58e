package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/people"
	"tminus/views/readiness"
)

// readiness answers whether a launch may go, and what is missing.
func (s *Server) readiness(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := s.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	all, err := s.ready.Verdicts(ctx, p.Launch)
	if err != nil {
		return err
	}
	vm := readiness.VerdictVM{Plan: p, Verdict: all[p.ID], Me: actorOf(c).ID,
		CanEdit: s.may(c, people.EditPlan, p.LeadID), CanLead: s.may(c, people.LeadLaunch, p.LeadID)}
	vm.Owner, _ = strconv.ParseInt(c.QueryParam("owner"), 10, 64)
	return s.render(c, http.StatusOK, readiness.Page(s.shell(c, "", "launches"), s.headWith(c, p, "Readiness", vm.Verdict), vm))
}
