// Package risk answers requests about risk registers.
package risk

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/feedback"
	"tminus/models/launch"
	"tminus/models/risk"
)

// Handler answers requests about risk registers.
type Handler struct {
	*web.Kit
	feedback *feedback.Store
	launches *launch.Store
	risks    *risk.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, feedback: m.Feedback, launches: m.Launches, risks: m.Risks}
}

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	// The risk register.
	in.GET("/risks", h.allRisks)
	in.GET("/launches/:slug/risks", h.riskRegister)
	in.GET("/launches/:slug/risks/new", h.newRiskPage)
	in.POST("/launches/:slug/risks", h.addRisk)
	in.GET("/launches/:slug/risks/:id", h.riskPage)
	in.POST("/launches/:slug/risks/:id", h.updateRisk)
	in.GET("/launches/:slug/risks/:id/edit", h.editRiskPage)
	in.POST("/launches/:slug/risks/:id/score", h.rescoreRisk)
	in.POST("/launches/:slug/risks/:id/mitigations", h.linkMitigation)
	in.POST("/launches/:slug/risks/:id/mitigations/:item/remove", h.unlinkMitigation)
	in.POST("/launches/:slug/risks/:id/accept", h.acceptRisk)
	in.POST("/launches/:slug/risks/:id/acceptance/end", h.endAcceptance)
	in.POST("/launches/:slug/risks/:id/close", h.closeRisk)
	in.POST("/launches/:slug/risks/:id/reopen", h.reopenRisk)
}
