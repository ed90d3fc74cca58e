// Package guide answers requests about guides and searching them.
package guide

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/pace"
	"tminus/models"
	"tminus/models/feedback"
	"tminus/models/guide"
	"tminus/models/launch"
	"tminus/models/roster"
)

// Handler answers requests about guides and searching them.
type Handler struct {
	*web.Kit
	answerPace *pace.Limiter
	feedback   *feedback.Store
	guides     *guide.Store
	launches   *launch.Store
	library    *guide.Library
	missPace   *pace.Limiter
	roster     *roster.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores, library *guide.Library) *Handler {
	return &Handler{
		Kit:        k,
		answerPace: pace.New(answersAnHour, anHour),
		feedback:   m.Feedback,
		guides:     m.Guides,
		launches:   m.Launches,
		library:    library,
		missPace:   pace.New(missesAnHour, anHour),
		roster:     m.Roster,
	}
}

// Routes registers the routes of this package: those in open need no account, those in in require
// sign-in.
func (h *Handler) Routes(open, in *echo.Group) {
	slowly := h.Slowly(pace.New(web.LinkTries, web.LinkWindow))
	// Public guides.
	open.GET("/help/:name", h.helpPage, slowly)
	// Guides for support.
	in.GET("/guides", h.guideList)
	in.POST("/guides", h.addGuide)
	in.GET("/guides/new", h.newGuidePage)
	in.GET("/guides/:guide", h.guidePage)
	in.GET("/guides/misses", h.guideMisses)
	in.POST("/guides/misses", h.guideMissed)
	in.POST("/guides/misses/seen", h.seeToMiss)
	in.POST("/guides/:guide/answers", h.answerGuide)
	in.POST("/guides/:guide/answers/:id/settle", h.settleNote)
	in.GET("/guides/:guide/edit", h.editGuidePage)
	in.POST("/guides/:guide/edit", h.saveGuide)
	in.GET("/guides/:guide/history", h.guideHistory)
	in.GET("/guides/:guide/compare", h.compareGuide)
	in.POST("/guides/:guide/restore", h.restoreGuide)
	in.POST("/guides/:guide/ask", h.askGuideReview)
	in.POST("/guides/:guide/approve", h.approveGuide)
	in.POST("/guides/:guide/return", h.returnGuide)
	in.POST("/guides/:guide/renew", h.renewGuide)
	in.POST("/guides/:guide/publish", h.publishGuide)
	in.POST("/guides/:guide/archive", h.archiveGuide)
	in.GET("/guides/:guide/settings", h.guideSettings)
	in.POST("/guides/:guide/settings", h.setGuide)
	in.POST("/guides/:guide/public", h.openGuide)
	in.GET("/launches/:slug/guides", h.launchGuides)
}
