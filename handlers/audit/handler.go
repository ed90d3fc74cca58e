// Package audit answers requests about the audit log.
package audit

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
)

// Handler answers requests about the audit log.
type Handler struct {
	*web.Kit
}

// New returns a Handler. It reads the log through the Kit.
func New(k *web.Kit) *Handler { return &Handler{Kit: k} }

// Routes registers the routes of this package, which require sign-in.
func (h *Handler) Routes(in *echo.Group) {
	// The audit log.
	in.GET("/audit", h.auditPage)
	in.GET("/audit.csv", h.auditExport)
}
