package web

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/models/db"
)

const (
	// deniedTime limits the time for writing the audit row of a denied request.
	deniedTime = 5 * time.Second
	// deniedLength is the maximum length of each parameter in the row, in characters.
	deniedLength = 80
)

// recordDenied logs and audits a request that is answered with 403.
func (k *Kit) recordDenied(ctx context.Context, c echo.Context, reason string) {
	a := db.ActorOf(ctx)
	// Requests from other sites are denied before the session is loaded.
	a.Address = c.RealIP()
	request := c.Request().Method + " " + deniedPath(c, a.ID != 0)
	slog.WarnContext(ctx, "request denied", "id", RequestID(c), "request", request, "user", a.ID, "address", a.Address, "reason", reason)
	ctx, cancel := context.WithTimeout(db.WithActor(ctx, a), deniedTime)
	defer cancel()
	if err := k.Audit.RecordDenied(ctx, request, reason); err != nil {
		slog.WarnContext(ctx, "audit row not written", "id", RequestID(c), "err", err)
	}
}

// deniedPath returns the request's route; for signed-in people with the launch and the id in it. It
// omits secrets.
func deniedPath(c echo.Context, signedIn bool) string {
	route := c.Path()
	if !signedIn {
		return route
	}
	parts := strings.Split(route, "/")
	for i, p := range parts {
		if name, ok := strings.CutPrefix(p, ":"); ok && name != "token" {
			value := []rune(c.Param(name))
			parts[i] = string(value[:min(len(value), deniedLength)])
		}
	}
	return strings.Join(parts, "/")
}
