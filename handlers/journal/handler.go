// Package journal answers requests about live logs.
package journal

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/journal"
	"tminus/models/launch"
)

// Handler answers requests about live logs.
type Handler struct {
	*web.Kit
	launches *launch.Store
	journal  *journal.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, launches: m.Launches, journal: m.Journal}
}

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	in.GET("/launches/:slug/log", h.log)
	in.POST("/launches/:slug/log", h.add)
	in.GET("/launches/:slug/log/export.csv", h.exportCSV)
	in.GET("/launches/:slug/log/export.md", h.exportMarkdown)
	in.GET("/launches/:slug/log/:id/correct", h.correctPage)
	in.POST("/launches/:slug/log/:id/correct", h.correct)
	in.POST("/launches/:slug/log/:id/flags", h.setFlags)
}
