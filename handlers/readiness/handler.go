// Package readiness answers requests about the readiness of a launch and its criteria.
package readiness

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/launch"
	"tminus/models/readiness"
	"tminus/models/risk"
)

// Handler answers requests about the readiness of a launch and its criteria.
type Handler struct {
	*web.Kit
	launches *launch.Store
	ready    *readiness.Store
	risks    *risk.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, launches: m.Launches, ready: m.Readiness, risks: m.Risks}
}

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	// The readiness of a launch: whether it may go, and what is missing.
	in.GET("/launches/:slug/readiness", h.readiness)
	in.GET("/launches/:slug/readiness/criteria/new", h.newCriterionPage)
	in.POST("/launches/:slug/readiness/criteria", h.addCriterion)
	in.GET("/launches/:slug/readiness/criteria/:id", h.criterionPage)
	in.POST("/launches/:slug/readiness/criteria/:id/sign", h.signCriterion)
	in.POST("/launches/:slug/readiness/criteria/:id/waive", h.waiveCriterion)
	in.POST("/launches/:slug/readiness/criteria/:id/unwaive", h.unwaiveCriterion)
	in.GET("/launches/:slug/readiness/criteria/:id/edit", h.editCriterionPage)
	in.POST("/launches/:slug/readiness/criteria/:id/edit", h.editCriterion)
	in.POST("/launches/:slug/readiness/criteria/:id/remove", h.removeCriterion)
	in.POST("/launches/:slug/readiness/criteria/:id/restore", h.restoreCriterion)
	in.POST("/launches/:slug/readiness/criteria/:id/move", h.moveCriterion)
}
