package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/internal/pace"
)

// The maximum number of uses of personal links per address. An office of 120 behind one address
// needs three requests each when a mail reaches all of them. The links cannot be guessed, so the
// limit only bounds the load.
const (
	LinkTries  = 600
	LinkWindow = time.Minute
)

// ErrTooOften is the error for an address with too many requests.
var ErrTooOften = echo.NewHTTPError(http.StatusTooManyRequests)

// Slowly refuses an address with too many requests.
func (k *Kit) Slowly(l *pace.Limiter) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if wait := l.Take(pace.AddressKey(c.RealIP()), k.DB.Now()); wait > 0 {
				c.Response().Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
				return ErrTooOften
			}
			return next(c)
		}
	}
}

// Private keeps the page of a secret link out of search engines and caches. The Referrer-Policy of
// every page keeps it from other sites.
func Private(c echo.Context) {
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow")
}
