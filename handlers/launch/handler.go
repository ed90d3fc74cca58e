// Package launch answers requests about launches, their timeline, deliverables and settings.
package launch

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/assignment"
	"tminus/models/calendar"
	"tminus/models/checklist"
	"tminus/models/comment"
	"tminus/models/feedback"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/readiness"
	"tminus/models/risk"
	"tminus/models/ritual"
	"tminus/models/roster"
	"tminus/models/stakeholder"
	"tminus/models/template"
)

// Handler answers requests about launches, their timeline, deliverables and settings.
type Handler struct {
	*web.Kit
	calendar     *calendar.Store
	stakeholders *stakeholder.Store
	feedback     *feedback.Store
	launches     *launch.Store
	comments     *comment.Store
	assignments  *assignment.Store
	templates    *template.Store
	checklists   *checklist.Store
	rituals      *ritual.Store
	ready        *readiness.Store
	decisions    *gonogo.Store
	risks        *risk.Store
	roster       *roster.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{
		Kit:          k,
		calendar:     m.Calendar,
		stakeholders: m.Stakeholders,
		feedback:     m.Feedback,
		launches:     m.Launches, comments: m.Comments, assignments: m.Assignments, templates: m.Templates,
		checklists: m.Checklists, rituals: m.Rituals, ready: m.Readiness, decisions: m.GoNoGo,
		risks:  m.Risks,
		roster: m.Roster,
	}
}

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	in.GET("/launches/:slug", h.overview)
	// A new launch, in two steps.
	in.GET("/launches/new", h.newLaunchPage)
	in.POST("/launches/new", h.planLaunch)
	in.POST("/launches", h.createLaunch)
	in.GET("/launches/:slug/timeline", h.timeline)
	// Deliverables.
	in.GET("/launches/:slug/deliverables/new", h.newDeliverablePage)
	in.POST("/launches/:slug/deliverables", h.addDeliverable)
	in.GET("/launches/:slug/deliverables/:id", h.deliverablePage)
	in.POST("/launches/:slug/deliverables/:id", h.updateDeliverable)
	in.GET("/launches/:slug/deliverables/:id/edit", h.editDeliverablePage)
	in.POST("/launches/:slug/deliverables/:id/remove", h.removeDeliverable)
	in.POST("/launches/:slug/deliverables/:id/restore", h.restoreDeliverable)
	in.POST("/launches/:slug/deliverables/:id/comments", h.addComment)
	in.POST("/launches/:slug/deliverables/:id/comments/:comment", h.editComment)
	in.POST("/launches/:slug/deliverables/:id/comments/:comment/delete", h.deleteComment)
	in.POST("/launches/:slug/deliverables/:id/comments/:comment/restore", h.restoreComment)
	in.GET("/launches/:slug/history", h.launchHistory)
	in.GET("/launches/:slug/deliverables/:id/status", h.statusPage)
	in.POST("/launches/:slug/deliverables/:id/status", h.setStatus)
	in.POST("/launches/:slug/deliverables/:id/by-hand", h.setByHand)
	in.POST("/launches/:slug/deliverables/:id/by-hand/end", h.endByHand)
	// Import from a table, and export.
	in.GET("/launches/:slug/export.csv", h.exportCSV)
	in.GET("/launches/:slug/export.json", h.exportJSON)
	// A launch's own settings.
	in.GET("/launches/:slug/edit", h.editLaunchPage)
	in.POST("/launches/:slug/edit", h.editLaunch)
	in.POST("/launches/:slug/state", h.setLaunchState)
	in.GET("/launches/:slug/roles/:key", h.rolePage)
	in.POST("/launches/:slug/roles/:key", h.fillRole)
	// Moving T.
	in.GET("/launches/:slug/move", h.movePage)
	in.POST("/launches/:slug/move", h.moveLaunch)
	in.POST("/launches/:slug/move/preview", h.previewMove)
	in.POST("/launches/:slug/moves/:id/undo", h.undoMove)
	// The timeline's rows: dates and owner, in a dialog or on their own page.
	in.GET("/launches/:slug/deliverables/:id/menu", h.rowMenu)
	in.GET("/launches/:slug/deliverables/:id/dates", h.datesPage)
	in.POST("/launches/:slug/deliverables/:id/dates", h.reschedule)
	in.GET("/launches/:slug/deliverables/:id/owner", h.ownerPage)
	in.POST("/launches/:slug/deliverables/:id/owner", h.setOwner)
}
