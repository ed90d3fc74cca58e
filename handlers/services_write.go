package handlers

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/services"
	"tminus/views/ui"
)

func (s *Server) addService(c echo.Context) error {
	if err := people.Allow(actorOf(c), people.EditPlan, 0); err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	vm := services.FormVM{Form: f, Key: f.Val("key")}
	if done, err := s.moreLinks(c, vm); done || err != nil {
		return err
	}
	in := serviceInput(f)
	id, err := s.services.Create(c.Request().Context(), in, f.Val("key"))
	if err != nil {
		if err := refused(&vm.Form, err); err != nil {
			return err
		}
		return s.showServiceForm(c, http.StatusUnprocessableEntity, vm)
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Added the service."})
	return seeOther(c, services.One(id))
}

func (s *Server) updateService(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	vm, err := s.serviceToEdit(c)
	if err != nil {
		return err
	}
	vm.Form, vm.Base = f, f.Val("base")
	if done, err := s.moreLinks(c, vm); done || err != nil {
		return err
	}
	before := services.Values(*vm.One)
	ui.Resolve(&f, before)
	services.Tidy(&f)
	vm.Form = f
	err = s.services.Update(c.Request().Context(), vm.One.ID, serviceInput(f), versionOf(f))
	return s.endSaving(c, err, saving{form: &vm.Form, before: before, was: vm.One.Version, typed: versionOf(f), to: services.One(vm.One.ID),
		again: func() error { return s.showServiceForm(c, http.StatusUnprocessableEntity, vm) },
		clash: func() error { return s.serviceConflict(c, f) },
		now:   func() (int, error) { now, err := s.serviceOf(c); return now.Version, err },
	})
}

func (s *Server) archiveService(c echo.Context) error {
	return s.useOfService(c, s.services.Archive, "Archived. Launches that name it are told.", "restore")
}

func (s *Server) restoreService(c echo.Context) error {
	return s.useOfService(c, s.services.Restore, "In use again.", "archive")
}

// useOfService takes a service out of use or back; undo is the way back.
func (s *Server) useOfService(c echo.Context, do func(ctx context.Context, id int64, version int) error, text, undo string) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	if err := do(c.Request().Context(), id, versionOf(f)); err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: text, UndoAction: services.One(id) + "/" + undo, UndoFields: nextVersion(f)})
	return seeOther(c, services.One(id))
}

// tryLink writes down whether one could open a link, and goes back to where the
// button stood.
func (s *Server) tryLink(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	link, err := idParam(c, "link")
	if err != nil {
		return err
	}
	f.Prefix = services.TryPrefix(link)
	could := f.Val("reachable") == "yes"
	check, err := s.services.Try(c.Request().Context(), id, link, could, f.Val("note"), f.Val("key"))
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showService(c, http.StatusUnprocessableEntity, f)
	}
	text := "Noted: you could open it."
	if !could {
		text = "Noted: you could not open it. Its owner sees that on the launch."
	}
	s.say(c, layout.Flash{Kind: "ok", Text: text, UndoAction: services.One(id) + "/checks/" + strconv.FormatInt(check, 10) + "/back", UndoFields: [][2]string{{"back", backTo(f, id)}}})
	return seeOther(c, backTo(f, id))
}

// backTo is where a link was tried: a launch, my work, or the service's page.
func backTo(f ui.Form, service int64) string {
	if f.Val("back") == "" {
		return services.One(service)
	}
	to := localPath(f.Val("back"))
	if u, err := url.Parse(f.Val("back")); err == nil && u.Fragment != "" {
		to += "#" + u.EscapedFragment()
	}
	return to
}

func (s *Server) takeCheckBack(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	check, err := idParam(c, "check")
	if err != nil {
		return err
	}
	if err := s.services.TakeBack(c.Request().Context(), id, check); err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Undone: what stood there before counts again."})
	return seeOther(c, backTo(f, id))
}
