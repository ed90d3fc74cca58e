package launch

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	deliverableview "tminus/views/deliverable"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// setByHand marks a deliverable whose status derives from a fact as done, with a reason.
func (h *Handler) setByHand(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	version, err := h.launches.SetByHand(c.Request().Context(), c.Param("slug"), id, f.Val("hand_reason"), web.Version(f))
	if fault.KindOf(err) == fault.KindInvalid {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		vm := deliverableview.PageVM{Comment: ui.NewForm(nil), Edit: ui.Form{Prefix: "edit-"}, Hand: f}
		return h.showDeliverable(c, http.StatusUnprocessableEntity, vm)
	}
	if err != nil {
		return err
	}
	path := paths.Deliverable(c.Param("slug"), id)
	h.Say(c, layout.Flash{Kind: "ok", Text: "Marked as done by hand.", UndoAction: paths.Join(path, "by-hand", "end"),
		UndoFields: [][2]string{{"version", strconv.Itoa(version)}}})
	return web.SeeOther(c, path)
}

// endByHand makes the status of a deliverable derive again.
func (h *Handler) endByHand(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if _, err := h.launches.EndByHand(c.Request().Context(), c.Param("slug"), id, web.Version(f)); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Taken back."})
	return web.SeeOther(c, paths.Deliverable(c.Param("slug"), id))
}
