package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/feedback"
	"tminus/models/people"
	"tminus/models/template"
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
	title := vm.Play.Symptom
	if vm.Play.Key == "" {
		title = "Add a symptom"
	}
	sh := s.shell(c, title+" · Playbook · "+vm.Plan.Name, "launches")
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
	err = s.feedback.EditPlay(c.Request().Context(), vm.Plan.Slug, views.PlayOf(f, vm.Play), versionOf(f))
	vm.Form, vm.Base = f, f.Val("base")
	path := views.PlaybookPath(vm.Plan.Slug)
	return s.endSaving(c, err, saving{form: &vm.Form, before: before, was: vm.Version, typed: versionOf(f), to: path + "#" + vm.Play.Key,
		again: func() error { return s.showPlay(c, http.StatusUnprocessableEntity, vm) },
		clash: func() error {
			return s.reportConflict(c, vm.Plan, ui.ConflictProps{Action: path + "/" + vm.Play.Key, Version: vm.Version, Back: path, Form: f, Fields: views.PlayConflict(f, vm.Play)})
		},
		now: func() (int, error) { now, err := s.playToEdit(c); return now.Version, err },
	})
}

func (s *Server) newPlayPage(c echo.Context) error {
	vm, err := s.playToAdd(c)
	if err != nil {
		return err
	}
	return s.showPlay(c, http.StatusOK, vm)
}

// playToAdd is the form of a new play.
func (s *Server) playToAdd(c echo.Context) (vm views.PlayVM, err error) {
	if vm.Plan, err = s.planToEdit(c); err != nil {
		return vm, err
	}
	book, err := s.feedback.Playbook(c.Request().Context(), vm.Plan.Launch)
	vm.Version = book.Version
	return vm, err
}

func (s *Server) addPlay(c echo.Context) error {
	vm, err := s.playToAdd(c)
	if err != nil {
		return err
	}
	if vm.Form, err = formOf(c); err != nil {
		return err
	}
	path := views.PlaybookPath(vm.Plan.Slug)
	key, err := s.feedback.AddPlay(c.Request().Context(), vm.Plan.Slug, views.PlayOf(vm.Form, feedback.Play{Key: vm.Form.Val("key")}), placeOf(vm.Form), versionOf(vm.Form))
	if fault.Is(err, fault.KindConflict) {
		// It adds something of its own: the newer version is as good.
		vm.Form.Add("", "Somebody else changed the playbook meanwhile. Look at it, then add yours.")
		vm.Form.Values.Set("version", strconv.Itoa(vm.Version))
		return s.showPlay(c, http.StatusConflict, vm)
	}
	if err := refused(&vm.Form, err); err != nil {
		return err
	}
	if vm.Form.Invalid() {
		return s.showPlay(c, http.StatusUnprocessableEntity, vm)
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "It is in the playbook."})
	return seeOther(c, path+"#"+key)
}

// placeOf is where an undone play belongs, -1 for a new one: last.
func placeOf(f ui.Form) int {
	if !f.Has("place") {
		return -1
	}
	return int(number(f, "place"))
}

// removePlay takes a play out of the playbook; undoing that adds it again.
func (s *Server) removePlay(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	gone, at, err := s.feedback.RemovePlay(c.Request().Context(), slug, c.Param("key"), versionOf(f))
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "Taken out of the playbook.", UndoAction: views.PlaybookPath(slug), UndoFields: append(nextVersion(f), [2]string{"key", gone.Key}, [2]string{"place", strconv.Itoa(at)})}
	for _, r := range gone.Remedies {
		flash.UndoFields = append(flash.UndoFields, [2]string{"kind", string(r.Kind)})
	}
	for name, v := range views.PlayValues(gone) {
		flash.UndoFields = append(flash.UndoFields, [2]string{name, v[0]})
	}
	s.say(c, flash)
	return seeOther(c, views.PlaybookPath(slug))
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
	remedy, err := strconv.Atoi(f.Val("remedy"))
	if err != nil {
		return fault.NotFound("thing to try in this playbook")
	}
	kind := template.KindOther
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
