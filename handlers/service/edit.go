package service

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/paths"
	serviceview "tminus/views/service"
	"tminus/views/ui"
)

func (h *Handler) addService(c echo.Context) error {
	if err := people.Require(web.Actor(c), people.EditPlan, people.Organisation); err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm := serviceview.FormVM{Form: f, Key: f.Val("key")}
	if done, err := h.moreLinks(c, vm); done || err != nil {
		return err
	}
	in := serviceInput(f)
	id, err := h.services.Create(c.Request().Context(), in, f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&vm.Form, err); err != nil {
			return err
		}
		return h.showServiceForm(c, http.StatusUnprocessableEntity, vm)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Added the service."})
	return web.SeeOther(c, paths.Service(id))
}

func (h *Handler) updateService(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm, err := h.serviceToEdit(c)
	if err != nil {
		return err
	}
	vm.Form, vm.Base = f, f.Val("base")
	if done, err := h.moreLinks(c, vm); done || err != nil {
		return err
	}
	before := serviceview.Values(*vm.One)
	ui.Resolve(&f, before)
	serviceview.Tidy(&f)
	vm.Form = f
	next, err := h.services.Update(c.Request().Context(), vm.One.ID, serviceInput(f), web.Version(f))
	return h.EndSaving(c, err, web.Saving{Form: &vm.Form, Before: before, Was: vm.One.Version, Version: next,
		To:    paths.Service(vm.One.ID),
		Again: func() error { return h.showServiceForm(c, http.StatusUnprocessableEntity, vm) },
		Clash: func() error { return h.serviceConflict(c, f) },
	})
}

func (h *Handler) archiveService(c echo.Context) error {
	return h.useOfService(c, h.services.Archive, "Archived. Launches that name it are told.", "restore")
}

func (h *Handler) restoreService(c echo.Context) error {
	return h.useOfService(c, h.services.Restore, "In use again.", "archive")
}

// useOfService archives a service or restores it; undo is the opposite action.
func (h *Handler) useOfService(
	c echo.Context, do func(ctx context.Context, id int64, version int) (int, error), text, undo string,
) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	next, err := do(c.Request().Context(), id, web.Version(f))
	if err != nil {
		return err
	}
	h.Say(c, web.Undoable(text, paths.Service(id, undo), next))
	return web.SeeOther(c, paths.Service(id))
}

// tryLink records whether a person could open a link, and redirects to the page with the button.
func (h *Handler) tryLink(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	link, err := web.IDParam(c, "link")
	if err != nil {
		return err
	}
	f.Prefix = serviceview.TryPrefix(link)
	could := f.Val("reachable") == "yes"
	check, err := h.services.Try(c.Request().Context(), id, link, could, f.Val("note"), f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showService(c, http.StatusUnprocessableEntity, f)
	}
	text := "Noted: you could open it."
	if !could {
		text = "Noted: you could not open it. Its owner sees that on the launch."
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: text, UndoAction: paths.Service(id, "checks", strconv.FormatInt(check, 10), "back"),
		UndoFields: [][2]string{{"back", backTo(f, id)}}})
	return web.SeeOther(c, backTo(f, id))
}

// backTo returns the page on which a link was tested: a launch, My work, or the service's page.
func backTo(f ui.Form, service int64) string {
	if f.Val("back") == "" {
		return paths.Service(service)
	}
	to := web.LocalPath(f.Val("back"))
	if u, err := url.Parse(f.Val("back")); err == nil && u.Fragment != "" {
		to += "#" + u.EscapedFragment()
	}
	return to
}

func (h *Handler) takeCheckBack(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	check, err := web.IDParam(c, "check")
	if err != nil {
		return err
	}
	if err := h.services.TakeBack(c.Request().Context(), id, check); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Undone: what stood there before counts again."})
	return web.SeeOther(c, backTo(f, id))
}
