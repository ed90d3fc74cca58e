// Package runsheet answers requests about run sheets.
package runsheet

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/launch"
	"tminus/models/runsheet"
)

// Handler answers requests about run sheets.
type Handler struct {
	*web.Kit
	launches  *launch.Store
	runsheets *runsheet.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, launches: m.Launches, runsheets: m.Runsheets}
}

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	// The run sheet of launch day.
	in.GET("/launches/:slug/runsheet", h.runSheet)
	in.POST("/launches/:slug/runsheet", h.addRunTask)
	in.GET("/launches/:slug/runsheet/new", h.newRunTaskPage)
	in.GET("/launches/:slug/runsheet/paste", h.pastePage)
	in.POST("/launches/:slug/runsheet/paste", h.paste)
	in.POST("/launches/:slug/runsheet/paste/undo", h.undoPaste)
	in.GET("/launches/:slug/runsheet/export.txt", h.export)
	in.GET("/launches/:slug/runsheet/backup", h.backupPage)
	in.POST("/launches/:slug/runsheet/backup", h.setBackup)
	in.GET("/launches/:slug/runsheet/block", h.blockPage)
	in.POST("/launches/:slug/runsheet/block", h.editBlock)
	in.GET("/launches/:slug/runsheet/:id", h.runTaskPage)
	in.POST("/launches/:slug/runsheet/:id", h.editRunTask)
	in.POST("/launches/:slug/runsheet/:id/done", h.doRunTask)
	in.POST("/launches/:slug/runsheet/:id/members/:member/done", h.tickForMember)
	in.POST("/launches/:slug/runsheet/:id/move", h.moveRunTask)
	in.GET("/launches/:slug/runsheet/:id/shift", h.shiftRunTasksPage)
	in.POST("/launches/:slug/runsheet/:id/shift", h.shiftRunTasks)
	in.POST("/launches/:slug/runsheet/:id/remove", h.removeRunTask)
}
