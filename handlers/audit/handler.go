// Package audit answers requests about the audit log.
package audit

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/audit"
)

// Handler answers requests about the audit log.
type Handler struct {
	*web.Kit
	audit *audit.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, audit: audit.NewStore(k.DB)}
}

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	// The audit log.
	in.GET("/audit", h.auditPage)
	in.GET("/audit.csv", h.auditExport)
}
