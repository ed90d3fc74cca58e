// Package checklist answers requests about checklists and their items.
package checklist

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/checklist"
	"tminus/models/launch"
)

// Handler answers requests about checklists and their items.
type Handler struct {
	*web.Kit
	launches   *launch.Store
	checklists *checklist.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, launches: m.Launches, checklists: m.Checklists}
}

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	// Checklists and their items.
	in.GET("/launches/:slug/checklists", h.checklistsPage)
	in.POST("/launches/:slug/checklists", h.addList)
	in.GET("/launches/:slug/checklists/new", h.newListPage)
	in.POST("/launches/:slug/checklists/several", h.setChecks)
	in.POST("/launches/:slug/checklists/back", h.putChecksBack)
	in.GET("/launches/:slug/checklists/:id/edit", h.editListPage)
	in.POST("/launches/:slug/checklists/:id/edit", h.editList)
	in.POST("/launches/:slug/checklists/:id/remove", h.removeList)
	in.POST("/launches/:slug/checklists/:id/restore", h.restoreList)
	in.POST("/launches/:slug/checklists/:id/up", h.listUp)
	in.POST("/launches/:slug/checklists/:id/down", h.listDown)
	in.POST("/launches/:slug/checklists/:id/round", h.startRound)
	in.POST("/launches/:slug/checklists/:id/round/undo", h.undoRound)
	in.GET("/launches/:slug/checklists/:id/rounds/:number", h.roundPage)
	in.GET("/launches/:slug/checklists/:id/add", h.newItemPage)
	in.POST("/launches/:slug/checklists/:id/add", h.addItem)
	in.GET("/launches/:slug/checks/:id/state", h.checkStatePage)
	in.POST("/launches/:slug/checks/:id/state", h.setCheck)
	in.POST("/launches/:slug/checks/:id/by-hand", h.setByHand)
	in.POST("/launches/:slug/checks/:id/by-hand/end", h.endByHand)
	in.GET("/launches/:slug/checks/:id/edit", h.editItemPage)
	in.POST("/launches/:slug/checks/:id/edit", h.editItem)
	in.POST("/launches/:slug/checks/:id/remove", h.removeItem)
	in.POST("/launches/:slug/checks/:id/restore", h.restoreItem)
	in.POST("/launches/:slug/checks/:id/up", h.itemUp)
	in.POST("/launches/:slug/checks/:id/down", h.itemDown)
}
