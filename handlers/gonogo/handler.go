// Package gonogo answers requests about go/no-go meetings, votes and decisions.
package gonogo

import (
	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/readiness"
	"tminus/models/runsheet"
	"tminus/views/layout"
)

// Handler answers requests about go/no-go meetings, votes and decisions.
type Handler struct {
	*web.Kit
	launches  *launch.Store
	runsheets *runsheet.Store
	gonogo    *gonogo.Store
	ready     *readiness.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, launches: m.Launches, runsheets: m.Runsheets, gonogo: m.GoNoGo, ready: m.Readiness}
}

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	// Go/no-go meetings: plan, hold, record.
	in.GET("/launches/:slug/meetings", h.meetings)
	in.GET("/launches/:slug/meetings/new", h.newMeetingPage)
	in.POST("/launches/:slug/meetings", h.planMeeting)
	in.GET("/launches/:slug/meetings/:id", h.meeting)
	in.GET("/launches/:slug/meetings/:id/edit", h.editMeetingPage)
	in.POST("/launches/:slug/meetings/:id", h.editMeeting)
	in.POST("/launches/:slug/meetings/:id/cancel", h.cancelMeeting)
	in.POST("/launches/:slug/meetings/:id/round", h.newRound)
	in.POST("/launches/:slug/meetings/:id/round/undo", h.undoRound)
	in.POST("/launches/:slug/meetings/:id/sheet", h.confirmSheet)
	in.GET("/launches/:slug/meetings/:id/record", h.recordPage)
	in.GET("/launches/:slug/meetings/:id/poll", h.pollPage)
	in.POST("/launches/:slug/meetings/:id/poll", h.savePoll)
	// Questions and their answers.
	in.GET("/launches/:slug/meetings/:id/vote", h.votePage)
	in.GET("/launches/:slug/meetings/:id/questions/new", h.newQuestionPage)
	in.POST("/launches/:slug/meetings/:id/questions", h.addQuestion)
	in.GET("/launches/:slug/meetings/:id/questions/:question", h.questionPage)
	in.POST("/launches/:slug/meetings/:id/questions/:question", h.editQuestion)
	in.POST("/launches/:slug/meetings/:id/questions/:question/remove", h.removeQuestion)
	in.POST("/launches/:slug/meetings/:id/questions/:question/answer", h.answer)
	// Conditions of decisions, overrides and the decision log.
	in.GET("/launches/:slug/meetings/:id/conditions/:condition", h.conditionPage)
	in.POST("/launches/:slug/meetings/:id/conditions/:condition/met", h.meetCondition)
	in.GET("/launches/:slug/override", h.overridePage)
	in.POST("/launches/:slug/override", h.override)
	in.GET("/launches/:slug/decisions", h.decisionLog)
	in.POST("/launches/:slug/decisions", h.addDecision)
}

// render renders a page with the head of its launch.
func (h *Handler) render(c echo.Context, status int, p *launch.Plan, page func(head layout.LaunchHead) templ.Component) error {
	head, err := h.LaunchHead(c, p, layout.PageMeetings)
	if err != nil {
		return err
	}
	return h.Render(c, status, page(head))
}
