package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/people"
	ready "tminus/models/readiness"
	"tminus/models/template"
	"tminus/views/layout"
	"tminus/views/readiness"
	"tminus/views/ui"
)

// readiness answers whether a launch may go, and what is missing.
func (s *Server) readiness(c echo.Context) error {
	ctx := c.Request().Context()
	l, err := s.launches.Launch(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	all, err := s.ready.Verdicts(ctx, l)
	if err != nil {
		return err
	}
	p, err := s.launches.Outline(ctx, l, all[l.ID].Follows(template.ByDeliverable)...)
	if err != nil {
		return err
	}
	vm := readiness.VerdictVM{Plan: p, Verdict: all[p.ID], Me: actorOf(c).ID,
		CanEdit: s.may(c, people.EditPlan, p.LeadID), CanLead: s.may(c, people.LeadLaunch, p.LeadID)}
	vm.Owner, _ = strconv.ParseInt(c.QueryParam("owner"), 10, 64)
	if vm.CanLead {
		if vm.Decide, err = s.decidePath(c, l); err != nil {
			return err
		}
		if vm.Removed, err = s.ready.RemovedCriteria(ctx, p.ID); err != nil {
			return err
		}
	}
	return s.render(c, http.StatusOK, readiness.Page(s.shell(c, "", "launches"), s.headWith(c, p, "Readiness", vm.Verdict), vm))
}

// criterionOf loads a line of the decision for who may do act. Returns NotFound
// for one of another launch.
func (s *Server) criterionOf(c echo.Context, act people.Action) (readiness.SayVM, error) {
	var vm readiness.SayVM
	id, err := idParam(c, "id")
	if err != nil {
		return vm, err
	}
	ctx := c.Request().Context()
	if vm.Launch, err = s.launches.Launch(ctx, c.Param("slug")); err != nil {
		return vm, err
	}
	if err := people.Allow(actorOf(c), act, vm.Launch.LeadID); err != nil {
		return vm, err
	}
	vm.Criterion, vm.Line, err = s.ready.Criterion(ctx, vm.Launch.Slug, id)
	return vm, err
}

// criterionPage asks for a sign-off with a note, or for a waiver.
func (s *Server) criterionPage(c echo.Context) error {
	act := people.EditPlan
	if c.QueryParam("do") == "waive" {
		act = people.LeadLaunch
	}
	vm, err := s.criterionOf(c, act)
	if err != nil {
		return err
	}
	vm.Waive = act == people.LeadLaunch
	return s.showCriterion(c, http.StatusOK, vm, ui.NewForm(url.Values{"back": {c.QueryParam("back")}}))
}

func (s *Server) showCriterion(c echo.Context, status int, vm readiness.SayVM, f ui.Form) error {
	vm.Form, vm.Back = f, backOf(f, readiness.Path(vm.Launch.Slug))
	if isPartial(c) {
		return s.intoDialog(c, status, readiness.SayDialog(vm))
	}
	p, err := s.launches.Plan(c.Request().Context(), vm.Launch.Slug)
	if err != nil {
		return err
	}
	sh := s.shell(c, vm.Criterion.Title+" · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	head, err := s.launchHead(c, p, "Readiness")
	if err != nil {
		return err
	}
	return s.render(c, status, readiness.SayPage(sh, head, vm))
}

// signCriterion takes a sign-off: by one press, from the form, or as an undo.
func (s *Server) signCriterion(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	if ui.Chosen(f) {
		vm, err := s.criterionOf(c, people.EditPlan)
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
	before, err := s.ready.SignOff(c.Request().Context(), c.Param("slug"), id, so, versionOf(f))
	if err != nil {
		return s.signRefused(c, f, so, err)
	}
	vm, err := s.criterionOf(c, people.EditPlan)
	if err != nil {
		return err
	}
	text := vm.Criterion.Title + ": " + vm.Line.State.Label() + "."
	if so.Sign == ready.SignNone {
		text = vm.Criterion.Title + ": no longer signed off."
	}
	flash := layout.Flash{Kind: "ok", Text: text}
	// A sign-off that was overwritten is not given back: it would look renewed.
	if so.Sign != ready.SignNone && (before.Sign != ready.SignMet || vm.Kind == ready.KindNoGo) {
		flash.UndoAction = readiness.CriterionPath(vm.Launch.Slug, id) + "/sign"
		flash.UndoFields = [][2]string{{"version", strconv.Itoa(vm.Version)}, {"sign", string(before.Sign)}, {"note", before.Note},
			{"evidence", *before.Evidence}, {"back", backOf(f, readiness.Path(vm.Launch.Slug))}}
	}
	return s.criterionDone(c, f, flash)
}

// criterionDone leads back to the page, or has it fetched anew.
func (s *Server) criterionDone(c echo.Context, f ui.Form, flash layout.Flash) error {
	back := backOf(f, readiness.Path(c.Param("slug")))
	s.say(c, flash)
	if isPartial(c) {
		return refetch(c, back, readiness.Region)
	}
	return seeOther(c, back)
}

func (s *Server) signRefused(c echo.Context, f ui.Form, so ready.SignOff, cause error) error {
	kind := fault.KindOf(cause)
	if kind != fault.KindInvalid && kind != fault.KindConflict {
		return cause
	}
	vm, err := s.criterionOf(c, people.EditPlan)
	if err != nil {
		return err
	}
	if kind == fault.KindInvalid {
		if err := refused(&f, cause); err != nil {
			return err
		}
		return s.showCriterion(c, http.StatusUnprocessableEntity, vm, f)
	}
	props := ui.ConflictProps{Action: readiness.CriterionPath(vm.Launch.Slug, vm.ID) + "/sign", Version: vm.Version, Form: f, Back: backOf(f, readiness.Path(vm.Launch.Slug)),
		Fields: []ui.ConflictField{{Label: vm.Criterion.Title, Name: "sign note", Yours: readiness.SignWords(vm.Kind, so.Sign, so.Note), Theirs: readiness.SignWords(vm.Kind, vm.Sign, vm.SignNote)}}}
	if so.Evidence != nil {
		props.Fields = append(props.Fields, ui.ConflictField{Label: "Evidence", Name: "evidence", Yours: *so.Evidence, Theirs: vm.Criterion.Evidence})
	}
	return s.twoSaid(c, "Verdict", props)
}

func (s *Server) waiveCriterion(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	err = s.ready.Waive(c.Request().Context(), c.Param("slug"), id, f.Val("reason"), versionOf(f))
	status := http.StatusUnprocessableEntity
	switch fault.KindOf(err) {
	case fault.KindConflict:
		status = http.StatusConflict
		f.Add("", fault.MessageOf(err)+" Look at it as it is now, and waive it again if it is still needed.")
		delete(f.Values, "version")
	case fault.KindInvalid:
		if err := refused(&f, err); err != nil {
			return err
		}
	default:
		if err != nil {
			return err
		}
	}
	vm, lost := s.criterionOf(c, people.LeadLaunch)
	if lost != nil {
		return lost
	}
	if err != nil {
		vm.Waive = true
		return s.showCriterion(c, status, vm, f)
	}
	return s.criterionDone(c, f, layout.Flash{Kind: "ok", Text: vm.Criterion.Title + ": waived.", UndoAction: readiness.CriterionPath(vm.Launch.Slug, id) + "/unwaive",
		UndoFields: [][2]string{{"version", strconv.Itoa(vm.Version)}}})
}

func (s *Server) unwaiveCriterion(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	reason, err := s.ready.Unwaive(c.Request().Context(), c.Param("slug"), id, versionOf(f))
	if err != nil {
		return err
	}
	vm, err := s.criterionOf(c, people.LeadLaunch)
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: vm.Criterion.Title + ": the waiver is taken back."}
	if reason != "" {
		flash.UndoAction = readiness.CriterionPath(vm.Launch.Slug, id) + "/waive"
		flash.UndoFields = [][2]string{{"version", strconv.Itoa(vm.Version)}, {"reason", reason}}
	}
	return s.criterionDone(c, f, flash)
}
