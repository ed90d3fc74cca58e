package people

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/views/account"
	"tminus/views/paths"
	"tminus/views/ui"
)

// linkPage shows the purpose of an invitation or reset link. It does not use the link, because mail
// scanners open links too.
func (h *Handler) linkPage(c echo.Context) error {
	o, err := h.openLink(c)
	if err != nil || c.Response().Committed {
		return err
	}
	return h.showLink(c, http.StatusOK, ui.NewForm(nil), o)
}

// openLink loads the link in the URL, or answers with the page that says why it cannot be used.
func (h *Handler) openLink(c echo.Context) (people.LinkDetail, error) {
	headers := c.Response().Header()
	headers.Set("Cache-Control", "no-store")
	o, err := h.People.OpenLink(c.Request().Context(), c.Param("token"))
	if fault.Is(err, fault.KindNotFound) {
		return o, h.Render(c, http.StatusNotFound, account.DeadLink(h.Shell(c, "Link", ""), ""))
	}
	if err == nil && o.State != people.LinkOpen {
		return o, h.Render(c, http.StatusGone, account.DeadLink(h.Shell(c, "Link", ""), o.State))
	}
	return o, err
}

func (h *Handler) showLink(c echo.Context, status int, f ui.Form, o people.LinkDetail) error {
	f.Values.Del("password")
	sh := h.Shell(c, "Choose a password", "")
	sh.Invalid = f.Invalid()
	return h.Render(c, status, account.Choose(sh, f, o))
}

func (h *Handler) useLink(c echo.Context) error {
	o, err := h.openLink(c)
	if err != nil || c.Response().Committed {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	u, err := h.People.UseLink(c.Request().Context(), c.Param("token"), f.Val("password"))
	if fault.Is(err, fault.KindConflict) {
		return h.Render(c, http.StatusGone, account.DeadLink(h.Shell(c, "Link", ""), people.LinkUsed))
	}
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showLink(c, http.StatusUnprocessableEntity, f, o)
	}
	// Otherwise another site could sign this browser in as another person.
	if web.FromOpaqueOrigin(c) {
		return web.SeeOther(c, paths.Login()+"?set=1")
	}
	if err := h.SignIn(c, u); err != nil {
		return err
	}
	return web.SeeOther(c, paths.Launches())
}
