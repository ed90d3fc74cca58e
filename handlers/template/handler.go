// Package template answers requests about templates.
package template

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/launch"
	"tminus/models/template"
)

// Handler answers requests about templates.
type Handler struct {
	*web.Kit
	launches  *launch.Store
	templates *template.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, launches: m.Launches, templates: m.Templates}
}

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	// Templates: everybody may read them, administrators may edit them.
	in.GET("/templates", h.templateList)
	in.GET("/templates/new", h.newTemplatePage)
	in.POST("/templates", h.addTemplate)
	in.GET("/templates/:key", h.templatePage)
	in.GET("/templates/:key/file", h.templateFile)
	in.POST("/templates/:key/copy", h.copyTemplate)
	in.POST("/templates/:key/archive", h.archiveTemplate)
	in.GET("/templates/:key/edit", h.templateTablePage)
	in.POST("/templates/:key/edit", h.saveTemplateTable)
	in.GET("/templates/:key/source", h.templateSourcePage)
	in.POST("/templates/:key/source", h.saveTemplateSource)
}
