package runsheet

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/words"
	"tminus/views/layout"
	"tminus/views/paths"
	runsheetview "tminus/views/runsheet"
	"tminus/views/ui"
)

func (h *Handler) pastePage(c echo.Context) error {
	f := ui.NewForm(nil)
	if from := c.QueryParam("from"); from != "" {
		sheet, err := h.runsheets.Get(c.Request().Context(), from)
		if err != nil {
			return err
		}
		f = ui.NewForm(url.Values{"tasks": {sheet.Text()}})
	}
	return h.showPaste(c, http.StatusOK, f, web.NewKey())
}

func (h *Handler) showPaste(c echo.Context, status int, f ui.Form, key string) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	sh, head, err := h.FormHead(c, p, "Paste tasks", layout.PageRunSheet, f)
	if err != nil {
		return err
	}
	others, err := h.runsheets.Others(c.Request().Context(), p.ID)
	if err != nil {
		return err
	}
	return h.Render(c, status, runsheetview.PastePage(sh, head, runsheetview.FormVM{Plan: p, Form: f, Key: key, Others: others}))
}

// paste adds all tasks of a pasted text.
func (h *Handler) paste(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	added, err := h.runsheets.Paste(c.Request().Context(), slug, f.Val("tasks"), f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showPaste(c, http.StatusUnprocessableEntity, f, f.Val("key"))
	}
	if len(added) > 0 {
		flash := layout.Flash{Kind: "ok", Text: "Added " + words.Count(len(added), "task") + ".",
			UndoAction: paths.RunSheet(slug, "paste", "undo")}
		for _, p := range added {
			flash.UndoFields = append(flash.UndoFields, [2]string{"pick", strconv.FormatInt(p.ID, 10) + "." + strconv.Itoa(p.Version)})
		}
		h.Say(c, flash)
	}
	return web.SeeOther(c, paths.RunSheet(slug))
}

// undoPaste removes the tasks that were pasted.
func (h *Handler) undoPaste(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if err := h.runsheets.RemoveTasks(c.Request().Context(), c.Param("slug"), web.Picks(f)); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "The pasted tasks are removed."})
	return web.SeeOther(c, paths.RunSheet(c.Param("slug")))
}

// export returns the sheet as a text that can be pasted into another launch.
func (h *Handler) export(c echo.Context) error {
	sheet, err := h.runsheets.Get(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="run-sheet-`+c.Param("slug")+`.txt"`)
	return c.Blob(http.StatusOK, "text/plain; charset=utf-8", []byte(sheet.Text()))
}
