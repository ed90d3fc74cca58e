package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/people"
	model "tminus/models/runsheet"
	"tminus/views/layout"
	"tminus/views/runsheet"
	"tminus/views/ui"
)

// sheetVM is what the pages of a run sheet show.
func (s *Server) sheetVM(c echo.Context) (vm runsheet.VM, err error) {
	ctx := c.Request().Context()
	if vm.Plan, err = s.launches.Plan(ctx, c.Param("slug")); err != nil {
		return vm, err
	}
	vm.CanEdit = s.may(c, people.EditPlan, vm.Plan.LeadID)
	vm.Sheet, err = s.runsheets.Get(ctx, vm.Plan.Slug)
	return vm, err
}

// runSheet is launch day in order, also to be printed.
func (s *Server) runSheet(c echo.Context) error {
	vm, err := s.sheetVM(c)
	if err != nil {
		return err
	}
	sh := s.shell(c, "Run sheet · "+vm.Plan.Name, "launches")
	head, err := s.launchHead(c, vm.Plan, "Readiness")
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, runsheet.Page(sh, head, vm))
}

// lineToEdit is a line of the run sheet for who may change it.
func (s *Server) lineToEdit(c echo.Context) (runsheet.VM, model.Line, error) {
	id, err := idParam(c, "id")
	if err != nil {
		return runsheet.VM{}, model.Line{}, err
	}
	vm, err := s.sheetVM(c)
	if err == nil {
		err = people.Allow(actorOf(c), people.EditPlan, vm.Plan.LeadID)
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

func (s *Server) newRunTaskPage(c echo.Context) error {
	p, err := s.planToEdit(c)
	if err != nil {
		return err
	}
	return s.showRunTaskForm(c, http.StatusOK, runsheet.FormVM{Plan: p, Form: ui.NewForm(nil), Key: newKey()})
}

func (s *Server) runTaskPage(c echo.Context) error {
	vm, line, err := s.lineToEdit(c)
	if err != nil {
		return err
	}
	return s.showRunTaskForm(c, http.StatusOK, runsheet.FormVM{Plan: vm.Plan, Line: &line, Form: ui.NewForm(runTaskValues(line.Task))})
}

func (s *Server) showRunTaskForm(c echo.Context, status int, vm runsheet.FormVM) error {
	var err error
	if vm.People, err = s.people.Users(c.Request().Context(), true); err != nil {
		return err
	}
	title := "Add a task"
	if vm.Line != nil {
		title = "Edit " + vm.Line.Title
	}
	sh := s.shell(c, title+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	head, err := s.launchHead(c, vm.Plan, "Readiness")
	if err != nil {
		return err
	}
	return s.render(c, status, runsheet.FormPage(sh, head, vm))
}

func runTaskValues(t model.Task) url.Values {
	ref := func(id *int64) string {
		if id == nil {
			return ""
		}
		return strconv.FormatInt(*id, 10)
	}
	return url.Values{"title": {t.Title}, "owner": {ref(t.OwnerID)}, "fallback": {ref(t.FallbackID)},
		"start": {model.FromT(t.StartMinutes)}, "minutes": {strconv.Itoa(t.Minutes)}, "needs": {t.Needs}}
}

func runTaskInput(f ui.Form) model.TaskInput {
	return model.TaskInput{Title: f.Val("title"), OwnerID: optional(f, "owner"), FallbackID: optional(f, "fallback"),
		Start: f.Val("start"), Minutes: f.Val("minutes"), Needs: f.Val("needs")}
}

func (s *Server) addRunTask(c echo.Context) error {
	p, err := s.planToEdit(c)
	if err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	id, err := s.runsheets.AddTask(c.Request().Context(), p.Slug, runTaskInput(f), f.Val("key"))
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showRunTaskForm(c, http.StatusUnprocessableEntity, runsheet.FormVM{Plan: p, Form: f, Key: f.Val("key")})
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Added to the run sheet."})
	return toTask(c, id)
}

// toTask goes back to a line of the run sheet.
func toTask(c echo.Context, id int64) error {
	return seeOther(c, runsheet.Path(c.Param("slug"), "#task-", strconv.FormatInt(id, 10)))
}

func (s *Server) editRunTask(c echo.Context) error {
	vm, line, err := s.lineToEdit(c)
	if err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	before := runTaskValues(line.Task)
	ui.Resolve(&f, before)
	form := runsheet.FormVM{Plan: vm.Plan, Line: &line, Form: f}
	err = s.runsheets.UpdateTask(c.Request().Context(), vm.Plan.Slug, line.ID, runTaskInput(f), versionOf(f))
	return s.endSaving(c, err, saving{form: &form.Form, before: before, was: line.Version, typed: versionOf(f),
		to:    runsheet.Path(vm.Plan.Slug, "#task-", strconv.FormatInt(line.ID, 10)),
		again: func() error { return s.showRunTaskForm(c, http.StatusUnprocessableEntity, form) },
		clash: func() error { return s.runTaskConflict(c, form) },
		now: func() (int, error) {
			now, err := s.runsheets.Get(c.Request().Context(), vm.Plan.Slug)
			after, _ := now.Line(line.ID)
			return after.Version, err
		},
	})
}

// runTaskConflict shows what was typed beside what stands there by now.
func (s *Server) runTaskConflict(c echo.Context, vm runsheet.FormVM) error {
	var err error
	if vm.People, err = s.people.Users(c.Request().Context(), true); err != nil {
		return err
	}
	theirs := runTaskValues(vm.Line.Task)
	path := runsheet.Path(vm.Plan.Slug, "/", strconv.FormatInt(vm.Line.ID, 10))
	return s.twoChanges(c, vm.Plan, ui.ConflictProps{Action: path, Version: vm.Line.Version, Back: runsheet.Path(vm.Plan.Slug), Form: vm.Form,
		Fields: runsheet.ConflictFields(vm, theirs.Get)})
}

// doRunTask ticks a task off, or takes that back.
func (s *Server) doRunTask(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	done, version := f.Val("done") == "1", versionOf(f)
	if err := s.runsheets.SetDone(c.Request().Context(), c.Param("slug"), id, done, version); err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "Done.", UndoAction: c.Request().URL.Path, UndoFields: [][2]string{{"done", "0"}, {"version", strconv.Itoa(version + 1)}}}
	if !done {
		flash = layout.Flash{Kind: "ok", Text: "Not done, then."}
	}
	s.say(c, flash)
	return toTask(c, id)
}

func (s *Server) moveRunTask(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	up, version := f.Val("up") == "1", versionOf(f)
	if err := s.runsheets.MoveTask(c.Request().Context(), c.Param("slug"), id, up, version); err != nil {
		return err
	}
	back := "1"
	if up {
		back = "0"
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Moved. The two changed their times.", UndoAction: c.Request().URL.Path,
		UndoFields: [][2]string{{"up", back}, {"version", strconv.Itoa(version + 1)}}})
	return toTask(c, id)
}

func (s *Server) shiftRunTasksPage(c echo.Context) error {
	vm, line, err := s.lineToEdit(c)
	if err != nil {
		return err
	}
	vm.Shifting, vm.Shift = line.ID, ui.NewForm(nil)
	return s.showShift(c, http.StatusOK, vm)
}

func (s *Server) showShift(c echo.Context, status int, vm runsheet.VM) error {
	sh := s.shell(c, "Shift the run sheet · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Shift.Invalid()
	head, err := s.launchHead(c, vm.Plan, "Readiness")
	if err != nil {
		return err
	}
	return s.render(c, status, runsheet.ShiftPage(sh, head, vm))
}

func (s *Server) shiftRunTasks(c echo.Context) error {
	vm, line, err := s.lineToEdit(c)
	if err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	minutes, version := int(number(f, "minutes")), versionOf(f)
	n, err := s.runsheets.Shift(c.Request().Context(), vm.Plan.Slug, line.ID, minutes, version)
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		vm.Shifting, vm.Shift = line.ID, f
		return s.showShift(c, http.StatusUnprocessableEntity, vm)
	}
	s.say(c, layout.Flash{Kind: "ok", Text: fmt.Sprintf("Shifted by %d minutes: %s.", minutes, countOf(n, "task")), UndoAction: c.Request().URL.Path,
		UndoFields: [][2]string{{"minutes", strconv.Itoa(-minutes)}, {"version", strconv.Itoa(version + 1)}}})
	return toTask(c, line.ID)
}

// removeRunTask takes a line away, or puts it back.
func (s *Server) removeRunTask(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	back, version := f.Val("back") == "1", versionOf(f)
	if err := s.runsheets.RemoveTask(c.Request().Context(), c.Param("slug"), id, version, back); err != nil {
		return err
	}
	if back {
		s.say(c, layout.Flash{Kind: "ok", Text: "It is back on the run sheet."})
		return toTask(c, id)
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Removed from the run sheet.", UndoAction: c.Request().URL.Path,
		UndoFields: [][2]string{{"back", "1"}, {"version", strconv.Itoa(version + 1)}}})
	return seeOther(c, runsheet.Path(c.Param("slug")))
}
