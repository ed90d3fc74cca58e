package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/service"
	"tminus/views/layout"
	"tminus/views/services"
	"tminus/views/ui"
)

const tabServices = "Services"

// launchServices is what a launch depends on, and who on call could open what.
func (s *Server) launchServices(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := s.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := services.LaunchVM{Plan: p, Me: actorOf(c).ID, Key: newKey(), CanEdit: s.may(c, people.EditPlan, p.LeadID)}
	if vm.Dependence, err = s.services.Of(ctx, p.Launch); err != nil {
		return err
	}
	head, err := s.launchHead(c, p, tabServices)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, services.LaunchPage(s.shell(c, "", "launches"), head, vm))
}

func (s *Server) nameServicesPage(c echo.Context) error {
	p, err := s.planToEdit(c)
	if err != nil {
		return err
	}
	return s.showNaming(c, http.StatusOK, services.NameVM{Plan: p, Key: newKey()})
}

func (s *Server) showNaming(c echo.Context, status int, vm services.NameVM) error {
	ctx := c.Request().Context()
	d, err := s.services.Of(ctx, vm.Plan.Launch)
	if err != nil {
		return err
	}
	if vm.Choices, err = s.services.Choices(ctx); err != nil {
		return err
	}
	vm.Choices = slices.DeleteFunc(vm.Choices, func(f service.Fact) bool {
		return slices.ContainsFunc(d.Uses, func(u service.Use) bool { return u.Fact.ID == f.ID })
	})
	sh, head, err := s.inServices(c, vm.Plan, "Name services", vm.Form)
	if err != nil {
		return err
	}
	return s.render(c, status, services.NamePage(sh, head, vm))
}

// inServices is what is around a form of the tab.
func (s *Server) inServices(c echo.Context, p *launch.Plan, title string, f ui.Form) (layout.Shell, layout.LaunchHead, error) {
	sh := s.shell(c, title+" · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	head, err := s.launchHead(c, p, tabServices)
	return sh, head, err
}

func (s *Server) nameServices(c echo.Context) error {
	p, err := s.planToEdit(c)
	if err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	added, err := s.services.Name(c.Request().Context(), p.Slug, numbers(f, "services"), f.Val("touches"), f.Val("key"))
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showNaming(c, http.StatusUnprocessableEntity, services.NameVM{Plan: p, Form: f, Key: f.Val("key")})
	}
	flash := layout.Flash{Kind: "ok", Text: "The launch names " + countOf(len(added), "more service") + "."}
	if len(added) == 0 {
		flash.Text = "The launch names them already."
	} else {
		flash.UndoAction = services.Of(p.Slug) + "/undo"
	}
	for _, id := range added {
		flash.UndoFields = append(flash.UndoFields, [2]string{"id", strconv.FormatInt(id, 10)})
	}
	s.say(c, flash)
	return seeOther(c, services.Of(p.Slug))
}

// unnameServices takes those off again that were named at once.
func (s *Server) unnameServices(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	ids := numbers(f, "id")
	if len(ids) > service.MaxNamed {
		return fault.NotFound("service of this launch")
	}
	slug := c.Param("slug")
	if err := s.services.DropAll(c.Request().Context(), slug, ids); err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Undone: the launch does not name them."})
	return seeOther(c, services.Of(slug))
}

// useToEdit is one service of a launch for a form that changes what it touches.
func (s *Server) useToEdit(c echo.Context) (services.UseVM, error) {
	id, err := idParam(c, "id")
	if err != nil {
		return services.UseVM{}, err
	}
	p, err := s.planToEdit(c)
	if err != nil {
		return services.UseVM{}, err
	}
	d, err := s.services.Of(c.Request().Context(), p.Launch)
	if err != nil {
		return services.UseVM{}, err
	}
	i := slices.IndexFunc(d.Uses, func(u service.Use) bool { return u.ID == id })
	if i < 0 {
		return services.UseVM{}, fault.NotFound("service of this launch")
	}
	return services.UseVM{Plan: p, Use: d.Uses[i]}, nil
}

func (s *Server) editUsePage(c echo.Context) error {
	vm, err := s.useToEdit(c)
	if err != nil {
		return err
	}
	vm.Form = ui.NewForm(url.Values{"touches": {vm.Use.Touches}})
	return s.showUse(c, http.StatusOK, vm)
}

func (s *Server) showUse(c echo.Context, status int, vm services.UseVM) error {
	sh, head, err := s.inServices(c, vm.Plan, "What it touches of "+vm.Use.Name, vm.Form)
	if err != nil {
		return err
	}
	return s.render(c, status, services.UsePage(sh, head, vm))
}

func (s *Server) updateUse(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	vm, err := s.useToEdit(c)
	if err != nil {
		return err
	}
	before := url.Values{"touches": {vm.Use.Touches}}
	ui.Resolve(&f, before)
	vm.Form = f
	err = s.services.Describe(c.Request().Context(), vm.Plan.Slug, vm.Use.ID, f.Val("touches"), versionOf(f))
	return s.endSaving(c, err, saving{form: &vm.Form, before: before, was: vm.Use.UseVersion, typed: versionOf(f), to: services.Of(vm.Plan.Slug),
		again: func() error { return s.showUse(c, http.StatusUnprocessableEntity, vm) },
		clash: func() error {
			return s.twoChanges(c, vm.Plan, ui.ConflictProps{Action: services.UseOf(vm.Plan.Slug, vm.Use.ID), Version: vm.Use.UseVersion, Back: services.Of(vm.Plan.Slug), Form: f,
				Fields: []ui.ConflictField{{Label: "What it touches", Name: "touches", Yours: f.Val("touches"), Theirs: vm.Use.Touches}}})
		},
		now: func() (int, error) { now, err := s.useToEdit(c); return now.Use.UseVersion, err },
	})
}

func (s *Server) dropUse(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := s.services.Drop(c.Request().Context(), slug, id, versionOf(f)); err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "The launch does not name it any more.", UndoAction: services.UseOf(slug, id) + "/restore", UndoFields: nextVersion(f)})
	return seeOther(c, services.Of(slug))
}

func (s *Server) bringUseBack(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := s.services.Back(c.Request().Context(), slug, id, versionOf(f)); err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "The launch names it again."})
	return seeOther(c, services.Of(slug))
}
