package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/static"
)

// Healthz reports that the process answers.
func (k *Kit) Healthz(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// Readyz reports whether the database answers and accepts writes, or why not.
func (k *Kit) Readyz(c echo.Context) error {
	if err := k.DB.Ready(c.Request().Context()); err != nil {
		return c.String(http.StatusServiceUnavailable, "not ready: "+err.Error()+"\n")
	}
	return c.String(http.StatusOK, "ok\n")
}

// StaticFiles serves the files that do not change while the program runs.
func (k *Kit) StaticFiles() echo.HandlerFunc {
	return echo.WrapHandler(static.Handler())
}
