package feedback

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/feedback"
	"tminus/models/people"
	"tminus/models/template"
	feedbackview "tminus/views/feedback"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// playbookPage shows the playbook of a launch.
func (h *Handler) playbookPage(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := h.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := feedbackview.PlaybookVM{Plan: p, Key: web.NewKey(), CanEdit: h.Can(c, people.EditPlan, p.Subject())}
	if vm.Book, err = h.feedback.Playbook(ctx, p.Launch); err != nil {
		return err
	}
	head, err := h.LaunchHead(c, p, layout.PagePlaybook)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, feedbackview.Playbook(h.Shell(c, "Playbook · "+p.Name, "launches"), head, vm))
}

// playToEdit returns a play for a form that changes it. It returns NotFound.
func (h *Handler) playToEdit(c echo.Context) (vm feedbackview.PlayVM, err error) {
	if vm.Plan, err = h.EditablePlan(c); err != nil {
		return vm, err
	}
	book, err := h.feedback.Playbook(c.Request().Context(), vm.Plan.Launch)
	if err != nil {
		return vm, err
	}
	vm.Version = book.Version
	for _, p := range book.Plays {
		if p.Key == c.Param("key") {
			vm.Play = p.Play
			return vm, nil
		}
	}
	return vm, fault.NotFound("symptom in this playbook")
}

func (h *Handler) editPlayPage(c echo.Context) error {
	vm, err := h.playToEdit(c)
	if err != nil {
		return err
	}
	v := feedbackview.PlayValues(vm.Play)
	vm.Form, vm.Base = ui.NewForm(v), ui.Digest(v, feedbackview.PlayFields...)
	return h.showPlay(c, http.StatusOK, vm)
}

func (h *Handler) showPlay(c echo.Context, status int, vm feedbackview.PlayVM) error {
	head, err := h.LaunchHead(c, vm.Plan, layout.PagePlaybook)
	if err != nil {
		return err
	}
	title := vm.Play.Symptom
	if vm.Play.Key == "" {
		title = "Add a symptom"
	}
	sh := h.Shell(c, title+" · Playbook · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	return h.Render(c, status, feedbackview.PlayPage(sh, head, vm))
}

func (h *Handler) editPlay(c echo.Context) error {
	vm, err := h.playToEdit(c)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	before := feedbackview.PlayValues(vm.Play)
	ui.Resolve(&f, before)
	next, err := h.feedback.EditPlay(c.Request().Context(), vm.Plan.Slug, feedbackview.PlayOf(f, vm.Play), web.Version(f))
	vm.Form, vm.Base = f, f.Val("base")
	path := paths.Playbook(vm.Plan.Slug)
	return h.EndSaving(c, err, web.Saving{Form: &vm.Form, Before: before, Was: vm.Version, Version: next, To: path + "#" + vm.Play.Key,
		Again: func() error { return h.showPlay(c, http.StatusUnprocessableEntity, vm) },
		Clash: func() error {
			return h.reportConflict(c, vm.Plan,
				ui.ConflictProps{Action: paths.Playbook(vm.Plan.Slug, vm.Play.Key), Version: vm.Version, Back: path, Form: f,
					Fields: feedbackview.PlayConflict(f, vm.Play)})
		},
	})
}

func (h *Handler) newPlayPage(c echo.Context) error {
	vm, err := h.playToAdd(c)
	if err != nil {
		return err
	}
	return h.showPlay(c, http.StatusOK, vm)
}

// playToAdd returns the form for a new play.
func (h *Handler) playToAdd(c echo.Context) (vm feedbackview.PlayVM, err error) {
	if vm.Plan, err = h.EditablePlan(c); err != nil {
		return vm, err
	}
	book, err := h.feedback.Playbook(c.Request().Context(), vm.Plan.Launch)
	vm.Version = book.Version
	return vm, err
}

func (h *Handler) addPlay(c echo.Context) error {
	vm, err := h.playToAdd(c)
	if err != nil {
		return err
	}
	if vm.Form, err = web.ParseForm(c); err != nil {
		return err
	}
	path := paths.Playbook(vm.Plan.Slug)
	key, err := h.feedback.AddPlay(c.Request().Context(), vm.Plan.Slug,
		feedbackview.PlayOf(vm.Form, feedback.Play{Key: vm.Form.Val("key")}), placeOf(vm.Form), web.Version(vm.Form))
	if fault.Is(err, fault.KindConflict) {
		// The play is new, so it can be added to the newer version.
		vm.Form.Add("", fault.MessageOf(err))
		vm.Form.Values.Set("version", strconv.Itoa(vm.Version))
		return h.showPlay(c, http.StatusConflict, vm)
	}
	if err := web.AddErrors(&vm.Form, err); err != nil {
		return err
	}
	if vm.Form.Invalid() {
		return h.showPlay(c, http.StatusUnprocessableEntity, vm)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "It is in the playbook."})
	return web.SeeOther(c, path+"#"+key)
}

// placeOf returns the position of a restored play, or -1 (last) for a new one.
func placeOf(f ui.Form) int {
	if !f.Has("place") {
		return -1
	}
	return int(web.FormID(f, "place"))
}

// removePlay removes a play; its undo adds it again.
func (h *Handler) removePlay(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	gone, at, next, err := h.feedback.RemovePlay(c.Request().Context(), slug, c.Param("key"), web.Version(f))
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "Taken out of the playbook.", UndoAction: paths.Playbook(slug),
		UndoFields: [][2]string{{"version", strconv.Itoa(next)}, {"key", gone.Key}, {"place", strconv.Itoa(at)}}}
	for _, r := range gone.Remedies {
		flash.UndoFields = append(flash.UndoFields, [2]string{"kind", string(r.Kind)})
	}
	for name, v := range feedbackview.PlayValues(gone) {
		flash.UndoFields = append(flash.UndoFields, [2]string{name, v[0]})
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.Playbook(slug))
}

// tryPlay adds a deliverable for a play's remedy to the plan.
func (h *Handler) tryPlay(c echo.Context) error {
	vm, err := h.playToEdit(c)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	remedy, err := strconv.Atoi(f.Val("remedy"))
	if err != nil {
		return fault.NotFound("thing to try in this playbook")
	}
	kind := template.KindOther
	if remedy >= 0 && remedy < len(vm.Play.Remedies) {
		kind = vm.Play.Remedies[remedy].Kind
	}
	made, err := h.feedback.Try(c.Request().Context(), vm.Plan.Slug, vm.Play.Key, remedy, vm.Plan.LaneFor(kind), f.Val("key"))
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "It is in the plan, and yours. Give it a date."})
	return web.SeeOther(c, paths.Deliverable(vm.Plan.Slug, made))
}
