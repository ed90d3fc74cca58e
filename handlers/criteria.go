package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/people"
	ready "tminus/models/readiness"
	"tminus/views/layout"
	"tminus/views/readiness"
	"tminus/views/ui"
)

// mayLead returns Forbidden for who does not lead the launch.
func (s *Server) mayLead(c echo.Context) error {
	l, err := s.launches.Launch(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	return people.Allow(actorOf(c), people.LeadLaunch, l.LeadID)
}

func (s *Server) newCriterionPage(c echo.Context) error {
	if err := s.mayLead(c); err != nil {
		return err
	}
	return s.showCriterionForm(c, http.StatusOK, readiness.CriterionVM{Form: ui.NewForm(nil), Key: newKey()})
}

func (s *Server) showCriterionForm(c echo.Context, status int, vm readiness.CriterionVM) error {
	ctx := c.Request().Context()
	p, err := s.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm.Launch = p.Launch
	if vm.People, err = s.people.Users(ctx, true); err != nil {
		return err
	}
	if vm.Bindables, err = s.ready.Bindables(ctx, p.Slug); err != nil {
		return err
	}
	sh := s.shell(c, vm.Title()+" · "+p.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	head, err := s.launchHead(c, p, "Readiness")
	if err != nil {
		return err
	}
	return s.render(c, status, readiness.CriterionPage(sh, head, vm))
}

// criterionInput reads the form of a line. Returns Invalid with what cannot be read.
func criterionInput(f ui.Form) (ready.CriterionInput, error) {
	in := ready.CriterionInput{Kind: ready.Kind(f.Val("kind")), Title: f.Val("title"), OwnerID: optional(f, "owner"), Evidence: f.Val("evidence")}
	var check fault.Check
	var err error
	if in.Binding, err = ready.ParseBinding(f.Val("binding")); err != nil {
		_ = check.Merge(err)
	}
	if hours := strings.TrimSpace(f.Val("renew")); hours != "" {
		if in.RenewHours, err = strconv.Atoi(hours); err != nil {
			check.Add("renew", "Enter a number of hours, like 24.")
		}
	}
	return in, check.Err()
}

func (s *Server) addCriterion(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	if err := s.mayLead(c); err != nil {
		return err
	}
	in, err := criterionInput(f)
	var id int64
	if err == nil {
		id, err = s.ready.AddCriterion(c.Request().Context(), c.Param("slug"), in, f.Val("key"))
	}
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showCriterionForm(c, http.StatusUnprocessableEntity, readiness.CriterionVM{Form: f, Key: f.Val("key")})
	}
	slug := c.Param("slug")
	s.say(c, layout.Flash{Kind: "ok", Text: "“" + in.Title + "” is added.", UndoAction: readiness.CriterionPath(slug, id) + "/remove", UndoFields: [][2]string{{"version", "1"}}})
	return seeOther(c, readiness.Path(slug))
}

func (s *Server) editCriterionPage(c echo.Context) error {
	vm, err := s.criterionOf(c, people.LeadLaunch)
	if err != nil {
		return err
	}
	v := readiness.CriterionValues(vm.Criterion)
	return s.showCriterionForm(c, http.StatusOK, readiness.CriterionVM{Form: ui.NewForm(v), Criterion: &vm.Criterion, Base: ui.Digest(v, readiness.CriterionFields...)})
}

func (s *Server) editCriterion(c echo.Context) error {
	_, f, err := sent(c)
	if err != nil {
		return err
	}
	vm, err := s.criterionOf(c, people.LeadLaunch)
	if err != nil {
		return err
	}
	ui.Resolve(&f, readiness.CriterionValues(vm.Criterion))
	in, err := criterionInput(f)
	if err == nil {
		err = s.ready.EditCriterion(c.Request().Context(), c.Param("slug"), vm.ID, in, versionOf(f))
	}
	if fault.Is(err, fault.KindConflict) {
		return s.criterionConflict(c, vm, f)
	}
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showCriterionForm(c, http.StatusUnprocessableEntity, readiness.CriterionVM{Form: f, Criterion: &vm.Criterion, Base: f.Val("base")})
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "“" + in.Title + "” is saved.", UndoAction: c.Request().URL.Path, UndoFields: undoCriterion(vm.Criterion, versionOf(f)+1)})
	return seeOther(c, readiness.Path(c.Param("slug")))
}

func undoCriterion(was ready.Criterion, version int) [][2]string {
	fields := [][2]string{{"version", strconv.Itoa(version)}}
	for name, vs := range readiness.CriterionValues(was) {
		fields = append(fields, [2]string{name, vs[0]})
	}
	return fields
}

// criterionConflict shows both changes of a line, field by field.
func (s *Server) criterionConflict(c echo.Context, vm readiness.SayVM, f ui.Form) error {
	users, err := s.people.Users(c.Request().Context(), true)
	if err != nil {
		return err
	}
	list, err := s.ready.Bindables(c.Request().Context(), vm.Launch.Slug)
	if err != nil {
		return err
	}
	theirs := ui.NewForm(readiness.CriterionValues(vm.Criterion))
	path := readiness.CriterionPath(vm.Launch.Slug, vm.ID) + "/edit"
	props := ui.ConflictProps{Action: path, Version: vm.Version, Form: f, Back: path}
	for _, field := range [][2]string{{"What has to be true", "title"}, {"Renewed every … hours", "renew"}, {"Evidence", "evidence"}} {
		props.Fields = append(props.Fields, ui.ConflictField{Label: field[0], Name: field[1], Yours: f.Val(field[1]), Theirs: theirs.Val(field[1])})
	}
	props.Fields = append(props.Fields,
		ui.ConflictField{Label: "Owner", Name: "owner", Yours: nameOf(users, number(f, "owner")), Theirs: nameOf(users, number(theirs, "owner"))},
		ui.ConflictField{Label: "Follows", Name: "binding", Yours: readiness.BindingWords(list, f.Val("binding")), Theirs: readiness.BindingWords(list, theirs.Val("binding"))})
	return s.twoSaid(c, "Verdict", props)
}

func (s *Server) removeCriterion(c echo.Context) error  { return s.toggleCriterion(c, false) }
func (s *Server) restoreCriterion(c echo.Context) error { return s.toggleCriterion(c, true) }

func (s *Server) toggleCriterion(c echo.Context, back bool) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug, version := c.Param("slug"), versionOf(f)
	if err := s.ready.RemoveCriterion(c.Request().Context(), slug, id, version, back); err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "It is part of the decision again."}
	if !back {
		flash = layout.Flash{Kind: "ok", Text: "Taken out of the decision.", UndoAction: readiness.CriterionPath(slug, id) + "/restore", UndoFields: [][2]string{{"version", strconv.Itoa(version + 1)}}}
	}
	s.say(c, flash)
	return seeOther(c, backOf(f, readiness.Path(slug)))
}

func (s *Server) moveCriterion(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	if err := s.ready.MoveCriterion(c.Request().Context(), c.Param("slug"), id, f.Val("to") == "up", versionOf(f)); err != nil {
		return err
	}
	return seeOther(c, backOf(f, readiness.Path(c.Param("slug"))))
}
