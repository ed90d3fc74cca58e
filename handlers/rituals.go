package handlers

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/ritual"
	"tminus/views/layout"
	"tminus/views/rituals"
	"tminus/views/ui"
)

// readyPage is what every page under Readiness begins with: the plan, the shell
// with a title, and the launch's head.
func (s *Server) readyPage(c echo.Context, title string) (p *launch.Plan, sh layout.Shell, head layout.LaunchHead, err error) {
	if p, err = s.launches.Plan(c.Request().Context(), c.Param("slug")); err != nil {
		return p, sh, head, err
	}
	sh = s.shell(c, title+" · "+p.Name, "launches")
	head, err = s.launchHead(c, p, "Readiness")
	return p, sh, head, err
}

func (s *Server) ritualsPage(c echo.Context) error {
	p, sh, head, err := s.readyPage(c, "Rituals")
	if err != nil {
		return err
	}
	vm := rituals.ListVM{Plan: p, CanEdit: s.may(c, people.EditPlan, p.LeadID)}
	if vm.Overview, err = s.rituals.List(c.Request().Context(), p.Slug); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, rituals.List(sh, head, vm))
}

func (s *Server) ritualPage(c echo.Context) error {
	return s.showRitual(c, http.StatusOK, ui.NewForm(nil))
}

// showRitual shows a ritual; f is a form of a new run that was refused.
func (s *Server) showRitual(c echo.Context, status int, f ui.Form) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	v, err := s.rituals.Get(c.Request().Context(), c.Param("slug"), id)
	if err != nil {
		return err
	}
	p, sh, head, err := s.readyPage(c, v.Name)
	if err != nil {
		return err
	}
	sh.Invalid = f.Invalid()
	vm := rituals.PageVM{Plan: p, Detail: v, CanEdit: s.may(c, people.EditPlan, p.LeadID), Form: f, Key: newKey()}
	return s.render(c, status, rituals.Page(sh, head, vm))
}

func (s *Server) newRitualPage(c echo.Context) error {
	if err := s.mayEdit(c); err != nil {
		return err
	}
	return s.showRitualForm(c, http.StatusOK, rituals.FormVM{Form: ui.NewForm(rituals.NewValues()), Key: newKey()})
}

func (s *Server) editRitualPage(c echo.Context) error {
	r, err := s.ritualToEdit(c)
	if err != nil {
		return err
	}
	v := rituals.Values(r)
	return s.showRitualForm(c, http.StatusOK, rituals.FormVM{Ritual: &r, Form: ui.NewForm(v), Base: ui.Digest(v, rituals.Fields...)})
}

func (s *Server) ritualToEdit(c echo.Context) (ritual.Detail, error) {
	id, err := idParam(c, "id")
	if err != nil {
		return ritual.Detail{}, err
	}
	if err := s.mayEdit(c); err != nil {
		return ritual.Detail{}, err
	}
	return s.rituals.Get(c.Request().Context(), c.Param("slug"), id)
}

func (s *Server) showRitualForm(c echo.Context, status int, vm rituals.FormVM) error {
	title := "Add a ritual"
	if vm.Ritual != nil {
		title = "Edit " + vm.Ritual.Name
	}
	p, sh, head, err := s.readyPage(c, title)
	if err != nil {
		return err
	}
	if vm.People, err = s.people.Users(c.Request().Context(), true); err != nil {
		return err
	}
	vm.Plan, sh.Invalid = p, vm.Form.Invalid()
	return s.render(c, status, rituals.FormPage(sh, head, vm))
}

func (s *Server) addRitual(c echo.Context) error {
	if err := s.mayEdit(c); err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	vm := rituals.FormVM{Form: f, Key: f.Val("key")}
	if rituals.Rearrange(&vm.Form) {
		return s.showRitualForm(c, http.StatusOK, vm)
	}
	id, err := s.rituals.Create(c.Request().Context(), c.Param("slug"), rituals.InputOf(vm.Form), vm.Key)
	if err != nil {
		if err := refused(&vm.Form, err); err != nil {
			return err
		}
		return s.showRitualForm(c, http.StatusUnprocessableEntity, vm)
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Added “" + f.Val("name") + "”."})
	return seeOther(c, rituals.Path(c.Param("slug"), id))
}

func (s *Server) editRitual(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	r, err := s.ritualToEdit(c)
	if err != nil {
		return err
	}
	ui.Resolve(&f, rituals.Values(r))
	vm := rituals.FormVM{Ritual: &r, Form: f, Base: f.Val("base")}
	if rituals.Rearrange(&vm.Form) {
		return s.showRitualForm(c, http.StatusOK, vm)
	}
	added, gone, err := s.rituals.Update(c.Request().Context(), c.Param("slug"), r.ID, rituals.InputOf(vm.Form), versionOf(f))
	switch fault.KindOf(err) {
	case fault.KindConflict:
		return s.ritualConflict(c, vm)
	case fault.KindInvalid:
		_ = refused(&vm.Form, err)
		return s.showRitualForm(c, http.StatusUnprocessableEntity, vm)
	}
	if err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Saved." + replanned(added, gone)})
	return seeOther(c, rituals.Path(c.Param("slug"), r.ID))
}

// replanned says what a new cadence did to the planned runs.
func replanned(added, gone int) string {
	if added+gone == 0 {
		return ""
	}
	return fmt.Sprintf(" Planned runs: %d added, %d taken off.", added, gone)
}

func (s *Server) ritualConflict(c echo.Context, vm rituals.FormVM) error {
	var err error
	if vm.People, err = s.people.Users(c.Request().Context(), true); err != nil {
		return err
	}
	path := rituals.Path(c.Param("slug"), vm.Ritual.ID)
	return s.twoSaid(c, "Rituals", ui.ConflictProps{Action: path, Version: vm.Ritual.Version, Form: vm.Form, Back: path, Fields: rituals.ConflictFields(vm)})
}

func (s *Server) removeRitual(c echo.Context) error  { return s.archiveRitual(c, false) }
func (s *Server) restoreRitual(c echo.Context) error { return s.archiveRitual(c, true) }

func (s *Server) archiveRitual(c echo.Context, back bool) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug, version := c.Param("slug"), versionOf(f)
	err = s.rituals.Remove(c.Request().Context(), slug, id, version, back)
	if fault.Is(err, fault.KindInvalid) {
		_ = refused(&f, err)
		return s.showRitual(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "The ritual is back, with its runs."}
	if !back {
		flash = layout.Flash{Kind: "ok", Text: "Removed the ritual. Its runs are kept.", UndoAction: rituals.Path(slug, id) + "/restore",
			UndoFields: [][2]string{{"version", strconv.Itoa(version + 1)}}}
	}
	s.say(c, flash)
	return seeOther(c, rituals.ListPath(slug))
}

func (s *Server) comparePage(c echo.Context) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	chosen := func(name string) int64 {
		n, err := strconv.ParseInt(c.QueryParam(name), 10, 64)
		if err != nil && c.QueryParam(name) != "" {
			return -1 // none, and not the newest
		}
		return n
	}
	v, err := s.rituals.Compare(c.Request().Context(), c.Param("slug"), id, chosen("a"), chosen("b"))
	if err != nil {
		return err
	}
	p, sh, head, err := s.readyPage(c, "Two runs of "+v.Ritual.Name)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, rituals.Compare(sh, head, rituals.CompareVM{Plan: p, Comparison: v}))
}
