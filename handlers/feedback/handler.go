// Package feedback answers requests about reports, beta users and the playbook.
package feedback

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/pace"
	"tminus/models"
	"tminus/models/feedback"
	"tminus/models/guide"
	"tminus/models/launch"
)

// Handler answers requests about reports, beta users and the playbook.
type Handler struct {
	*web.Kit
	addressPace *pace.Limiter
	betaPace    *pace.Limiter
	feedback    *feedback.Store
	guides      *guide.Store
	launches    *launch.Store
	reportPace  *pace.Limiter
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{
		Kit:         k,
		addressPace: pace.New(reportsAnAddress, personWindow),
		betaPace:    pace.New(reportsALink, linkWindow),
		feedback:    m.Feedback,
		guides:      m.Guides,
		launches:    m.Launches,
		reportPace:  pace.New(reportsAPerson, personWindow),
	}
}

// Routes registers the routes of this package: those in open need no account, those in in require
// sign-in.
func (h *Handler) Routes(open, in *echo.Group) {
	slowly := h.Slowly(pace.New(web.LinkTries, web.LinkWindow))
	// Beta users report, and leave, by a secret link.
	open.GET("/beta/:token", h.betaForm, slowly)
	open.POST("/beta/:token", h.sendBeta)
	open.GET("/beta/:token/leave", h.leavePage, slowly)
	open.POST("/beta/:token/leave", h.leaveBeta)
	open.POST("/beta/:token/return", h.comeBack, slowly)
	in.GET("/launches/:slug/feedback", h.feedbackList)
	in.POST("/launches/:slug/feedback", h.addReport)
	in.GET("/launches/:slug/feedback/new", h.newReportPage)
	in.GET("/launches/:slug/feedback/export.csv", h.reportsCSV)
	in.GET("/launches/:slug/feedback/several", h.severalPage)
	in.POST("/launches/:slug/feedback/several", h.doSeveralReports)
	in.POST("/launches/:slug/feedback/back", h.putReportsBack)
	in.GET("/launches/:slug/feedback/:id", h.reportPage)
	in.POST("/launches/:slug/feedback/:id", h.updateReport)
	in.GET("/launches/:slug/feedback/:id/edit", h.editReportPage)
	in.POST("/launches/:slug/feedback/:id/take", h.takeReport)
	in.POST("/launches/:slug/feedback/:id/triage", h.triageReport)
	in.POST("/launches/:slug/feedback/:id/duplicate", h.markDuplicate)
	in.POST("/launches/:slug/feedback/:id/own", h.noDuplicate)
	in.POST("/launches/:slug/feedback/:id/close", h.closeReport)
	in.POST("/launches/:slug/feedback/:id/remove", h.removeReport)
	in.POST("/launches/:slug/feedback/:id/restore", h.restoreReport)
	in.POST("/launches/:slug/feedback/:id/deliverable", h.makeDeliverable)
	in.POST("/launches/:slug/feedback/:id/risk", h.makeRisk)
	in.POST("/launches/:slug/feedback/:id/issue", h.makeIssue)
	in.POST("/launches/:slug/feedback/:id/links/:link/remove", h.unlinkReport)
	in.GET("/launches/:slug/feedback/beta", h.betaPage)
	in.POST("/launches/:slug/feedback/beta", h.addTester)
	in.GET("/launches/:slug/feedback/beta/:id", h.testerPage)
	in.POST("/launches/:slug/feedback/beta/:id", h.updateTester)
	in.POST("/launches/:slug/feedback/beta/:id/link", h.makeBetaLink)
	in.GET("/launches/:slug/feedback/beta/:id/link", h.invitePage)
	in.POST("/launches/:slug/feedback/beta/:id/link/revoke", h.revokeBetaLink)
	in.POST("/launches/:slug/feedback/beta/:id/remove", h.removeTester)
	in.POST("/launches/:slug/feedback/beta/:id/restore", h.restoreTester)
	in.POST("/launches/:slug/feedback/beta/:id/clear", h.clearTester)
	in.POST("/launches/:slug/feedback/beta/:id/unclear", h.unclearTester)
	in.POST("/launches/:slug/feedback/beta/:id/departures/:departure", h.handleDeparture)
	in.GET("/launches/:slug/feedback/playbook", h.playbookPage)
	in.POST("/launches/:slug/feedback/playbook", h.addPlay)
	in.GET("/launches/:slug/feedback/playbook/new", h.newPlayPage)
	in.GET("/launches/:slug/feedback/playbook/:key", h.editPlayPage)
	in.POST("/launches/:slug/feedback/playbook/:key", h.editPlay)
	in.POST("/launches/:slug/feedback/playbook/:key/try", h.tryPlay)
	in.POST("/launches/:slug/feedback/playbook/:key/remove", h.removePlay)
}
