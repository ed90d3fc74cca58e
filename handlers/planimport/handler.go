// Package planimport answers requests about plans that are imported from tables.
package planimport

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/launch"
	"tminus/models/planimport"
)

// Handler answers requests about plans that are imported from tables.
type Handler struct {
	*web.Kit
	launches *launch.Store
	imports  *planimport.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, launches: m.Launches, imports: m.Imports}
}

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	in.GET("/launches/:slug/import", h.importPage)
	in.POST("/launches/:slug/import", h.importTable)
	in.POST("/launches/:slug/imports/:id/undo", h.undoImport)
}
