package checklist

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/words"
	"tminus/models/fault"
	checklistview "tminus/views/checklist"
	"tminus/views/layout"
	"tminus/views/paths"
)

// startRound keeps what a list says and opens its items again.
func (h *Handler) startRound(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	n, err := h.checklists.StartRound(c.Request().Context(), slug, id, web.Version(f))
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "A new round began: " + words.Count(n, "item") + " open again.",
		UndoAction: paths.Checklist(slug, id, "round", "undo")})
	return web.SeeOther(c, checksBack(c, f))
}

func (h *Handler) undoRound(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if err := h.checklists.UndoRound(c.Request().Context(), c.Param("slug"), id); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "The round was taken back."})
	return web.SeeOther(c, checksBack(c, f))
}

// roundPage shows an earlier round.
func (h *Handler) roundPage(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(c.Param("number"))
	if err != nil {
		return fault.NotFound("round of this checklist")
	}
	r, err := h.checklists.Round(c.Request().Context(), c.Param("slug"), id, number)
	if err != nil {
		return err
	}
	p, err := h.launches.Outline(c.Request().Context(), r.Launch)
	if err != nil {
		return err
	}
	head, err := h.LaunchHead(c, p, layout.PageChecklists)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, checklistview.RoundPage(h.Shell(c, r.List.Name, "launches"), head, r))
}
