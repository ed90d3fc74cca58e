package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/views/readiness"
)

// readiness answers whether a launch may go, and what is missing.
func (s *Server) readiness(c echo.Context) error {
	p, err := s.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, readiness.Page(s.shell(c, "", "launches"), s.launchHead(c, p, "Readiness")))
}
