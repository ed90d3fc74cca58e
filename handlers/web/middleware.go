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

// HeadAsGet routes a HEAD request like a GET; net/http drops the body, since it
// still holds the request as it came. It stands before the router, which looks
// at the request that it was given itself.
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

// identify gives the request an id, which the log and an error page name.
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

// recover turns a panic into an error page with an id that finds the stack in the log.
func (k *Kit) recover(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			r := recover()
			if r == nil {
				return
			}
			if r == http.ErrAbortHandler { //nolint:errorlint // the value that net/http looks for, not an error that is handed up
				panic(r)
			}
			slog.ErrorContext(c.Request().Context(), "panic", "id", RequestID(c), "route", c.Path(), "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			k.HandleError(fmt.Errorf("panic: %v", r), c)
			err = nil
		}()
		return next(c)
	}
}

// logRequests writes one line a request. Queries of an address are left out:
// they may hold a secret link or what somebody searched for.
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

// contentPolicy lets a page load only what we serve, and nothing inline.
const contentPolicy = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"

// secure sets the headers that keep a browser from being tricked.
func (k *Kit) secure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		// Other sites learn no address of ours, which may hold a secret. With no-referrer they would not
		// either, but then browsers send "Origin: null" with our own forms, which sameOrigin has to refuse.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		if k.Options.https() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		// What is for everybody, as the style sheet is, says so itself.
		h.Set("Cache-Control", "private, no-cache")
		return next(c)
	}
}

func (o Options) https() bool { return strings.HasPrefix(o.BaseURL, "https://") }

// headLimit is how much a request's address and headers may hold together.
// The server itself reads more, so that who sends more is told so by a page.
const headLimit = 64 << 10

// shortHead refuses what no browser sends but one that is full of cookies.
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

// A body that is too large is read and thrown away, within these bounds: a
// browser that is still sending would show a broken connection, not the answer.
const (
	drained   = 64 << 20
	drainTime = 30 * time.Second
)

func drain(c echo.Context) {
	r := c.Request()
	// Who asks before sending, or means to send without end, is answered at once.
	if r.Header.Get("Expect") != "" || r.ContentLength > drained {
		return
	}
	if http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(drainTime)) == nil {
		_, _ = io.CopyN(io.Discard, r.Body, drained)
	}
}

// inTime bounds how long a request may take, and records whether the request has
// saved something. It is the outermost, so that the
// time ends when an error is answered and logged too: what ends before looks
// like a visitor who left.
func (k *Kit) inTime(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		ctx, cancel := context.WithTimeout(db.WithMemo(db.WithOutcome(r.Context())), requestTime)
		defer cancel()
		c.SetRequest(r.WithContext(ctx))
		return next(c)
	}
}

// limit bounds how much a request may send.
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

// plainAddress keeps what cannot be typed out of addresses: nothing is found
// under such a path, and a query is read without it.
func (k *Kit) plainAddress(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if !utf8.ValidString(r.URL.Path) || strings.ContainsRune(r.URL.Path, 0) {
			return fault.NotFound("page")
		}
		if typed, err := url.QueryUnescape(r.URL.RawQuery); err != nil || typed != SanitizeText(typed) {
			clean := r.Clone(r.Context())
			clean.URL.RawQuery = SanitizeValues(r.URL.Query()).Encode()
			c.SetRequest(clean)
		}
		return next(c)
	}
}

// addressOf tells where a request came from: the connection, or what a
// trusted proxy says.
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

// requestTime bounds how long a page may take.
const requestTime = 30 * time.Second
