// Package roster answers requests about on-call rosters.
package roster

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/launch"
	"tminus/models/message"
	"tminus/models/roster"
)

// Handler answers requests about on-call rosters.
type Handler struct {
	*web.Kit
	launches *launch.Store
	roster   *roster.Store
	messages *message.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, launches: m.Launches, roster: m.Roster, messages: m.Messages}
}

// Routes registers the routes of this package: those in open need no account, those in in require
// sign-in.
func (h *Handler) Routes(open, in *echo.Group) {
	open.GET("/feeds/:token/oncall.json", h.onCallEverywhereJSON, h.FeedReader)
	open.GET("/feeds/:token/launches/:slug/oncall.json", h.onCallLaunchJSON, h.FeedReader)
	// On-call rosters.
	in.GET("/oncall", h.onCall)
	in.GET("/oncall.json", h.onCallEverywhereJSON)
	in.GET("/launches/:slug/oncall.json", h.onCallLaunchJSON)
	in.GET("/launches/:slug/roster", h.rosterPage)
	in.POST("/launches/:slug/roster", h.addEntry)
	in.GET("/launches/:slug/roster/new", h.newEntryPage)
	in.GET("/launches/:slug/roster/rota", h.rotaPage)
	in.POST("/launches/:slug/roster/rota", h.addRota)
	in.POST("/launches/:slug/roster/changes/:id/undo", h.undoRosterChange)
	in.POST("/launches/:slug/roster/take", h.takeOver)
	in.POST("/launches/:slug/roster/along", h.moveAlong)
	in.GET("/launches/:slug/roster/window", h.windowPage)
	in.POST("/launches/:slug/roster/window", h.setWindow)
	in.GET("/launches/:slug/roster/escalation", h.escalationPage)
	in.POST("/launches/:slug/roster/escalation", h.setEscalation)
	in.POST("/launches/:slug/roster/pages", h.pageSomebody)
	in.POST("/launches/:slug/roster/pages/:id/seen", h.markSeen)
	in.GET("/launches/:slug/roster/handover", h.handoverPage)
	in.POST("/launches/:slug/roster/handover", h.leaveHandover)
	in.POST("/launches/:slug/roster/handover/:id", h.acceptHandover)
	in.POST("/launches/:slug/roster/swaps/:id", h.answerSwap)
	in.GET("/launches/:slug/roster/periods/new", h.newPeriodPage)
	in.POST("/launches/:slug/roster/periods", h.addPeriod)
	in.GET("/launches/:slug/roster/periods/:id", h.editPeriodPage)
	in.POST("/launches/:slug/roster/periods/:id", h.updatePeriod)
	in.POST("/launches/:slug/roster/periods/:id/end", h.endPeriod)
	in.POST("/launches/:slug/roster/periods/:id/remove", h.removePeriod)
	in.GET("/launches/:slug/roster/topics/new", h.newTopicPage)
	in.POST("/launches/:slug/roster/topics", h.addTopic)
	in.GET("/launches/:slug/roster/topics/:id", h.editTopicPage)
	in.POST("/launches/:slug/roster/topics/:id", h.updateTopic)
	in.POST("/launches/:slug/roster/topics/:id/remove", h.removeTopic)
	in.GET("/launches/:slug/roster/:id", h.editEntryPage)
	in.POST("/launches/:slug/roster/:id", h.updateEntry)
	in.POST("/launches/:slug/roster/:id/remove", h.removeEntry)
	in.GET("/launches/:slug/roster/:id/swap", h.swapPage)
	in.POST("/launches/:slug/roster/:id/swap", h.askSwap)
}
