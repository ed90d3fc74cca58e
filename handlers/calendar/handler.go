// Package calendar answers requests about the organisation's calendar, collisions and calendar feeds.
package calendar

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/calendar"
	"tminus/models/launch"
	"tminus/models/portfolio"
	"tminus/models/readiness"
	"tminus/models/roster"
)

// Handler answers requests about the organisation's calendar, collisions and calendar feeds.
type Handler struct {
	*web.Kit
	calendar   *calendar.Store
	launches   *launch.Store
	portfolios *portfolio.Store
	ready      *readiness.Store
	roster     *roster.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{
		Kit:      k,
		calendar: m.Calendar,
		launches: m.Launches, portfolios: m.Portfolio,
		ready:  m.Readiness,
		roster: m.Roster,
	}
}

// Routes registers the routes of this package: those in open need no account, those in in require
// sign-in.
func (h *Handler) Routes(open, in *echo.Group) {
	// Calendar feeds: the secret link gives access to what its owner may read.
	open.GET("/feeds/:token/me.ics", h.myFeed)
	open.GET("/feeds/:token/calendar.ics", h.calendarFeed)
	open.GET("/feeds/:token/launches/:file", h.launchFeed)
	// Collisions of a launch with the calendar.
	in.GET("/launches/:slug/collisions", h.collisionList)
	in.POST("/launches/:slug/collisions", h.acceptCollision)
	in.POST("/launches/:slug/collisions/:id/back", h.takeCollisionBack)
	in.POST("/me/feeds", h.makeFeed)
	in.GET("/me/feeds", h.madeFeedPage)
	in.POST("/me/feeds/revoke", h.revokeFeed)
	// The organisation's calendar.
	in.GET("/calendar", h.calendarPage)
	in.GET("/calendar/import", h.calendarImportPage)
	in.POST("/calendar/import", h.importCalendar)
	in.POST("/calendar/imports/:id/undo", h.undoCalendarImport)
	in.POST("/calendar/events", h.addEvent)
	in.GET("/calendar/events/new", h.newEventPage)
	in.GET("/calendar/events/:id", h.eventPage)
	in.POST("/calendar/events/:id", h.updateEvent)
	in.GET("/calendar/events/:id/edit", h.editEventPage)
	in.POST("/calendar/events/:id/remove", h.removeEvent)
	in.POST("/calendar/events/:id/restore", h.restoreEvent)
}
