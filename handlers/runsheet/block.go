package runsheet

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	model "tminus/models/runsheet"
	"tminus/views/layout"
	"tminus/views/paths"
	runsheetview "tminus/views/runsheet"
	"tminus/views/ui"
)

// blockPage shows the form of a block.
func (h *Handler) blockPage(c echo.Context) error {
	return h.showBlock(c, http.StatusOK, c.QueryParam("block"), nil)
}

// showBlock shows the form of a block with refused input, or with what is stored if it is nil.
func (h *Handler) showBlock(c echo.Context, status int, name string, refused *ui.Form) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	sheet, err := h.runsheets.Get(c.Request().Context(), p.Slug)
	if err != nil {
		return err
	}
	vm := runsheetview.BlockVM{Plan: p, Block: sheet.Block(name)}
	if name == "" || len(vm.Block.Lines) == 0 {
		return fault.NotFound("block in this run sheet")
	}
	if refused != nil {
		vm.Form = *refused
	} else {
		vm.Form = ui.NewForm(url.Values{"name": {name}, "start": {model.FromT(vm.Block.Start())}})
	}
	sh, head, err := h.FormHead(c, p, "Edit the block", layout.PageRunSheet, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, runsheetview.BlockPage(sh, head, vm))
}

func (h *Handler) editBlock(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	slug, name := c.Param("slug"), f.Val("block")
	was, now, err := h.runsheets.UpdateBlock(c.Request().Context(), slug, name, model.BlockInput{Name: f.Val("name"), Start: f.Val("start")},
		web.Picks(f))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showBlock(c, http.StatusUnprocessableEntity, name, &f)
	}
	flash := layout.Flash{Kind: "ok", Text: "Saved.", UndoAction: paths.RunSheet(slug, "block"),
		UndoFields: [][2]string{{"block", f.Val("name")}, {"name", was.Name}, {"start", was.Start}}}
	for _, p := range now {
		flash.UndoFields = append(flash.UndoFields, [2]string{"pick", strconv.FormatInt(p.ID, 10) + "." + strconv.Itoa(p.Version)})
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.RunSheet(slug))
}
