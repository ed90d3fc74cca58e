package message

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/message"
	messageview "tminus/views/message"
	"tminus/views/paths"
)

// pagedPage shows what a page is about. It writes nothing, because mail scanners open links too.
func (h *Handler) pagedPage(c echo.Context) error {
	a, err := h.openPage(c)
	if err != nil || c.Response().Committed {
		return err
	}
	return h.Render(c, http.StatusOK, messageview.Paged(h.Shell(c, "Page · "+a.Launch, ""), a))
}

func (h *Handler) openPage(c echo.Context) (message.Asked, error) {
	web.Private(c)
	a, err := h.messages.OpenPage(c.Request().Context(), c.Param("token"))
	if fault.Is(err, fault.KindNotFound) {
		return a, h.Render(c, http.StatusNotFound, messageview.DeadPage(h.Shell(c, "Link", "")))
	}
	return a, err
}

// acknowledgePage records that one of the people paged has seen it.
func (h *Handler) acknowledgePage(c echo.Context) error {
	if _, err := h.openPage(c); err != nil || c.Response().Committed {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if _, err := h.messages.Acknowledge(c.Request().Context(), c.Param("token"), web.FormID(f, "person")); err != nil {
		return err
	}
	return web.SeeOther(c, paths.Paged(c.Param("token")))
}

// acknowledged is the answer to a program.
type acknowledged struct {
	State  string `json:"state"`
	SeenAt string `json:"seen_at"`
	SeenBy string `json:"seen_by"`
}

// acknowledgeByProgram is acknowledgePage for programs, and answers in JSON. The secret in the address is the
// permission.
func (h *Handler) acknowledgeByProgram(c echo.Context) error {
	web.Private(c)
	a, err := h.messages.Acknowledge(c.Request().Context(), c.Param("token"), 0)
	if fault.Is(err, fault.KindNotFound) {
		return c.JSON(http.StatusNotFound, map[string]string{"error": "There is no such page."})
	}
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, acknowledged{State: string(a.State), SeenAt: a.SeenAt.UTC().Format(time.RFC3339), SeenBy: a.SeenBy})
}
