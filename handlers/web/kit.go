// Package web holds the code that the handler packages share: rendering, forms, errors, sessions,
// middleware, the head of a launch's pages, undo, and values that are shown once.
package web

import (
	"github.com/gorilla/securecookie"
	"github.com/labstack/echo/v4"

	"tminus/models"
	"tminus/models/audit"
	"tminus/models/db"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/portfolio"
	"tminus/models/readiness"
)

// Kit is embedded by the Handler of every package.
type Kit struct {
	Options Options
	DB      *db.DB
	People  *people.Store
	Audit   *audit.Store
	Devices *deviceCookie

	launches  *launch.Store
	gonogo    *gonogo.Store
	ready     *readiness.Store
	portfolio *portfolio.Store
	sessions  *sessionStore
	// once encrypts secrets that a page shows once.
	once *securecookie.SecureCookie
}

// New returns a Kit on the database d and its stores m.
func New(d *db.DB, opt Options, m models.Stores) *Kit {
	return &Kit{Options: opt, DB: d, People: m.People, launches: m.Launches, gonogo: m.GoNoGo, ready: m.Readiness, portfolio: m.Portfolio,
		Audit: audit.NewStore(d), Devices: newDeviceCookie(opt),
		sessions: newSessionStore(m.People, opt), once: newOnce(opt.Secret)}
}

// Middleware returns the middleware of every request, outermost first.
func (k *Kit) Middleware() []echo.MiddlewareFunc {
	return []echo.MiddlewareFunc{k.inTime, k.recover, k.identify, k.logRequests, k.secure, k.shortHead, k.sameOrigin(), k.limit,
		k.plainAddress}
}

// IPExtractor returns the function that finds a client's IP address.
func (k *Kit) IPExtractor() echo.IPExtractor { return k.addressOf() }
