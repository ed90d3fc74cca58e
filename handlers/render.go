package handlers

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/ui"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render writes a page or fragment into a buffer first, so that an error on
// the way gives an error page and not half of a page.
func (s *Server) render(c echo.Context, status int, page templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := page.Render(c.Request().Context(), b); err != nil {
		return err
	}
	if err := s.completeFragment(c, status, b); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Add("Vary", "HX-Request, HX-Request-Type")
	return c.HTMLBlob(status, b.Bytes())
}

// completeFragment sends along with a fragment of a launch's page what the head
// of that page says by now: whatever was changed, the verdict may follow from it.
func (s *Server) completeFragment(c echo.Context, status int, b *bytes.Buffer) error {
	whole := bytes.HasPrefix(b.Bytes(), []byte("<!"))
	if whole || status >= http.StatusBadRequest && status != http.StatusConflict || !isPartial(c) || !strings.HasPrefix(c.Path(), "/launches/:slug/") {
		return nil
	}
	head, err := s.headAnew(c)
	if err != nil {
		return err
	}
	return head.Render(c.Request().Context(), b)
}

// isPartial tells whether htmx asked for a fragment: not for a whole page, be
// it boosted or restored from the history.
func isPartial(c echo.Context) bool {
	h := c.Request().Header
	return h.Get("HX-Request") == "true" && h.Get("HX-Request-Type") == "partial" &&
		h.Get("HX-Boosted") != "true" && h.Get("HX-History-Restore-Request") != "true"
}

// shell is what every page has around its content.
func (s *Server) shell(c echo.Context, title, nav string) layout.Shell {
	sh := layout.Shell{Title: title, Nav: nav, Path: c.Request().URL.Path, Demo: s.opt.Demo}
	if in, ok := signedIn(c); ok && in.UserID != nil {
		sh.User = &layout.User{ID: in.User.ID, Name: in.User.Name, Email: in.User.Email, Role: string(in.User.Role)}
	}
	sh.Flash = s.takeFlash(c)
	return sh
}

// may tells whether the signed-in person may do something, for what a page offers.
func (s *Server) may(c echo.Context, act people.Action, lead int64) bool {
	return people.May(actorOf(c), act, lead)
}

// formOf reads what was typed. The values are kept as they were sent, so that
// a form which is refused loses nothing.
func formOf(c echo.Context) (ui.Form, error) {
	values, err := c.FormParams()
	if err != nil {
		return ui.Form{}, unreadable(err)
	}
	return ui.NewForm(typeable(values)), nil
}

// sent reads a write to what has a number in the address: the number, and what
// was typed.
func sent(c echo.Context) (int64, ui.Form, error) {
	id, err := idParam(c, "id")
	if err != nil {
		return 0, ui.Form{}, err
	}
	f, err := formOf(c)
	return id, f, err
}

// versionOf is the version that somebody had before them when they typed.
func versionOf(f ui.Form) int { return int(number(f, "version")) }

// unreadable says what is wrong with a request whose form cannot be read. No
// browser sends one.
func unreadable(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return err
	case errors.Is(err, multipart.ErrMessageTooLarge), strings.Contains(err.Error(), "exceeded limit"):
		return errTooLarge
	}
	return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
}

// typeable takes out of values what cannot be typed.
func typeable(values url.Values) url.Values {
	for _, vs := range values {
		for i, v := range vs {
			vs[i] = typeableText(v)
		}
	}
	return values
}

// typeableText is a text without what no key types, HTML cannot hold and
// PostgreSQL refuses in part: control characters, noncharacters, broken UTF-8.
func typeableText(text string) string {
	return strings.Map(func(r rune) rune {
		control := unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r'
		if control || r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r <= 0xFDEF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "�"))
}

// refused fills a form with the messages of an Invalid error; any other error
// is returned as it is.
func refused(f *ui.Form, err error) error {
	if !fault.Is(err, fault.KindInvalid) {
		return err
	}
	for _, p := range fault.FieldsOf(err) {
		f.Add(p.Name, p.Message)
	}
	return nil
}

// refusedAtFields is refused for a form whose inputs are not all for everybody: it
// takes over the messages of a Forbidden error too. It returns the status to
// answer with.
func refusedAtFields(f *ui.Form, err error) (int, error) {
	fields := fault.FieldsOf(err)
	if !fault.Is(err, fault.KindForbidden) || len(fields) == 0 {
		return http.StatusUnprocessableEntity, refused(f, err)
	}
	for _, p := range fields {
		f.Add(p.Name, p.Message)
	}
	return http.StatusForbidden, nil
}

// idParam reads a number in the address. Returns NotFound when it is none.
func idParam(c echo.Context, name string) (int64, error) {
	id, err := strconv.ParseInt(c.Param(name), 10, 64)
	if err != nil || id <= 0 {
		return 0, fault.NotFound("page")
	}
	return id, nil
}

// number reads a number from a form, 0 when it is none.
func number(f ui.Form, name string) int64 {
	n, _ := strconv.ParseInt(f.Val(name), 10, 64)
	return n
}

// optional is the id chosen in a form, nil for none.
func optional(f ui.Form, name string) *int64 {
	if n := number(f, name); n > 0 {
		return &n
	}
	return nil
}

// seeOther sends the browser on after a write, so that reloading repeats nothing.
func seeOther(c echo.Context, to string) error { return c.Redirect(http.StatusSeeOther, to) }

// localPath keeps a "next" address inside of this site.
func localPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.ContainsAny(next, "\\\r\n") {
		return "/launches"
	}
	return u.RequestURI()
}
