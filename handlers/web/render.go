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

// Render renders a page or fragment into a buffer first, so that an error results in an error page
// instead of half a page.
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

// IsPartial reports whether htmx requested a fragment, and not a whole page, boosted or restored
// from the history.
func IsPartial(c echo.Context) bool {
	h := c.Request().Header
	return h.Get("HX-Request") == "true" && h.Get("HX-Request-Type") == "partial" &&
		h.Get("HX-Boosted") != "true" && h.Get("HX-History-Restore-Request") != "true"
}

// Shell returns the frame of every page.
func (k *Kit) Shell(c echo.Context, title, nav string) layout.Shell {
	sh := layout.Shell{Title: title, Nav: nav, Path: c.Request().URL.Path, Demo: k.Options.Demo}
	if in, ok := SignedIn(c); ok && in.UserID != nil {
		sh.User = &layout.User{ID: in.User.ID, Name: in.User.Name, Email: in.User.Email, Role: string(in.User.Role)}
	}
	sh.Flash = k.takeFlash(c)
	return sh
}

// Can reports whether the signed-in person may do act to a subject, to decide what a page offers.
func (k *Kit) Can(c echo.Context, act people.Action, on people.Subject) bool {
	return people.Can(Actor(c), act, on)
}

// Permissions returns Can for the signed-in person, for a page with many subjects.
func (k *Kit) Permissions(c echo.Context) func(people.Action, people.Subject) bool {
	actor := Actor(c)
	return func(act people.Action, on people.Subject) bool { return people.Can(actor, act, on) }
}

// SeeOther redirects after a write, so that reloading does not repeat it.
func SeeOther(c echo.Context, to string) error { return c.Redirect(http.StatusSeeOther, to) }
