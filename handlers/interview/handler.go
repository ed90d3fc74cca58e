// Package interview answers requests about the technical interview.
package interview

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/interview"
	"tminus/models/launch"
)

// Handler answers requests about the technical interview.
type Handler struct {
	*web.Kit
	launches   *launch.Store
	interviews *interview.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, launches: m.Launches, interviews: m.Interviews}
}

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	// The technical interview.
	in.GET("/launches/:slug/interview", h.interviewPage)
	in.POST("/launches/:slug/interview", h.addQuestion)
	in.GET("/launches/:slug/interview/new", h.newQuestionPage)
	in.POST("/launches/:slug/interview/:id", h.answerQuestion)
	in.POST("/launches/:slug/interview/:id/back", h.takeAnswerBack)
	in.POST("/launches/:slug/interview/:id/accept", h.acceptFlag)
	in.POST("/launches/:slug/interview/:id/withdraw", h.withdrawAcceptance)
	in.GET("/launches/:slug/interview/:id/owner", h.whomPage)
	in.POST("/launches/:slug/interview/:id/owner", h.askWhom)
	in.GET("/launches/:slug/interview/:id/edit", h.editQuestionPage)
	in.POST("/launches/:slug/interview/:id/edit", h.editQuestion)
	in.POST("/launches/:slug/interview/:id/remove", h.removeQuestion)
	in.POST("/launches/:slug/interview/:id/restore", h.restoreQuestion)
}
