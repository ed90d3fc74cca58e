package web

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
)

// secretLinkRoutes are the pages that need no account because their URL contains a secret. Routes
// below them are included.
var secretLinkRoutes = []string{"/link/:token", "/ack/:token", "/beta/:token", "/paged/:token"}

const keyOpaqueOrigin = "opaque origin"

// sameOrigin refuses writes that another site makes a browser send.
//
// A browser hides the origin of a page with "Origin: null", for example if an extension suppresses
// referrers. With Sec-Fetch-Site, the source of the request is still clear. Without it, the request
// is allowed on secret links only, because whoever knows the secret could send the request
// directly. Such a request gets no cookies, so that it cannot act in the name of the signed-in
// person.
func (k *Kit) sameOrigin() echo.MiddlewareFunc {
	p := http.NewCrossOriginProtection()
	if origin := originOf(k.Options.BaseURL); origin != "" {
		_ = p.AddTrustedOrigin(origin)
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			if p.Check(r) == nil {
				return next(c)
			}
			if !hidesOrigin(r) || !onSecretLink(c.Path()) {
				return fault.Forbidden("This was sent from another site, so nothing was done. Open T-Minus and do it there.")
			}
			r.Header.Del("Cookie")
			c.Set(keyOpaqueOrigin, true)
			return next(c)
		}
	}
}

// hidesOrigin reports whether a browser sent no information about the page that sent the request.
func hidesOrigin(r *http.Request) bool {
	return r.Header.Get("Origin") == "null" && len(r.Header.Values("Sec-Fetch-Site")) == 0
}

// FromOpaqueOrigin reports whether sameOrigin allowed a request without knowing which page sent it.
func FromOpaqueOrigin(c echo.Context) bool {
	opaque, _ := c.Get(keyOpaqueOrigin).(bool)
	return opaque
}

func onSecretLink(route string) bool {
	return slices.ContainsFunc(secretLinkRoutes, func(page string) bool {
		return route == page || strings.HasPrefix(route, page+"/")
	})
}

// originOf returns the origin of a URL as browsers write it: in lower case and without the scheme's
// default port. It returns "" if the URL has none.
func originOf(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Hostname() == "" {
		return ""
	}
	host, port := strings.ToLower(u.Hostname()), u.Port()
	if port != "" && port != map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		host = net.JoinHostPort(host, port)
	} else if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return u.Scheme + "://" + host
}
