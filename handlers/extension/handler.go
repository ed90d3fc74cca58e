// Package extension answers requests about deadline extensions.
package extension

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/extension"
	"tminus/models/launch"
)

// Handler answers requests about deadline extensions.
type Handler struct {
	*web.Kit
	launches   *launch.Store
	extensions *extension.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, launches: m.Launches, extensions: m.Extensions}
}

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	// Deadline extensions.
	in.GET("/launches/:slug/exceptions", h.exceptions)
	in.POST("/launches/:slug/exceptions", h.askException)
	in.GET("/launches/:slug/exceptions/new", h.newExceptionPage)
	in.GET("/launches/:slug/exceptions/:id", h.exceptionPage)
	in.POST("/launches/:slug/exceptions/:id/decide", h.decideException)
	in.POST("/launches/:slug/exceptions/:id/withdraw", h.withdrawException)
	in.POST("/me/exceptions/seen", h.seeExceptions)
}
