package stakeholder

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/stakeholder"
	"tminus/views/paths"
	stakeholderview "tminus/views/stakeholder"
)

// ackPage shows the question to a stakeholder. It writes nothing, because mail scanners open links
// too.
func (h *Handler) ackPage(c echo.Context) error {
	a, err := h.openAck(c)
	if err != nil || c.Response().Committed {
		return err
	}
	return h.showAck(c, http.StatusOK, a, false)
}

// openAck loads the link in the URL, or answers with the page that says why it does not work.
func (h *Handler) openAck(c echo.Context) (stakeholder.Asked, error) {
	web.Private(c)
	a, err := h.stakeholders.OpenLink(c.Request().Context(), c.Param("token"))
	switch {
	case fault.Is(err, fault.KindNotFound):
		return a, h.Render(c, http.StatusNotFound, stakeholderview.DeadLink(h.Shell(c, "Link", ""), false))
	case err == nil && a.Dead:
		return a, h.Render(c, http.StatusGone, stakeholderview.DeadLink(h.Shell(c, "Link", ""), true))
	}
	return a, err
}

func (h *Handler) showAck(c echo.Context, status int, a stakeholder.Asked, moved bool) error {
	return h.Render(c, status, stakeholderview.Acknowledge(h.Shell(c, "Launch date of "+a.Launch, ""), a, moved))
}

// acknowledge records that the stakeholder knows the date on the page.
func (h *Handler) acknowledge(c echo.Context) error {
	if _, err := h.openAck(c); err != nil || c.Response().Committed {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	err = h.stakeholders.Acknowledge(c.Request().Context(), c.Param("token"), web.FormID(f, "present"))
	if fault.Is(err, fault.KindConflict) {
		// The date has moved, or the launch is over; the page says which.
		a, err := h.openAck(c)
		if err != nil || c.Response().Committed {
			return err
		}
		return h.showAck(c, http.StatusConflict, a, f.Has("present"))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, paths.Acknowledgement(c.Param("token")))
}
