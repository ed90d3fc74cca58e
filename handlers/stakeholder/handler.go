// Package stakeholder answers requests about stakeholders and their acknowledgements.
package stakeholder

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/pace"
	"tminus/models"
	"tminus/models/launch"
	"tminus/models/stakeholder"
)

// Handler answers requests about stakeholders and their acknowledgements.
type Handler struct {
	*web.Kit
	stakeholders *stakeholder.Store
	launches     *launch.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, stakeholders: m.Stakeholders, launches: m.Launches}
}

// Routes registers the routes of this package: those in open need no account, those in in require
// sign-in.
func (h *Handler) Routes(open, in *echo.Group) {
	slowly := h.Slowly(pace.New(web.LinkTries, web.LinkWindow))
	// Stakeholders acknowledge a date by a personal link, without an account.
	open.GET("/ack/:token", h.ackPage, slowly)
	open.POST("/ack/:token", h.acknowledge, slowly)
	// Stakeholders: who must know the date, and who does.
	in.GET("/launches/:slug/stakeholders", h.stakeholderList)
	in.POST("/launches/:slug/stakeholders", h.addStakeholder)
	in.GET("/launches/:slug/stakeholders/new", h.newStakeholderPage)
	in.GET("/launches/:slug/stakeholders/paste", h.pastePage)
	in.POST("/launches/:slug/stakeholders/paste", h.pasteStakeholders)
	in.POST("/launches/:slug/stakeholders/paste/undo", h.unpasteStakeholders)
	in.GET("/launches/:slug/stakeholders/:id", h.stakeholderPage)
	in.POST("/launches/:slug/stakeholders/:id", h.updateStakeholder)
	in.GET("/launches/:slug/stakeholders/:id/edit", h.editStakeholderPage)
	in.POST("/launches/:slug/stakeholders/:id/link", h.askStakeholder)
	in.GET("/launches/:slug/stakeholders/:id/link", h.messagePage)
	in.POST("/launches/:slug/stakeholders/:id/link/revoke", h.revokeStakeholderLink)
	in.POST("/launches/:slug/stakeholders/:id/told", h.tellStakeholder)
	in.POST("/launches/:slug/stakeholders/:id/acknowledged", h.recordAcknowledgement)
	in.POST("/launches/:slug/stakeholders/:id/notices/:notice/back", h.takeNoticeBack)
	in.POST("/launches/:slug/stakeholders/:id/remove", h.removeStakeholder)
	in.POST("/launches/:slug/stakeholders/:id/restore", h.restoreStakeholder)
}
