package checklist

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/checklist"
	"tminus/models/fault"
	checklistview "tminus/views/checklist"
	"tminus/views/layout"
	"tminus/views/paths"
)

// setByHand marks an item whose state derives from a fact as done, with a reason.
func (h *Handler) setByHand(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	version, err := h.checklists.SetByHand(c.Request().Context(), c.Param("slug"), id, f.Val("hand_reason"), web.Version(f))
	if fault.KindOf(err) == fault.KindInvalid {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.askCheck(c, http.StatusUnprocessableEntity, id, checklist.Done, f, f)
	}
	if err != nil {
		return err
	}
	back := checksBack(c, f)
	h.Say(c, layout.Flash{Kind: "ok", Text: "Marked as done by hand.",
		UndoAction: paths.Check(c.Param("slug"), id, "by-hand", "end"),
		UndoFields: [][2]string{{"version", strconv.Itoa(version)}, {"back", back}}})
	return web.SeeOther(c, back+"#"+checklistview.ItemID(id))
}

// endByHand makes the state of an item derive again.
func (h *Handler) endByHand(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if _, err := h.checklists.EndByHand(c.Request().Context(), c.Param("slug"), id, web.Version(f)); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Taken back."})
	return web.SeeOther(c, checksBack(c, f)+"#"+checklistview.ItemID(id))
}
