package readiness

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	ready "tminus/models/readiness"
	"tminus/views/layout"
	"tminus/views/paths"
	readinessview "tminus/views/readiness"
	"tminus/views/ui"
)

// readiness shows whether a launch may go, and what is missing.
func (h *Handler) readiness(c echo.Context) error {
	ctx := c.Request().Context()
	l, err := h.launches.Launch(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	all, err := h.ready.Verdicts(ctx, l)
	if err != nil {
		return err
	}
	p, err := h.launches.Outline(ctx, l, all[l.ID].Follows(launch.BindDeliverable)...)
	if err != nil {
		return err
	}
	vm := readinessview.VerdictVM{Plan: p, Verdict: all[p.ID], Me: web.Actor(c).ID,
		CanEdit: h.Can(c, people.EditPlan, p.Subject()), CanLead: h.Can(c, people.LeadLaunch, p.Subject())}
	list, err := h.ready.Open(ctx, l)
	if err != nil {
		return err
	}
	vm.Open = readinessview.OpenVM{Launch: p.Launch, List: list, Me: vm.Me, CanEdit: vm.CanEdit, Back: paths.Readiness(p.Slug)}
	if vm.Eased, err = h.risks.Eased(ctx, l); err != nil {
		return err
	}
	if vm.CanLead {
		if vm.Decide, err = h.DecisionPath(c, l); err != nil {
			return err
		}
		if vm.Removed, err = h.ready.RemovedCriteria(ctx, p.ID); err != nil {
			return err
		}
	}
	head, err := h.LaunchHead(c, p, layout.PageReadiness)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, readinessview.Page(h.Shell(c, "", "launches"), head, vm))
}

// criterionOf loads a criterion for people who may do act. It returns NotFound for a criterion of
// another launch.
func (h *Handler) criterionOf(c echo.Context, act people.Action) (readinessview.SayVM, error) {
	var vm readinessview.SayVM
	id, err := web.IDParam(c, "id")
	if err != nil {
		return vm, err
	}
	ctx := c.Request().Context()
	if vm.Launch, err = h.launches.Launch(ctx, c.Param("slug")); err != nil {
		return vm, err
	}
	if err := people.Require(web.Actor(c), act, vm.Launch.Subject()); err != nil {
		return vm, err
	}
	vm.Me = web.Actor(c).ID
	vm.Criterion, vm.Line, err = h.ready.Criterion(ctx, vm.Launch.Slug, id)
	return vm, err
}

// criterionPage shows the form for a sign-off with a note, or for a waiver.
func (h *Handler) criterionPage(c echo.Context) error {
	act := people.EditPlan
	if c.QueryParam("do") == "waive" {
		act = people.LeadLaunch
	}
	vm, err := h.criterionOf(c, act)
	if err != nil {
		return err
	}
	vm.Waive = act == people.LeadLaunch
	return h.showCriterion(c, http.StatusOK, vm, ui.NewForm(url.Values{"back": {c.QueryParam("back")}}))
}

func (h *Handler) showCriterion(c echo.Context, status int, vm readinessview.SayVM, f ui.Form) error {
	vm.Form, vm.Back = f, web.BackPath(f, paths.Readiness(vm.Launch.Slug))
	if web.IsPartial(c) {
		return h.RenderDialog(c, status, readinessview.SayDialog(vm))
	}
	p, err := h.launches.Plan(c.Request().Context(), vm.Launch.Slug)
	if err != nil {
		return err
	}
	sh := h.Shell(c, vm.Criterion.Title+" · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	head, err := h.LaunchHead(c, p, "Readiness")
	if err != nil {
		return err
	}
	return h.Render(c, status, readinessview.SayPage(sh, head, vm))
}

// signCriterion records a sign-off: from a button, the form or an undo.
func (h *Handler) signCriterion(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if ui.Chosen(f) {
		vm, err := h.criterionOf(c, people.EditPlan)
		if err != nil {
			return err
		}
		ui.Resolve(&f, url.Values{"sign": {string(vm.Sign)}, "note": {vm.SignNote}, "evidence": {vm.Criterion.Evidence}})
	}
	so := ready.SignOff{Sign: ready.Sign(f.Val("sign")), Note: f.Val("note")}
	if f.Has("evidence") {
		evidence := f.Val("evidence")
		so.Evidence = &evidence
	}
	before, err := h.ready.SignOff(c.Request().Context(), c.Param("slug"), id, so, web.Version(f))
	if err != nil {
		return h.signRefused(c, f, so, err)
	}
	vm, err := h.criterionOf(c, people.EditPlan)
	if err != nil {
		return err
	}
	text := vm.Criterion.Title + ": " + vm.Line.State.Label() + "."
	if so.Sign == ready.SignNone {
		text = vm.Criterion.Title + ": no longer signed off."
	}
	flash := layout.Flash{Kind: "ok", Text: text}
	// A sign-off that was overwritten is not restored, because it would look renewed.
	if so.Sign != ready.SignNone && (before.Sign != ready.SignMet || vm.Kind == ready.KindNoGo) {
		flash.UndoAction = paths.Criterion(vm.Launch.Slug, id, "sign")
		flash.UndoFields = [][2]string{{"version", strconv.Itoa(vm.Version)}, {"sign", string(before.Sign)}, {"note", before.Note},
			{"evidence", *before.Evidence}, {"back", web.BackPath(f, paths.Readiness(vm.Launch.Slug))}}
	}
	return h.criterionDone(c, f, flash)
}

// criterionDone redirects to the page, or reloads it.
func (h *Handler) criterionDone(c echo.Context, f ui.Form, flash layout.Flash) error {
	back := web.BackPath(f, paths.Readiness(c.Param("slug")))
	h.Say(c, flash)
	if web.IsPartial(c) {
		return web.Refetch(c, back, readinessview.Region)
	}
	return web.SeeOther(c, back)
}

func (h *Handler) signRefused(c echo.Context, f ui.Form, so ready.SignOff, cause error) error {
	kind := fault.KindOf(cause)
	if kind != fault.KindInvalid && kind != fault.KindConflict {
		return cause
	}
	vm, err := h.criterionOf(c, people.EditPlan)
	if err != nil {
		return err
	}
	if kind == fault.KindInvalid {
		if err := web.AddErrors(&f, cause); err != nil {
			return err
		}
		return h.showCriterion(c, http.StatusUnprocessableEntity, vm, f)
	}
	props := ui.ConflictProps{Action: paths.Criterion(vm.Launch.Slug, vm.ID, "sign"), Version: vm.Version, Form: f,
		Back: web.BackPath(f, paths.Readiness(vm.Launch.Slug)),
		Fields: []ui.ConflictField{{Label: vm.Criterion.Title, Name: "sign note", Yours: readinessview.SignWords(vm.Kind, so.Sign, so.Note),
			Theirs: readinessview.SignWords(vm.Kind, vm.Sign, vm.SignNote)}}}
	if so.Evidence != nil {
		props.Fields = append(props.Fields,
			ui.ConflictField{Label: "Evidence", Name: "evidence", Yours: *so.Evidence, Theirs: vm.Criterion.Evidence})
	}
	return h.RenderReadinessConflict(c, layout.PageReadiness, props)
}

func (h *Handler) waiveCriterion(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	err = h.ready.Waive(c.Request().Context(), c.Param("slug"), id, f.Val("reason"), web.Version(f))
	status := http.StatusUnprocessableEntity
	switch fault.KindOf(err) {
	case fault.KindConflict:
		status = http.StatusConflict
		f.Add("", fault.MessageOf(err)+" Look at it as it is now, and waive it again if it is still needed.")
		delete(f.Values, "version")
	case fault.KindInvalid:
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
	default:
		if err != nil {
			return err
		}
	}
	vm, lost := h.criterionOf(c, people.LeadLaunch)
	if lost != nil {
		return lost
	}
	if err != nil {
		vm.Waive = true
		return h.showCriterion(c, status, vm, f)
	}
	return h.criterionDone(c, f, layout.Flash{Kind: "ok", Text: vm.Criterion.Title + ": waived.",
		UndoAction: paths.Criterion(vm.Launch.Slug, id, "unwaive"),
		UndoFields: [][2]string{{"version", strconv.Itoa(vm.Version)}}})
}

func (h *Handler) unwaiveCriterion(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	reason, err := h.ready.Unwaive(c.Request().Context(), c.Param("slug"), id, web.Version(f))
	if err != nil {
		return err
	}
	vm, err := h.criterionOf(c, people.LeadLaunch)
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: vm.Criterion.Title + ": the waiver is taken back."}
	if reason != "" {
		flash.UndoAction = paths.Criterion(vm.Launch.Slug, id, "waive")
		flash.UndoFields = [][2]string{{"version", strconv.Itoa(vm.Version)}, {"reason", reason}}
	}
	return h.criterionDone(c, f, flash)
}
