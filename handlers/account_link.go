package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/people"
	"tminus/views/account"
	"tminus/views/ui"
)

// linkPage shows what an invitation or reset link is for. It uses nothing up:
// mail scanners follow links too.
func (s *Server) linkPage(c echo.Context) error {
	o, err := s.openLink(c)
	if err != nil || c.Response().Committed {
		return err
	}
	return s.showLink(c, http.StatusOK, ui.NewForm(nil), o)
}

// openLink loads the link of the address, or answers with the page that says
// why it cannot be used.
func (s *Server) openLink(c echo.Context) (people.Opened, error) {
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	o, err := s.people.OpenLink(c.Request().Context(), c.Param("token"))
	if fault.Is(err, fault.KindNotFound) {
		return o, s.render(c, http.StatusNotFound, account.DeadLink(s.shell(c, "Link", ""), ""))
	}
	if err == nil && o.State != people.LinkOpen {
		return o, s.render(c, http.StatusGone, account.DeadLink(s.shell(c, "Link", ""), o.State))
	}
	return o, err
}

func (s *Server) showLink(c echo.Context, status int, f ui.Form, o people.Opened) error {
	f.Values.Del("password")
	sh := s.shell(c, "Choose a password", "")
	sh.Invalid = f.Invalid()
	return s.render(c, status, account.Choose(sh, f, o))
}

func (s *Server) useLink(c echo.Context) error {
	o, err := s.openLink(c)
	if err != nil || c.Response().Committed {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	u, err := s.people.UseLink(c.Request().Context(), c.Param("token"), f.Val("password"))
	if fault.Is(err, fault.KindConflict) {
		return s.render(c, http.StatusGone, account.DeadLink(s.shell(c, "Link", ""), people.LinkUsed))
	}
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showLink(c, http.StatusUnprocessableEntity, f, o)
	}
	// Another site could otherwise sign this browser in as somebody else.
	if fromOpaqueOrigin(c) {
		return seeOther(c, "/login?set=1")
	}
	if err := s.begin(c, u); err != nil {
		return err
	}
	return seeOther(c, "/launches")
}
