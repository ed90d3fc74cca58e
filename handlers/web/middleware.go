package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"tminus/models/db"
	"tminus/models/fault"
)

// HeadAsGet routes a HEAD request like a GET; net/http drops the body, because it still has the
// original request. It wraps the router, which uses the request that it is given.
func HeadAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			get := *r
			get.Method = http.MethodGet
			r = &get
		}
		next.ServeHTTP(w, r)
	})
}

const keyRequestID = "request id"

// identify assigns an id to the request, which is in the log and on error pages.
func (k *Kit) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		var b [8]byte
		_, _ = rand.Read(b[:])
		id := hex.EncodeToString(b[:])
		c.Set(keyRequestID, id)
		c.Response().Header().Set("X-Request-Id", id)
		return next(c)
	}
}

func RequestID(c echo.Context) string {
	id, _ := c.Get(keyRequestID).(string)
	return id
}

// recover turns a panic into an error page with an id that identifies the stack in the log.
func (k *Kit) recover(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			r := recover()
			if r == nil {
				return
			}
			if r == http.ErrAbortHandler { //nolint:errorlint // the value that net/http compares with, not a returned error
				panic(r)
			}
			slog.ErrorContext(c.Request().Context(), "panic", "id", RequestID(c), "route", c.Path(), "panic", fmt.Sprint(r), "stack",
				string(debug.Stack()))
			k.HandleError(fmt.Errorf("panic: %v", r), c)
			err = nil
		}()
		return next(c)
	}
}

// logRequests logs one line per request, without the query of the URL, which may contain a secret
// or a search text.
func (k *Kit) logRequests(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		if err := next(c); err != nil {
			c.Error(err)
		}
		route := c.Path()
		if route == "" {
			route = "(none)"
		}
		level := slog.LevelInfo
		if strings.HasPrefix(route, "/static") || strings.HasSuffix(route, "z") {
			level = slog.LevelDebug
		}
		slog.Log(c.Request().Context(), level, "request", "id", RequestID(c), "method", c.Request().Method,
			"route", route, "status", c.Response().Status, "bytes", c.Response().Size, "took", time.Since(start))
		return nil
	}
}

// contentPolicy lets a page load only our own files, and nothing inline.
const contentPolicy = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"

// secure sets the security headers.
func (k *Kit) secure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		// Other sites do not get our URLs, which may contain a secret. With no-referrer they would
		// not either, but then browsers send "Origin: null" with our own forms, which sameOrigin
		// has to refuse.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		if k.Options.https() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		// Public responses, such as the style sheet, override this.
		h.Set("Cache-Control", "private, no-cache")
		return next(c)
	}
}

func (o Options) https() bool { return strings.HasPrefix(o.BaseURL, "https://") }

// headLimit is the maximum size of a request's URL and headers. The server itself accepts more, so
// that the answer can be a page.
const headLimit = 64 << 10

// shortHead refuses requests with a larger head, which a browser only sends if it is full of
// cookies.
func (k *Kit) shortHead(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		size := len(r.Method) + len(r.RequestURI) + len(r.Host)
		for name, values := range r.Header {
			for _, v := range values {
				size += len(name) + len(v)
			}
		}
		if size > headLimit {
			return echo.NewHTTPError(http.StatusRequestHeaderFieldsTooLarge)
		}
		return next(c)
	}
}

// A body that is too large is read and discarded, within these limits, because a browser that is
// still sending would show a broken connection instead of the answer.
const (
	maxDrain  = 64 << 20
	drainTime = 30 * time.Second
)

func drain(c echo.Context) {
	r := c.Request()
	// Answer immediately if the client asks before sending, or announces too much.
	if r.Header.Get("Expect") != "" || r.ContentLength > maxDrain {
		return
	}
	if http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(drainTime)) == nil {
		_, _ = io.CopyN(io.Discard, r.Body, maxDrain)
	}
}

// inTime limits the duration of a request, and records whether the request has saved something. It
// is the outermost middleware, so that the context is still valid while an error is answered and
// logged; an expired one looks like a client that disconnected.
func (k *Kit) inTime(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		ctx, cancel := context.WithTimeout(db.WithMemo(db.WithOutcome(r.Context())), requestTime)
		defer cancel()
		c.SetRequest(r.WithContext(ctx))
		return next(c)
	}
}

// limit limits the size of a request's body.
func (k *Kit) limit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.ContentLength > k.Options.BodyLimit {
			drain(c)
			return errTooLarge
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, k.Options.BodyLimit)
		return next(c)
	}
}

// plainAddress handles control characters and invalid UTF-8 in URLs: such a path is not found, and
// they are stripped from the query.
func (k *Kit) plainAddress(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if !utf8.ValidString(r.URL.Path) || strings.ContainsRune(r.URL.Path, 0) {
			return fault.NotFound("page")
		}
		if query, err := url.QueryUnescape(r.URL.RawQuery); err != nil || query != SanitizeText(query) {
			clean := r.Clone(r.Context())
			clean.URL.RawQuery = SanitizeValues(r.URL.Query()).Encode()
			c.SetRequest(clean)
		}
		return next(c)
	}
}

// addressOf returns the function that finds a client's address: that of the connection, or the one
// reported by a trusted proxy.
func (k *Kit) addressOf() echo.IPExtractor {
	if len(k.Options.TrustedProxies) == 0 {
		return echo.ExtractIPDirect()
	}
	opts := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range k.Options.TrustedProxies {
		opts = append(opts, echo.TrustIPRange(ipNet(p)))
	}
	return echo.ExtractIPFromXFFHeader(opts...)
}

func ipNet(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}

// requestTime is the maximum duration of a request.
const requestTime = 30 * time.Second
