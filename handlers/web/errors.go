package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/views/pages"
	"tminus/views/paths"
)

var errTooLarge = echo.NewHTTPError(http.StatusRequestEntityTooLarge, "That is more than can be sent at once.")

// problem is the status and the text for an error.
type problem struct {
	status int
	title  string
	text   string
}

// problemOf maps an error to HTTP. It is the only function that does.
func problemOf(err error) problem {
	var tooLarge *http.MaxBytesError
	var he *echo.HTTPError
	switch {
	case errors.As(err, &tooLarge), errors.Is(err, errTooLarge):
		return problem{http.StatusRequestEntityTooLarge, "Too large",
			"That is more than can be sent at once. Go back: what you typed is still there. Shorten it and try again."}
	case errors.As(err, &he):
		return problemOfStatus(he.Code)
	}
	text := fault.MessageOf(err)
	switch fault.KindOf(err) {
	case fault.KindInvalid:
		if fs := fault.FieldsOf(err); len(fs) > 0 {
			text = fs[0].Message
		}
		return problem{http.StatusUnprocessableEntity, "That did not work", text}
	case fault.KindUnauthenticated:
		return problem{http.StatusUnauthorized, "Sign in", text}
	case fault.KindForbidden:
		return problem{http.StatusForbidden, "Not allowed", text}
	case fault.KindNotFound:
		return problem{http.StatusNotFound, "Not found", text}
	case fault.KindConflict:
		return problem{http.StatusConflict, "Changed meanwhile", text}
	case fault.KindUnavailable:
		return problem{http.StatusServiceUnavailable, "Try again in a moment", text}
	}
	return problem{http.StatusInternalServerError, "Something went wrong", "It is our fault, not yours."}
}

// outcome returns a text about whether a failed request has changed something, or "" if it could
// not have.
func outcome(c echo.Context, status int) string {
	r := c.Request()
	switch {
	case r.Method == http.MethodGet, r.Method == http.MethodHead:
		return ""
	case db.MayHaveSaved(r.Context()):
		return "Your change may have been saved: check before you try again."
	case status >= http.StatusInternalServerError:
		return "Nothing was saved."
	}
	return ""
}

func problemOfStatus(code int) problem {
	switch code {
	case http.StatusNotFound:
		return problem{code, "Not found", "There is no page at this address. It may have been moved or removed."}
	case http.StatusMethodNotAllowed:
		return problem{code, "Not possible here", "This address does not take such a request."}
	case http.StatusRequestEntityTooLarge:
		return problem{code, "Too large", "That is more than can be sent at once."}
	case http.StatusRequestHeaderFieldsTooLarge:
		return problem{code, "Too long",
			"The address is too long, or your browser sent too much along with it. Remove the cookies of this site, then try again."}
	case http.StatusTooManyRequests:
		return problem{code, "Too often", "There were too many requests from where you are. Wait a minute, then try again."}
	case http.StatusBadRequest:
		return problem{code, "Not understood", "The request could not be read. Go back and try again."}
	}
	return problem{code, http.StatusText(code), ""}
}

// HandleError answers every error that a handler returns. People who are not signed in are sent to
// the sign-in page, and return afterwards.
func (k *Kit) HandleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	// A client that disconnected gets no answer, and it is not an error.
	gone := errors.Is(c.Request().Context().Err(), context.Canceled)
	p := problemOf(k.DB.Trouble(err))
	p.text = strings.TrimSpace(p.text + " " + outcome(c, p.status))
	// The request's context may have expired; the error page must still be sent.
	ctx := context.WithoutCancel(c.Request().Context())
	c.SetRequest(c.Request().WithContext(ctx))
	if p.status == http.StatusForbidden {
		k.recordDenied(ctx, c, p.text)
	}
	switch {
	case gone:
		slog.DebugContext(ctx, "request left", "id", RequestID(c), "route", c.Path(), "err", err)
	case p.status == http.StatusServiceUnavailable:
		slog.WarnContext(ctx, "request not possible now", "id", RequestID(c), "route", c.Path(), "err", err)
	case p.status >= http.StatusInternalServerError:
		slog.ErrorContext(ctx, "request failed", "id", RequestID(c), "route", c.Path(), "err", err)
	}
	if p.status == http.StatusUnauthorized {
		k.sendToSignIn(c)
		return
	}
	if p.status == http.StatusServiceUnavailable {
		c.Response().Header().Set("Retry-After", "5")
	}
	id := ""
	if p.status == http.StatusInternalServerError {
		id = RequestID(c)
	}
	page := pages.Error(k.Shell(c, p.title, ""), p.text, id)
	if IsPartial(c) {
		page = pages.ErrorNote(p.title, p.text, id)
		c.Response().Header().Set("HX-Retarget", "#flash")
		c.Response().Header().Set("HX-Reswap", "innerHTML")
	}
	if err := k.Render(c, p.status, page); err != nil {
		slog.ErrorContext(ctx, "error page failed", "id", RequestID(c), "err", err)
	}
}

func (k *Kit) sendToSignIn(c echo.Context) {
	to := paths.Login()
	if c.Request().Method == http.MethodGet && c.Request().URL.Path != "/" {
		to += "?next=" + url.QueryEscape(c.Request().URL.RequestURI())
	}
	if IsPartial(c) {
		c.Response().Header().Set("HX-Redirect", to)
		c.Response().WriteHeader(http.StatusUnauthorized)
		return
	}
	_ = c.Redirect(http.StatusSeeOther, to)
}
