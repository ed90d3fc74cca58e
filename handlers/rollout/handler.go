// Package rollout answers requests about the rollouts of launches.
package rollout

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/rollout"
)

// Handler answers requests about the rollouts of launches.
type Handler struct {
	*web.Kit
	launches *launch.Store
	gonogo   *gonogo.Store
	rollouts *rollout.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, launches: m.Launches, gonogo: m.GoNoGo, rollouts: m.Rollouts}
}

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	in.GET("/launches/:slug/rollout", h.page)
	in.POST("/launches/:slug/rollout", h.plan)
	in.GET("/launches/:slug/rollout/stages/new", h.newStagePage)
	in.POST("/launches/:slug/rollout/stages", h.addStage)
	in.GET("/launches/:slug/rollout/stages/:id", h.stagePage)
	in.POST("/launches/:slug/rollout/stages/:id", h.editStage)
	in.POST("/launches/:slug/rollout/stages/:id/remove", h.removeStage)
	in.POST("/launches/:slug/rollout/start", h.start)
	in.POST("/launches/:slug/rollout/stages/:id/confirm", h.confirm)
	in.POST("/launches/:slug/rollout/stages/:id/advance", h.advance)
	in.GET("/launches/:slug/rollout/stages/:id/lower", h.lowerPage)
	in.POST("/launches/:slug/rollout/stages/:id/lower", h.lower)
	in.POST("/launches/:slug/rollout/pause", h.pause)
	in.POST("/launches/:slug/rollout/resume", h.resume)
	in.GET("/launches/:slug/rollout/roll-back", h.rollBackPage)
	in.POST("/launches/:slug/rollout/roll-back", h.rollBack)
	in.POST("/launches/:slug/rollout/off", h.off)
}
