package service

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/words"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/service"
	"tminus/views/layout"
	"tminus/views/paths"
	serviceview "tminus/views/service"
	"tminus/views/ui"
)

// launchServices shows the services that a launch depends on, and which links the people on call
// could open.
func (h *Handler) launchServices(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := h.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := serviceview.LaunchVM{Plan: p, Me: web.Actor(c).ID, Key: web.NewKey(), CanEdit: h.Can(c, people.EditPlan, p.Subject())}
	if vm.Dependence, err = h.services.Of(ctx, p.Launch); err != nil {
		return err
	}
	head, err := h.LaunchHead(c, p, layout.PageServices)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, serviceview.LaunchPage(h.Shell(c, "", "launches"), head, vm))
}

func (h *Handler) nameServicesPage(c echo.Context) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	return h.showNaming(c, http.StatusOK, serviceview.NameVM{Plan: p, Key: web.NewKey()})
}

func (h *Handler) showNaming(c echo.Context, status int, vm serviceview.NameVM) error {
	ctx := c.Request().Context()
	d, err := h.services.Of(ctx, vm.Plan.Launch)
	if err != nil {
		return err
	}
	if vm.Choices, err = h.services.Choices(ctx); err != nil {
		return err
	}
	vm.Choices = slices.DeleteFunc(vm.Choices, func(f service.Fact) bool {
		return slices.ContainsFunc(d.Uses, func(u service.Use) bool { return u.Fact.ID == f.ID })
	})
	sh, head, err := h.inServices(c, vm.Plan, "Add services", vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, serviceview.NamePage(sh, head, vm))
}

// inServices returns the shell and the head around a form of the tab.
func (h *Handler) inServices(c echo.Context, p *launch.Plan, title string, f ui.Form) (layout.Shell, layout.LaunchHead, error) {
	sh := h.Shell(c, title+" · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	head, err := h.LaunchHead(c, p, layout.PageServices)
	return sh, head, err
}

func (h *Handler) nameServices(c echo.Context) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	added, err := h.services.Name(c.Request().Context(), p.Slug, web.FormIDs(f, "services"), f.Val("touches"), f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showNaming(c, http.StatusUnprocessableEntity, serviceview.NameVM{Plan: p, Form: f, Key: f.Val("key")})
	}
	flash := layout.Flash{Kind: "ok", Text: "The launch names " + words.Count(len(added), "more service") + "."}
	if len(added) == 0 {
		flash.Text = "The launch names them already."
	} else {
		flash.UndoAction = paths.LaunchServices(p.Slug, "undo")
	}
	for _, id := range added {
		flash.UndoFields = append(flash.UndoFields, [2]string{"id", strconv.FormatInt(id, 10)})
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.LaunchServices(p.Slug))
}

// unnameServices removes services that were added together.
func (h *Handler) unnameServices(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	ids := web.FormIDs(f, "id")
	if len(ids) > service.MaxNamed {
		return fault.NotFound("service of this launch")
	}
	slug := c.Param("slug")
	if err := h.services.DropAll(c.Request().Context(), slug, ids); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Undone: the launch does not name them."})
	return web.SeeOther(c, paths.LaunchServices(slug))
}

// useToEdit returns a service of a launch for the form about what it touches.
func (h *Handler) useToEdit(c echo.Context) (serviceview.UseVM, error) {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return serviceview.UseVM{}, err
	}
	p, err := h.EditablePlan(c)
	if err != nil {
		return serviceview.UseVM{}, err
	}
	d, err := h.services.Of(c.Request().Context(), p.Launch)
	if err != nil {
		return serviceview.UseVM{}, err
	}
	i := slices.IndexFunc(d.Uses, func(u service.Use) bool { return u.ID == id })
	if i < 0 {
		return serviceview.UseVM{}, fault.NotFound("service of this launch")
	}
	return serviceview.UseVM{Plan: p, Use: d.Uses[i]}, nil
}

func (h *Handler) editUsePage(c echo.Context) error {
	vm, err := h.useToEdit(c)
	if err != nil {
		return err
	}
	vm.Form = ui.NewForm(url.Values{"touches": {vm.Use.Touches}})
	return h.showUse(c, http.StatusOK, vm)
}

func (h *Handler) showUse(c echo.Context, status int, vm serviceview.UseVM) error {
	sh, head, err := h.inServices(c, vm.Plan, "What it touches of "+vm.Use.Name, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, serviceview.UsePage(sh, head, vm))
}

func (h *Handler) updateUse(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm, err := h.useToEdit(c)
	if err != nil {
		return err
	}
	before := url.Values{"touches": {vm.Use.Touches}}
	ui.Resolve(&f, before)
	vm.Form = f
	next, err := h.services.Describe(c.Request().Context(), vm.Plan.Slug, vm.Use.ID, f.Val("touches"), web.Version(f))
	return h.EndSaving(c, err, web.Saving{Form: &vm.Form, Before: before, Was: vm.Use.UseVersion, Version: next,
		To:    paths.LaunchServices(vm.Plan.Slug),
		Again: func() error { return h.showUse(c, http.StatusUnprocessableEntity, vm) },
		Clash: func() error {
			return h.RenderConflict(c, vm.Plan,
				ui.ConflictProps{Action: paths.LaunchService(vm.Plan.Slug, vm.Use.ID), Version: vm.Use.UseVersion,
					Back: paths.LaunchServices(vm.Plan.Slug), Form: f,
					Fields: []ui.ConflictField{{Label: "What it touches", Name: "touches", Yours: f.Val("touches"), Theirs: vm.Use.Touches}}})
		},
	})
}

func (h *Handler) dropUse(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	next, err := h.services.Drop(c.Request().Context(), slug, id, web.Version(f))
	if err != nil {
		return err
	}
	h.Say(c, web.Undoable("The launch does not name it any more.", paths.LaunchService(slug, id, "restore"), next))
	return web.SeeOther(c, paths.LaunchServices(slug))
}

func (h *Handler) restoreUse(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if _, err := h.services.Back(c.Request().Context(), slug, id, web.Version(f)); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "The launch names it again."})
	return web.SeeOther(c, paths.LaunchServices(slug))
}
