package roster

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// pageSomebody pages who is on call, by the escalation.
func (h *Handler) pageSomebody(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	_, err = h.messages.PageSomebody(c.Request().Context(), slug, web.OptionalID(f, "topic"), f.Val("text"), f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		vm, err := h.rosterSimple(c)
		if err != nil {
			return err
		}
		f.Prefix = pageForm().Prefix
		vm.PageForm, vm.Key = f, f.Val("key")
		return h.showEscalation(c, http.StatusUnprocessableEntity, vm)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Paged. This page shows when somebody has seen it."})
	return web.SeeOther(c, paths.Roster(slug, "escalation")+"#pages")
}

// markSeen records that the signed-in person has seen a page.
func (h *Handler) markSeen(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := h.messages.MarkSeen(c.Request().Context(), slug, id); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "You are on it. Nobody else is paged."})
	return web.SeeOther(c, paths.Roster(slug, "escalation")+"#pages")
}

// pageForm is the form to page, without values.
func pageForm() ui.Form {
	f := ui.NewForm(nil)
	f.Prefix = "page-"
	return f
}
