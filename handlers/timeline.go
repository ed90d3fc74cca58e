package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/models/people"
	"tminus/views/timeline"
)

func (s *Server) timeline(c echo.Context) error {
	p, err := s.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	sh := s.shell(c, "", "launches")
	sh.Wide = true
	vm := timeline.VM{Plan: p, CanEdit: s.may(c, people.EditPlan, p.LeadID)}
	return s.render(c, http.StatusOK, timeline.Page(sh, s.launchHead(c, p, "Timeline"), vm))
}

func (s *Server) reschedule(c echo.Context) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(f.Val("version"))
	starts, _ := civil.Parse(f.Val("starts_on"))
	due, _ := civil.Parse(f.Val("due_on"))
	if _, _, err := s.launches.Reschedule(c.Request().Context(), c.Param("slug"), id, starts, due, version); err != nil {
		return err
	}
	return seeOther(c, localPath(f.Val("back")))
}
