package runsheet

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
	model "tminus/models/runsheet"
	"tminus/views/layout"
	"tminus/views/paths"
	runsheetview "tminus/views/runsheet"
	"tminus/views/ui"
)

// sheetVM returns the data of the pages of a run sheet.
func (h *Handler) sheetVM(c echo.Context) (vm runsheetview.VM, err error) {
	ctx := c.Request().Context()
	if vm.Plan, err = h.launches.Plan(ctx, c.Param("slug")); err != nil {
		return vm, err
	}
	vm.CanEdit = h.Can(c, people.EditPlan, vm.Plan.Subject())
	vm.Sheet, err = h.runsheets.Get(ctx, vm.Plan.Slug)
	return vm, err
}

// runSheet shows launch day in order, also for printing.
func (h *Handler) runSheet(c echo.Context) error {
	vm, err := h.sheetVM(c)
	if err != nil {
		return err
	}
	sh := h.Shell(c, "Run sheet · "+vm.Plan.Name, "launches")
	head, err := h.LaunchHead(c, vm.Plan, layout.PageRunSheet)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, runsheetview.Page(sh, head, vm))
}

// lineToEdit returns a line of the run sheet for people who may change it.
func (h *Handler) lineToEdit(c echo.Context) (runsheetview.VM, model.Line, error) {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return runsheetview.VM{}, model.Line{}, err
	}
	vm, err := h.sheetVM(c)
	if err == nil {
		err = people.Require(web.Actor(c), people.EditPlan, vm.Plan.Subject())
	}
	if err != nil {
		return vm, model.Line{}, err
	}
	line, ok := vm.Sheet.Line(id)
	if !ok {
		return vm, line, fault.NotFound("task in this run sheet")
	}
	return vm, line, nil
}

func (h *Handler) newRunTaskPage(c echo.Context) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	return h.showRunTaskForm(c, http.StatusOK, runsheetview.FormVM{Plan: p, Form: ui.NewForm(nil), Key: web.NewKey()})
}

func (h *Handler) runTaskPage(c echo.Context) error {
	vm, line, err := h.lineToEdit(c)
	if err != nil {
		return err
	}
	return h.showRunTaskForm(c, http.StatusOK, runsheetview.FormVM{Plan: vm.Plan, Line: &line, Tasks: vm.Sheet.Lines,
		Form: ui.NewForm(runTaskValues(line))})
}

func (h *Handler) showRunTaskForm(c echo.Context, status int, vm runsheetview.FormVM) error {
	var err error
	if vm.People, err = h.People.Users(c.Request().Context(), true); err != nil {
		return err
	}
	if vm.Tasks == nil {
		sheet, err := h.runsheets.Get(c.Request().Context(), vm.Plan.Slug)
		if err != nil {
			return err
		}
		vm.Tasks = sheet.Lines
	}
	title := "Add a task"
	if vm.Line != nil {
		title = "Edit " + vm.Line.Title
	}
	sh, head, err := h.FormHead(c, vm.Plan, title, layout.PageRunSheet, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, runsheetview.FormPage(sh, head, vm))
}

// ref is an id as a form has it, "" for none.
func ref(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

func runTaskValues(t model.Line) url.Values {
	var members []string
	for _, id := range t.MemberIDs() {
		members = append(members, strconv.FormatInt(id, 10))
	}
	wait := string(t.WaitFor)
	if t.WaitFor == model.WaitTask {
		wait = ref(db.IDOf(t.WaitID))
	}
	return url.Values{"members": members, "wait": {wait}, "links": {t.Links}, "post": {t.Post},
		"title": {t.Title}, "block": {t.Block}, "owner": {ref(db.IDOf(t.OwnerID))}, "fallback": {ref(db.IDOf(t.FallbackID))},
		"start": {model.FromT(t.StartMinutes)}, "minutes": {strconv.Itoa(t.Minutes)}, "needs": {t.Needs}, "back": {ref(db.IDOf(t.BackID))}}
}

func runTaskInput(f ui.Form) model.TaskInput {
	waitFor, wait := model.WaitFor(f.Val("wait")), web.OptionalID(f, "wait")
	if wait != nil {
		waitFor = model.WaitTask
	}
	return model.TaskInput{Members: web.FormIDs(f, "members"), WaitFor: waitFor, WaitID: wait, Links: f.Val("links"), Post: f.Val("post"),
		Title: f.Val("title"), Block: f.Val("block"),
		OwnerID: web.OptionalID(f, "owner"), FallbackID: web.OptionalID(f, "fallback"),
		Start: f.Val("start"), Minutes: f.Val("minutes"), Needs: f.Val("needs"), BackID: web.OptionalID(f, "back")}
}

func (h *Handler) addRunTask(c echo.Context) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	id, err := h.runsheets.AddTask(c.Request().Context(), p.Slug, runTaskInput(f), f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showRunTaskForm(c, http.StatusUnprocessableEntity, runsheetview.FormVM{Plan: p, Form: f, Key: f.Val("key")})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Added to the run sheet."})
	return toTask(c, id)
}

// toTask redirects to a line of the run sheet.
func toTask(c echo.Context, id int64) error {
	return web.SeeOther(c, paths.RunSheet(c.Param("slug"))+"#task-"+strconv.FormatInt(id, 10))
}

func (h *Handler) editRunTask(c echo.Context) error {
	vm, line, err := h.lineToEdit(c)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	before := runTaskValues(line)
	ui.Resolve(&f, before)
	form := runsheetview.FormVM{Plan: vm.Plan, Line: &line, Tasks: vm.Sheet.Lines, Form: f}
	next, err := h.runsheets.UpdateTask(c.Request().Context(), vm.Plan.Slug, line.ID, runTaskInput(f), web.Version(f))
	return h.EndSaving(c, err, web.Saving{Form: &form.Form, Before: before, Was: line.Version, Version: next,
		To:    paths.RunSheet(vm.Plan.Slug) + "#task-" + strconv.FormatInt(line.ID, 10),
		Again: func() error { return h.showRunTaskForm(c, http.StatusUnprocessableEntity, form) },
		Clash: func() error { return h.runTaskConflict(c, form) },
	})
}

// runTaskConflict shows the form's values next to the stored ones.
func (h *Handler) runTaskConflict(c echo.Context, vm runsheetview.FormVM) error {
	var err error
	if vm.People, err = h.People.Users(c.Request().Context(), true); err != nil {
		return err
	}
	theirs := runTaskValues(*vm.Line)
	path := paths.Task(vm.Plan.Slug, vm.Line.ID)
	return h.RenderConflict(c, vm.Plan,
		ui.ConflictProps{Action: path, Version: vm.Line.Version, Back: paths.RunSheet(vm.Plan.Slug), Form: vm.Form,
			Fields: runsheetview.ConflictFields(vm, theirs.Get, theirs["members"])})
}

// doRunTask marks a task as done, or undoes that.
func (h *Handler) doRunTask(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	done := f.Val("done") == "1"
	next, err := h.runsheets.SetDone(c.Request().Context(), c.Param("slug"), id, done, f.Val("reason"), web.Version(f))
	if err != nil {
		return h.askReason(c, id, f, err)
	}
	flash := layout.Flash{Kind: "ok", Text: "Done.", UndoAction: c.Request().URL.Path,
		UndoFields: [][2]string{{"done", "0"}, {"version", strconv.Itoa(next)}}}
	if !done {
		flash = layout.Flash{Kind: "ok", Text: "Not done, then."}
	}
	h.Say(c, flash)
	return toTask(c, id)
}

func (h *Handler) moveRunTask(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	up := f.Val("up") == "1"
	next, err := h.runsheets.MoveTask(c.Request().Context(), c.Param("slug"), id, up, web.Version(f))
	if err != nil {
		return err
	}
	back := "1"
	if up {
		back = "0"
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Moved. The two changed their times.", UndoAction: c.Request().URL.Path,
		UndoFields: [][2]string{{"up", back}, {"version", strconv.Itoa(next)}}})
	return toTask(c, id)
}

func (h *Handler) shiftRunTasksPage(c echo.Context) error {
	vm, line, err := h.lineToEdit(c)
	if err != nil {
		return err
	}
	vm.Shifting, vm.Shift = line.ID, ui.NewForm(nil)
	return h.showShift(c, http.StatusOK, vm)
}

func (h *Handler) showShift(c echo.Context, status int, vm runsheetview.VM) error {
	sh := h.Shell(c, "Shift the run sheet · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Shift.Invalid()
	head, err := h.LaunchHead(c, vm.Plan, layout.PageRunSheet)
	if err != nil {
		return err
	}
	return h.Render(c, status, runsheetview.ShiftPage(sh, head, vm))
}

func (h *Handler) shiftRunTasks(c echo.Context) error {
	vm, line, err := h.lineToEdit(c)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	minutes := int(web.FormID(f, "minutes"))
	n, next, err := h.runsheets.Shift(c.Request().Context(), vm.Plan.Slug, line.ID, minutes, web.Version(f))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		vm.Shifting, vm.Shift = line.ID, f
		return h.showShift(c, http.StatusUnprocessableEntity, vm)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: fmt.Sprintf("Shifted by %d minutes: %s.", minutes, words.Count(n, "task")),
		UndoAction: c.Request().URL.Path,
		UndoFields: [][2]string{{"minutes", strconv.Itoa(-minutes)}, {"version", strconv.Itoa(next)}}})
	return toTask(c, line.ID)
}

// removeRunTask removes a line, or restores it.
func (h *Handler) removeRunTask(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	back := f.Val("back") == "1"
	next, err := h.runsheets.RemoveTask(c.Request().Context(), c.Param("slug"), id, web.Version(f), back)
	if err != nil {
		return err
	}
	if back {
		h.Say(c, layout.Flash{Kind: "ok", Text: "It is back on the run sheet."})
		return toTask(c, id)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Removed from the run sheet.", UndoAction: c.Request().URL.Path,
		UndoFields: [][2]string{{"back", "1"}, {"version", strconv.Itoa(next)}}})
	return web.SeeOther(c, paths.RunSheet(c.Param("slug")))
}
