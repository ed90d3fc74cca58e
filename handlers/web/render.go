package web

import (
	"bytes"
	"net/http"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/models/people"
	"tminus/views/layout"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render writes a page or fragment into a buffer first, so that an error on
// the way gives an error page and not half of a page.
func (k *Kit) Render(c echo.Context, status int, page templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := page.Render(c.Request().Context(), b); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Add("Vary", "HX-Request, HX-Request-Type")
	return c.HTMLBlob(status, b.Bytes())
}

// IsPartial tells whether htmx asked for a fragment: not for a whole page, be
// it boosted or restored from the history.
func IsPartial(c echo.Context) bool {
	h := c.Request().Header
	return h.Get("HX-Request") == "true" && h.Get("HX-Request-Type") == "partial" &&
		h.Get("HX-Boosted") != "true" && h.Get("HX-History-Restore-Request") != "true"
}

// Shell is what every page has around its content.
func (k *Kit) Shell(c echo.Context, title, nav string) layout.Shell {
	sh := layout.Shell{Title: title, Nav: nav, Path: c.Request().URL.Path, Demo: k.Options.Demo}
	if in, ok := SignedIn(c); ok && in.UserID != nil {
		sh.User = &layout.User{ID: in.User.ID, Name: in.User.Name, Email: in.User.Email, Role: string(in.User.Role)}
	}
	sh.Flash = k.takeFlash(c)
	return sh
}

// May tells whether the signed-in person may do something, for what a page offers.
func (k *Kit) May(c echo.Context, act people.Action, lead int64) bool {
	return people.May(Actor(c), act, lead)
}

// SeeOther sends the browser on after a write, so that reloading repeats nothing.
func SeeOther(c echo.Context, to string) error { return c.Redirect(http.StatusSeeOther, to) }
