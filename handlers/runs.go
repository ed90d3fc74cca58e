package handlers

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/people"
	"tminus/models/ritual"
	"tminus/views/layout"
	"tminus/views/rituals"
	"tminus/views/ui"
)

func (s *Server) runPage(c echo.Context) error { return s.showRun(c, http.StatusOK, rituals.RunVM{}) }

// runVM fills in what the page shows beside the form that vm brings.
func (s *Server) runVM(c echo.Context, vm rituals.RunVM) (rituals.RunVM, error) {
	id, err := idParam(c, "id")
	if err != nil {
		return vm, err
	}
	ctx := c.Request().Context()
	if vm.Plan, err = s.launches.Plan(ctx, c.Param("slug")); err != nil {
		return vm, err
	}
	vm.CanEdit = s.may(c, people.EditPlan, vm.Plan.LeadID)
	if vm.RunDetail, err = s.rituals.Run(ctx, vm.Plan.Slug, id); err != nil || !vm.CanEdit {
		return vm, err
	}
	vm.People, err = s.people.Users(ctx, true)
	return vm, err
}

func (s *Server) showRun(c echo.Context, status int, vm rituals.RunVM) error {
	vm, err := s.runVM(c, vm)
	if err != nil {
		return err
	}
	head, err := s.launchHead(c, vm.Plan, "Readiness")
	if err != nil {
		return err
	}
	sh := s.shell(c, vm.Ritual.Name+" on "+vm.Environment.Label()+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	return s.render(c, status, rituals.RunPage(sh, head, vm))
}

// runNow begins a run that nobody planned.
func (s *Server) runNow(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	in := ritual.RunInput{Environment: ritual.Environment(f.Val("environment")), DryRun: f.Val("dry_run") != ""}
	run, err := s.rituals.StartNow(c.Request().Context(), c.Param("slug"), id, in, f.Val("key"))
	if fault.Is(err, fault.KindInvalid) {
		_ = refused(&f, err)
		return s.showRitual(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return seeOther(c, rituals.RunPath(c.Param("slug"), run))
}

// runRefused shows the run as it is now, with what was typed and what is wrong
// with it. Any other error than Invalid and Conflict is returned as it is.
func (s *Server) runRefused(c echo.Context, f ui.Form, asking string, cause error) error {
	status := http.StatusUnprocessableEntity
	switch fault.KindOf(cause) {
	case fault.KindInvalid:
		_ = refused(&f, cause)
	case fault.KindConflict:
		status = http.StatusConflict
		f.Add("", fault.MessageOf(cause)+" Look at the run as it is now.")
		f.Values.Del("version")
	default:
		return cause
	}
	return s.showRun(c, status, rituals.RunVM{Form: f, Asking: asking})
}

func (s *Server) startRun(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	if err := s.rituals.StartRun(c.Request().Context(), c.Param("slug"), id, versionOf(f)); err != nil {
		return s.runRefused(c, f, "run", err)
	}
	return seeOther(c, rituals.RunPath(c.Param("slug"), id))
}

// noteStep takes down the outcome of a step; with htmx the step alone is
// answered, and the line on top.
func (s *Server) noteStep(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	step, err := idParam(c, "step")
	if err != nil {
		return err
	}
	if ui.Chosen(f) {
		now, err := s.stepNow(c, step)
		if err != nil {
			return err
		}
		ui.Resolve(&f, map[string][]string{"outcome": {string(now.Outcome)}, "note": {now.Note}})
	}
	in := ritual.StepNote{Outcome: ritual.StepOutcome(f.Val("outcome")), Note: f.Val("note")}
	before, err := s.rituals.Note(c.Request().Context(), c.Param("slug"), id, step, in, versionOf(f))
	switch fault.KindOf(err) {
	case fault.KindInvalid:
		_ = refused(&f, err)
		return s.showStep(c, http.StatusUnprocessableEntity, rituals.RunVM{Form: f, On: step, Asking: "step"}, step, nil)
	case fault.KindConflict:
		return s.stepConflict(c, id, step, f)
	}
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: before.Title + ": " + in.Outcome.Label(), UndoAction: rituals.RunPath(c.Param("slug"), id) + "/steps/" + strconv.FormatInt(step, 10),
		UndoFields: [][2]string{{"outcome", string(before.Outcome)}, {"note", before.Note}, {"version", strconv.Itoa(before.Version + 1)}}}
	if before.Outcome == in.Outcome && before.Note == in.Note {
		flash.UndoAction = ""
	}
	return s.showStep(c, http.StatusOK, rituals.RunVM{}, step, &flash)
}

// stepNow is a step of the run as it is.
func (s *Server) stepNow(c echo.Context, step int64) (ritual.StepResult, error) {
	vm, err := s.runVM(c, rituals.RunVM{})
	if err != nil {
		return ritual.StepResult{}, err
	}
	r, ok := vm.Step(step)
	if !ok {
		return r, fault.NotFound("step in this run")
	}
	return r, nil
}

// showStep answers with a step after a press, or leads back to it.
func (s *Server) showStep(c echo.Context, status int, vm rituals.RunVM, step int64, flash *layout.Flash) error {
	if !isPartial(c) {
		if flash == nil {
			// What is wrong may be the run and not what was typed: it says so on top.
			if vm.Form.Err("run") != "" {
				vm.Asking, vm.On = "run", 0
			}
			return s.showRun(c, status, vm)
		}
		s.say(c, *flash)
		return seeOther(c, rituals.RunPath(c.Param("slug"), mustID(c))+"#"+rituals.StepID(step))
	}
	vm, err := s.runVM(c, vm)
	if err != nil {
		return err
	}
	r, ok := vm.Step(step)
	if !ok {
		return fault.NotFound("step in this run")
	}
	return s.render(c, status, templ.Join(rituals.StepRow(vm, r), rituals.ProgressAnew(vm), flashFragment(flash)))
}

// mustID is the number in an address that was read before.
func mustID(c echo.Context) int64 {
	id, _ := idParam(c, "id")
	return id
}

func (s *Server) stepConflict(c echo.Context, id, step int64, f ui.Form) error {
	now, err := s.stepNow(c, step)
	if err != nil {
		return err
	}
	run := rituals.RunPath(c.Param("slug"), id)
	props := ui.ConflictProps{
		Action: run + "/steps/" + strconv.FormatInt(step, 10), Version: now.Version, Form: f, Back: run + "#" + rituals.StepID(step),
		Fields: []ui.ConflictField{{Label: now.Title, Name: "outcome note", Yours: noted(ritual.StepOutcome(f.Val("outcome")).Label(), f.Val("note")), Theirs: noted(now.Outcome.Label(), now.Note)}},
	}
	return s.twoSaid(c, "Rituals", props)
}

func (s *Server) finishRun(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug, version := c.Param("slug"), versionOf(f)
	result, err := s.rituals.FinishRun(c.Request().Context(), slug, id, version)
	if err != nil {
		return s.runRefused(c, f, "run", err)
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Run finished: " + result.Label() + ".", UndoAction: rituals.RunPath(slug, id) + "/reopen",
		UndoFields: [][2]string{{"version", strconv.Itoa(version + 1)}}})
	return seeOther(c, rituals.RunPath(slug, id))
}

func (s *Server) dropRun(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug, version := c.Param("slug"), versionOf(f)
	if err := s.rituals.DropRun(c.Request().Context(), slug, id, f.Val("reason"), version); err != nil {
		return s.runRefused(c, f, "drop", err)
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Run dropped.", UndoAction: rituals.RunPath(slug, id) + "/reopen",
		UndoFields: [][2]string{{"version", strconv.Itoa(version + 1)}}})
	return seeOther(c, rituals.RunPath(slug, id))
}

func (s *Server) reopenRun(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	if err := s.rituals.ReopenRun(c.Request().Context(), c.Param("slug"), id, versionOf(f)); err != nil {
		return s.runRefused(c, f, "run", err)
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "The run is open again."})
	return seeOther(c, rituals.RunPath(c.Param("slug"), id))
}

func (s *Server) editRun(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	in := ritual.RunInput{Environment: ritual.Environment(f.Val("environment")), OwnerID: optional(f, "owner"), DryRun: f.Val("dry_run") != "", Findings: f.Val("findings")}
	if err := s.rituals.UpdateRun(c.Request().Context(), c.Param("slug"), id, in, versionOf(f)); err != nil {
		return s.runRefused(c, f, "about", err)
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Saved."})
	return seeOther(c, rituals.RunPath(c.Param("slug"), id))
}
