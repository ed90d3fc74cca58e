// Package portfolio answers requests about the list of launches, My work and the search.
package portfolio

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/calendar"
	"tminus/models/checklist"
	"tminus/models/extension"
	"tminus/models/feedback"
	"tminus/models/gonogo"
	"tminus/models/guide"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/portfolio"
	"tminus/models/readiness"
	"tminus/models/risk"
	"tminus/models/ritual"
	"tminus/models/roster"
	"tminus/models/service"
	"tminus/models/stakeholder"
)

// Handler answers requests about the list of launches, My work and the search.
type Handler struct {
	*web.Kit
	calendar     *calendar.Store
	stakeholders *stakeholder.Store
	feedback     *feedback.Store
	guides       *guide.Store
	launches     *launch.Store
	portfolios   *portfolio.Store
	library      *guide.Library
	extensions   *extension.Store
	checklists   *checklist.Store
	interviews   *interview.Store
	rituals      *ritual.Store
	gonogo       *gonogo.Store
	ready        *readiness.Store
	risks        *risk.Store
	roster       *roster.Store
	services     *service.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores, library *guide.Library) *Handler {
	return &Handler{
		Kit:          k,
		calendar:     m.Calendar,
		stakeholders: m.Stakeholders,
		feedback:     m.Feedback,
		guides:       m.Guides,
		launches:     m.Launches, portfolios: m.Portfolio,
		library:    library,
		extensions: m.Extensions, checklists: m.Checklists, interviews: m.Interviews, rituals: m.Rituals, gonogo: m.GoNoGo, ready: m.Readiness,
		risks:    m.Risks,
		roster:   m.Roster,
		services: m.Services,
	}
}

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	// The list of launches, the overview, My work and the search.
	in.GET("/launches", h.portfolio)
	in.GET("/me", h.myWork)
	in.POST("/me/mentions/seen", h.seeMentions)
	in.GET("/search", h.search)
}
