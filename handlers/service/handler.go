// Package service answers requests about services and what launches use of them.
package service

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/launch"
	"tminus/models/service"
)

// Handler answers requests about services and what launches use of them.
type Handler struct {
	*web.Kit
	launches *launch.Store
	services *service.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, launches: m.Launches, services: m.Services}
}

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	// Services: what launches depend on, and who could open their links.
	in.GET("/services", h.serviceList)
	in.POST("/services", h.addService)
	in.GET("/services/new", h.newServicePage)
	in.GET("/services/:id", h.servicePage)
	in.POST("/services/:id", h.updateService)
	in.GET("/services/:id/edit", h.editServicePage)
	in.POST("/services/:id/archive", h.archiveService)
	in.POST("/services/:id/restore", h.restoreService)
	in.POST("/services/:id/links/:link/try", h.tryLink)
	in.POST("/services/:id/checks/:check/back", h.takeCheckBack)
	in.GET("/launches/:slug/services", h.launchServices)
	in.POST("/launches/:slug/services", h.nameServices)
	in.GET("/launches/:slug/services/new", h.nameServicesPage)
	in.POST("/launches/:slug/services/undo", h.unnameServices)
	in.GET("/launches/:slug/services/:id/edit", h.editUsePage)
	in.POST("/launches/:slug/services/:id", h.updateUse)
	in.POST("/launches/:slug/services/:id/remove", h.dropUse)
	in.POST("/launches/:slug/services/:id/restore", h.restoreUse)
}
