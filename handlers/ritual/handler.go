// Package ritual answers requests about rituals, their runs and environment parity.
package ritual

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/launch"
	"tminus/models/ritual"
)

// Handler answers requests about rituals, their runs and environment parity.
type Handler struct {
	*web.Kit
	launches *launch.Store
	rituals  *ritual.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, launches: m.Launches, rituals: m.Rituals}
}

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	// Rituals, their runs and environment parity.
	in.GET("/launches/:slug/rituals", h.ritualsPage)
	in.POST("/launches/:slug/rituals", h.addRitual)
	in.GET("/launches/:slug/rituals/new", h.newRitualPage)
	in.GET("/launches/:slug/rituals/:id", h.ritualPage)
	in.POST("/launches/:slug/rituals/:id", h.editRitual)
	in.GET("/launches/:slug/rituals/:id/edit", h.editRitualPage)
	in.GET("/launches/:slug/rituals/:id/compare", h.comparePage)
	in.POST("/launches/:slug/rituals/:id/runs", h.runNow)
	in.POST("/launches/:slug/rituals/:id/remove", h.removeRitual)
	in.POST("/launches/:slug/rituals/:id/restore", h.restoreRitual)
	in.GET("/launches/:slug/runs/:id", h.runPage)
	in.POST("/launches/:slug/runs/:id", h.editRun)
	in.POST("/launches/:slug/runs/:id/start", h.startRun)
	in.POST("/launches/:slug/runs/:id/steps/:step", h.noteStep)
	in.POST("/launches/:slug/runs/:id/finish", h.finishRun)
	in.POST("/launches/:slug/runs/:id/drop", h.dropRun)
	in.POST("/launches/:slug/runs/:id/reopen", h.reopenRun)
	in.GET("/launches/:slug/parity", h.parityPage)
	in.POST("/launches/:slug/parity", h.addParity)
	in.POST("/launches/:slug/parity/:id", h.editParity)
	in.POST("/launches/:slug/parity/:id/remove", h.removeParity)
	in.POST("/launches/:slug/parity/:id/restore", h.restoreParity)
}
