// Package portfolio answers requests about the list of launches, My work and the search.
package portfolio

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/calendar"
	"tminus/models/comms"
	"tminus/models/feedback"
	"tminus/models/guide"
	"tminus/models/launch"
	"tminus/models/readiness"
	"tminus/models/risk"
	"tminus/models/roster"
	"tminus/models/service"
)

// Handler answers requests about the list of launches, My work and the search.
type Handler struct {
	*web.Kit
	calendar *calendar.Store
	comms    *comms.Store
	feedback *feedback.Store
	guides   *guide.Store
	launches *launch.Store
	library  *guide.Library
	ready    *readiness.Store
	risks    *risk.Store
	roster   *roster.Store
	services *service.Store
}

// New returns a Handler with the stores that it needs.
func New(k *web.Kit, m models.Rooms, library *guide.Library) *Handler {
	return &Handler{
		Kit:      k,
		calendar: m.Calendar,
		comms:    m.Comms,
		feedback: m.Feedback,
		guides:   m.Guides,
		launches: m.Launches,
		library:  library,
		ready:    m.Readiness,
		risks:    m.Risks,
		roster:   m.Roster,
		services: m.Services,
	}
}

// Routes registers the routes of this package. They need somebody who is signed in.
func (h *Handler) Routes(in *echo.Group) {
	// Seeing: all launches, one of them, my work, and finding things.
	in.GET("/launches", h.portfolio)
	in.GET("/me", h.myWork)
	in.POST("/me/mentions/seen", h.seeMentions)
	in.GET("/search", h.search)
}
