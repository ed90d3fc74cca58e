package runsheet

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/views/layout"
	"tminus/views/paths"
	runsheetview "tminus/views/runsheet"
	"tminus/views/ui"
)

// tickForMember ticks a task for a member of its group, or takes that back.
func (h *Handler) tickForMember(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	member, err := web.IDParam(c, "member")
	if err != nil {
		return err
	}
	done := f.Val("done") == "1"
	if err := h.runsheets.SetMemberDone(c.Request().Context(), c.Param("slug"), id, member, done, f.Val("reason")); err != nil {
		return h.askReason(c, id, f, err)
	}
	flash := layout.Flash{Kind: "ok", Text: "Ticked.", UndoAction: c.Request().URL.Path, UndoFields: [][2]string{{"done", "0"}}}
	if !done {
		flash = layout.Flash{Kind: "ok", Text: "The tick is taken back."}
	}
	h.Say(c, flash)
	return toTask(c, id)
}

// askReason shows the form for a reason if a tick was refused because the task still waits, and returns other errors.
func (h *Handler) askReason(c echo.Context, id int64, f ui.Form, refused error) error {
	if err := web.AddErrors(&f, refused); err != nil {
		return err
	}
	vm, line, err := h.lineToEdit(c)
	if err != nil {
		return err
	}
	sh, head, err := h.FormHead(c, vm.Plan, "Done all the same", layout.PageRunSheet, f)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusUnprocessableEntity, runsheetview.ReasonPage(sh, head,
		runsheetview.ReasonVM{Plan: vm.Plan, Line: line, Action: c.Request().URL.Path, Form: f}))
}

// backupPage shows the form for the backup person of the sheet.
func (h *Handler) backupPage(c echo.Context) error { return h.showBackup(c, http.StatusOK, nil) }

// showBackup shows the form with refused input, or with what is stored if it is nil.
func (h *Handler) showBackup(c echo.Context, status int, refused *ui.Form) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	sheet, err := h.runsheets.Get(ctx, p.Slug)
	if err != nil {
		return err
	}
	vm, version := runsheetview.FormVM{Plan: p}, sheet.Backup.Version
	if refused != nil {
		vm.Form, version = *refused, web.Version(*refused)
	} else {
		vm.Form = ui.NewForm(url.Values{"backup": {ref(sheet.Backup.UserID)}})
	}
	if vm.People, err = h.People.Users(ctx, true); err != nil {
		return err
	}
	sh, head, err := h.FormHead(c, p, "Backup person", layout.PageRunSheet, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, runsheetview.BackupPage(sh, head, vm, version))
}

func (h *Handler) setBackup(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	backup, err := h.runsheets.SetBackup(c.Request().Context(), c.Param("slug"), web.OptionalID(f, "backup"), web.Version(f))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showBackup(c, http.StatusUnprocessableEntity, &f)
	}
	text := "The run sheet has no backup person."
	if backup.Name != "" {
		text = backup.Name + " is the backup for all tasks."
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: text})
	return web.SeeOther(c, paths.RunSheet(c.Param("slug")))
}
