package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	views "tminus/views/feedback"
	"tminus/views/layout"
	"tminus/views/ui"
)

// playbookPage is what a launch tries when a symptom shows.
func (s *Server) playbookPage(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := s.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := views.PlaybookVM{Plan: p, Key: newKey(), CanEdit: s.may(c, people.EditPlan, p.LeadID)}
	if vm.Book, err = s.feedback.Playbook(ctx, p.Launch); err != nil {
		return err
	}
	head, err := s.launchHead(c, p, tabFeedback)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, views.Playbook(s.shell(c, "Playbook · "+p.Name, "launches"), head, vm))
}

// playToEdit is one play for a form that changes it. Returns NotFound.
func (s *Server) playToEdit(c echo.Context) (vm views.PlayVM, err error) {
	if vm.Plan, err = s.planToEdit(c); err != nil {
		return vm, err
	}
	book, err := s.feedback.Playbook(c.Request().Context(), vm.Plan.Launch)
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

func (s *Server) editPlayPage(c echo.Context) error {
	vm, err := s.playToEdit(c)
	if err != nil {
		return err
	}
	v := views.PlayValues(vm.Play)
	vm.Form, vm.Base = ui.NewForm(v), ui.Digest(v, views.PlayFields...)
	return s.showPlay(c, http.StatusOK, vm)
}

func (s *Server) showPlay(c echo.Context, status int, vm views.PlayVM) error {
	head, err := s.launchHead(c, vm.Plan, tabFeedback)
	if err != nil {
		return err
	}
	sh := s.shell(c, vm.Play.Symptom+" · Playbook · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	return s.render(c, status, views.PlayPage(sh, head, vm))
}

func (s *Server) editPlay(c echo.Context) error {
	vm, err := s.playToEdit(c)
	if err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	before := views.PlayValues(vm.Play)
	ui.Resolve(&f, before)
	version := versionOf(f)
	err = s.feedback.EditPlay(c.Request().Context(), vm.Plan.Slug, views.PlayOf(f, vm.Play), version)
	vm.Form, vm.Base = f, f.Val("base")
	path := views.PlaybookPath(vm.Plan.Slug)
	switch fault.KindOf(err) {
	case fault.KindConflict:
		return s.reportConflict(c, vm.Plan, ui.ConflictProps{Action: path + "/" + vm.Play.Key, Version: vm.Version, Back: path, Form: f, Fields: views.PlayConflict(f, vm.Play)})
	case fault.KindInvalid:
		_ = refused(&vm.Form, err)
		return s.showPlay(c, http.StatusUnprocessableEntity, vm)
	}
	if err != nil {
		return err
	}
	now, err := s.playToEdit(c)
	if err != nil {
		return err
	}
	s.saySaved(c, savedForm{undone: f.Has("undo"), changed: now.Version != vm.Version, before: before, version: version})
	return seeOther(c, path+"#"+vm.Play.Key)
}

// tryPlay puts what a play says to try into the launch's plan.
func (s *Server) tryPlay(c echo.Context) error {
	vm, err := s.playToEdit(c)
	if err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	remedy := int(number(f, "remedy"))
	kind := launch.KindOther
	if remedy >= 0 && remedy < len(vm.Play.Remedies) {
		kind = vm.Play.Remedies[remedy].Kind
	}
	made, err := s.feedback.Try(c.Request().Context(), vm.Plan.Slug, vm.Play.Key, remedy, vm.Plan.LaneFor(kind), f.Val("key"))
	if err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "It is in the plan, and yours. Give it a date."})
	return seeOther(c, "/launches/"+vm.Plan.Slug+"/deliverables/"+strconv.FormatInt(made, 10))
}
