package ritual

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/models/ritual"
	"tminus/views/layout"
	"tminus/views/paths"
	ritualview "tminus/views/ritual"
	"tminus/views/ui"
)

func (h *Handler) runPage(c echo.Context) error {
	return h.showRun(c, http.StatusOK, ritualview.RunVM{})
}

// runVM loads the data of the page; vm holds the form.
func (h *Handler) runVM(c echo.Context, vm ritualview.RunVM) (ritualview.RunVM, error) {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return vm, err
	}
	ctx := c.Request().Context()
	if vm.Plan, err = h.launches.Plan(ctx, c.Param("slug")); err != nil {
		return vm, err
	}
	vm.CanEdit = h.Can(c, people.EditPlan, vm.Plan.Subject())
	if vm.RunDetail, err = h.rituals.Run(ctx, vm.Plan.Slug, id); err != nil || !vm.CanEdit {
		return vm, err
	}
	vm.People, err = h.People.Users(ctx, true)
	return vm, err
}

func (h *Handler) showRun(c echo.Context, status int, vm ritualview.RunVM) error {
	vm, err := h.runVM(c, vm)
	if err != nil {
		return err
	}
	head, err := h.LaunchHead(c, vm.Plan, layout.PageRituals)
	if err != nil {
		return err
	}
	sh := h.Shell(c, vm.Ritual.Name+" on "+vm.Environment.Label()+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	return h.Render(c, status, ritualview.RunPage(sh, head, vm))
}

// runNow starts an unplanned run.
func (h *Handler) runNow(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	in := ritual.RunInput{Environment: ritual.Environment(f.Val("environment")), DryRun: f.Val("dry_run") != ""}
	run, err := h.rituals.StartNow(c.Request().Context(), c.Param("slug"), id, in, f.Val("key"))
	if fault.Is(err, fault.KindInvalid) {
		_ = web.AddErrors(&f, err)
		return h.showRitual(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, paths.Run(c.Param("slug"), run))
}

// runRefused shows the present run with the entered values and the problems. It returns errors
// other than Invalid and Conflict.
func (h *Handler) runRefused(c echo.Context, f ui.Form, asking string, cause error) error {
	status := http.StatusUnprocessableEntity
	switch fault.KindOf(cause) {
	case fault.KindInvalid:
		_ = web.AddErrors(&f, cause)
	case fault.KindConflict:
		status = http.StatusConflict
		f.Add("", fault.MessageOf(cause)+" Look at the run as it is now.")
		f.Values.Del("version")
	default:
		return cause
	}
	return h.showRun(c, status, ritualview.RunVM{Form: f, Asking: asking})
}

func (h *Handler) startRun(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if err := h.rituals.StartRun(c.Request().Context(), c.Param("slug"), id, web.Version(f)); err != nil {
		return h.runRefused(c, f, "run", err)
	}
	return web.SeeOther(c, paths.Run(c.Param("slug"), id))
}

// noteStep records the result of a step. For htmx it answers with the step and the summary.
func (h *Handler) noteStep(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	step, err := web.IDParam(c, "step")
	if err != nil {
		return err
	}
	if ui.Chosen(f) {
		now, err := h.stepNow(c, step)
		if err != nil {
			return err
		}
		ui.Resolve(&f, map[string][]string{"outcome": {string(now.Outcome)}, "note": {now.Note}})
	}
	in := ritual.StepNote{Outcome: ritual.StepOutcome(f.Val("outcome")), Note: f.Val("note")}
	before, next, err := h.rituals.Note(c.Request().Context(), c.Param("slug"), id, step, in, web.Version(f))
	switch fault.KindOf(err) {
	case fault.KindInvalid:
		_ = web.AddErrors(&f, err)
		return h.showStep(c, http.StatusUnprocessableEntity, ritualview.RunVM{Form: f, On: step, Asking: "step"}, step, nil)
	case fault.KindConflict:
		return h.stepConflict(c, id, step, f)
	}
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: before.Title + ": " + in.Outcome.Label(),
		UndoAction: paths.Run(c.Param("slug"), id, "steps", strconv.FormatInt(step, 10)),
		UndoFields: [][2]string{{"outcome", string(before.Outcome)}, {"note", before.Note}, {"version", strconv.Itoa(next)}}}
	if before.Outcome == in.Outcome && before.Note == in.Note {
		flash.UndoAction = ""
	}
	return h.showStep(c, http.StatusOK, ritualview.RunVM{}, step, &flash)
}

// stepNow returns a step of the run as stored.
func (h *Handler) stepNow(c echo.Context, step int64) (ritual.StepResult, error) {
	vm, err := h.runVM(c, ritualview.RunVM{})
	if err != nil {
		return ritual.StepResult{}, err
	}
	r, ok := vm.Step(step)
	if !ok {
		return r, fault.NotFound("step in this run")
	}
	return r, nil
}

// showStep answers with a step after a press, or redirects to it.
func (h *Handler) showStep(c echo.Context, status int, vm ritualview.RunVM, step int64, flash *layout.Flash) error {
	if !web.IsPartial(c) {
		if flash == nil {
			// The problem may be about the run, and is then shown at the top.
			if vm.Form.Err("run") != "" {
				vm.Asking, vm.On = "run", 0
			}
			return h.showRun(c, status, vm)
		}
		h.Say(c, *flash)
		return web.SeeOther(c, paths.Run(c.Param("slug"), mustID(c))+"#"+ritualview.StepID(step))
	}
	vm, err := h.runVM(c, vm)
	if err != nil {
		return err
	}
	r, ok := vm.Step(step)
	if !ok {
		return fault.NotFound("step in this run")
	}
	fragments := []templ.Component{ritualview.StepRow(vm, r), ritualview.ProgressAnew(vm), web.FlashFragment(flash)}
	if status != http.StatusOK {
		return h.Render(c, status, templ.Join(fragments...))
	}
	return h.RenderWithHead(c, status, fragments...)
}

// mustID returns the id in the URL, which was validated before.
func mustID(c echo.Context) int64 {
	id, _ := web.IDParam(c, "id")
	return id
}

func (h *Handler) stepConflict(c echo.Context, id, step int64, f ui.Form) error {
	now, err := h.stepNow(c, step)
	if err != nil {
		return err
	}
	run := paths.Run(c.Param("slug"), id)
	props := ui.ConflictProps{
		Action: paths.Join(run, "steps", strconv.FormatInt(step, 10)), Version: now.Version, Form: f,
		Back: run + "#" + ritualview.StepID(step),
		Fields: []ui.ConflictField{{Label: now.Title, Name: "outcome note",
			Yours:  web.AnswerWithNote(ritual.StepOutcome(f.Val("outcome")).Label(), f.Val("note")),
			Theirs: web.AnswerWithNote(now.Outcome.Label(), now.Note)}},
	}
	return h.RenderReadinessConflict(c, "Rituals", props)
}

func (h *Handler) finishRun(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	result, next, err := h.rituals.FinishRun(c.Request().Context(), slug, id, web.Version(f))
	if err != nil {
		return h.runRefused(c, f, "run", err)
	}
	h.Say(c, web.Undoable("Run finished: "+result.Label()+".", paths.Run(slug, id, "reopen"), next))
	return web.SeeOther(c, paths.Run(slug, id))
}

func (h *Handler) dropRun(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	next, err := h.rituals.DropRun(c.Request().Context(), slug, id, f.Val("reason"), web.Version(f))
	if err != nil {
		return h.runRefused(c, f, "drop", err)
	}
	h.Say(c, web.Undoable("Run dropped.", paths.Run(slug, id, "reopen"), next))
	return web.SeeOther(c, paths.Run(slug, id))
}

func (h *Handler) reopenRun(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if err := h.rituals.ReopenRun(c.Request().Context(), c.Param("slug"), id, web.Version(f)); err != nil {
		return h.runRefused(c, f, "run", err)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "The run is open again."})
	return web.SeeOther(c, paths.Run(c.Param("slug"), id))
}

func (h *Handler) editRun(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	in := ritual.RunInput{Environment: ritual.Environment(f.Val("environment")), OwnerID: web.OptionalID(f, "owner"),
		DryRun: f.Val("dry_run") != "", Findings: f.Val("findings")}
	if err := h.rituals.UpdateRun(c.Request().Context(), c.Param("slug"), id, in, web.Version(f)); err != nil {
		return h.runRefused(c, f, "about", err)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Saved."})
	return web.SeeOther(c, paths.Run(c.Param("slug"), id))
}
