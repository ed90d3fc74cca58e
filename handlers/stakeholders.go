package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/comms"
	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/stakeholders"
	"tminus/views/ui"
)

const tabStakeholders = "Stakeholders"

// stakeholderList is who outside of the plan has to know of a launch.
func (s *Server) stakeholderList(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := s.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := stakeholders.ListVM{Plan: p, Form: riskFilter(c), Key: newKey(), CanEdit: s.may(c, people.EditPlan, p.LeadID)}
	if vm.Reg, err = s.comms.Of(ctx, p.Launch, stakeholders.FilterOf(vm.Form)); err != nil {
		return err
	}
	head, err := s.launchHead(c, p, tabStakeholders)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, stakeholders.List(s.shell(c, "", "launches"), head, vm))
}

// stakeholderOf loads a launch and one of its stakeholders. Returns NotFound for
// one of another launch.
func (s *Server) stakeholderOf(c echo.Context) (stakeholders.DetailVM, error) {
	vm := stakeholders.DetailVM{Key: newKey()}
	id, err := idParam(c, "id")
	if err != nil {
		return vm, err
	}
	ctx := c.Request().Context()
	if vm.Plan, err = s.launches.Plan(ctx, c.Param("slug")); err != nil {
		return vm, err
	}
	vm.CanEdit = s.may(c, people.EditPlan, vm.Plan.LeadID)
	vm.One, err = s.comms.Stakeholder(ctx, vm.Plan.Launch, id)
	return vm, err
}

func (s *Server) stakeholderPage(c echo.Context) error {
	vm, err := s.stakeholderOf(c)
	if err != nil {
		return err
	}
	head, err := s.launchHead(c, vm.Plan, tabStakeholders)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, stakeholders.Page(s.shell(c, vm.One.Name+" · "+vm.Plan.Name, "launches"), head, vm))
}

// ownerMe is a form in which the one who fills it in tells the stakeholder.
func ownerMe(c echo.Context) ui.Form {
	return ui.NewForm(url.Values{"owner": {strconv.FormatInt(actorOf(c).ID, 10)}})
}

func (s *Server) newStakeholderPage(c echo.Context) error {
	p, err := s.planToEdit(c)
	if err != nil {
		return err
	}
	return s.showStakeholderForm(c, http.StatusOK, stakeholders.FormVM{Plan: p, Form: ownerMe(c), Key: newKey()})
}

func (s *Server) editStakeholderPage(c echo.Context) error {
	vm, err := s.stakeholderToEdit(c)
	if err != nil {
		return err
	}
	v := stakeholders.Values(*vm.One)
	vm.Form, vm.Base = ui.NewForm(v), ui.Digest(v, stakeholders.Fields...)
	return s.showStakeholderForm(c, http.StatusOK, vm)
}

// stakeholderToEdit is one of them for a form that changes it.
func (s *Server) stakeholderToEdit(c echo.Context) (stakeholders.FormVM, error) {
	vm, err := s.stakeholderOf(c)
	if err != nil {
		return stakeholders.FormVM{}, err
	}
	return stakeholders.FormVM{Plan: vm.Plan, One: &vm.One}, people.Allow(actorOf(c), people.EditPlan, vm.Plan.LeadID)
}

func (s *Server) showStakeholderForm(c echo.Context, status int, vm stakeholders.FormVM) error {
	title := "Add a stakeholder"
	if vm.One != nil {
		title = "Edit " + vm.One.Name
	}
	sh, head, err := s.stakeholderFrame(c, title, &vm)
	if err != nil {
		return err
	}
	return s.render(c, status, stakeholders.FormPage(sh, head, vm))
}

// stakeholderFrame is what is around a form, and the people that it offers.
func (s *Server) stakeholderFrame(c echo.Context, title string, vm *stakeholders.FormVM) (layout.Shell, layout.LaunchHead, error) {
	sh := s.shell(c, title+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	var err error
	if vm.People, err = s.people.Users(c.Request().Context(), true); err != nil {
		return sh, layout.LaunchHead{}, err
	}
	head, err := s.launchHead(c, vm.Plan, tabStakeholders)
	return sh, head, err
}

func (s *Server) pastePage(c echo.Context) error {
	p, err := s.planToEdit(c)
	if err != nil {
		return err
	}
	return s.showPaste(c, http.StatusOK, stakeholders.FormVM{Plan: p, Form: ownerMe(c), Key: newKey()})
}

func (s *Server) showPaste(c echo.Context, status int, vm stakeholders.FormVM) error {
	sh, head, err := s.stakeholderFrame(c, "Paste stakeholders", &vm)
	if err != nil {
		return err
	}
	return s.render(c, status, stakeholders.PastePage(sh, head, vm))
}

// stakeholderConflict shows what was typed beside what stands there by now.
func (s *Server) stakeholderConflict(c echo.Context, f ui.Form) error {
	vm, err := s.stakeholderToEdit(c)
	if err != nil {
		return err
	}
	vm.Form = f
	sh, head, err := s.stakeholderFrame(c, "Two changes at once", &vm)
	if err != nil {
		return err
	}
	path := stakeholders.One(vm.Plan.Slug, vm.One.ID)
	return s.render(c, http.StatusConflict, stakeholders.TwoChanges(sh, head, ui.ConflictProps{
		Action: path, Version: vm.One.Version, Back: path, Form: f, Fields: stakeholders.ConflictFields(vm)}))
}

func stakeholderInput(f ui.Form) comms.Input {
	return comms.Input{Name: f.Val("name"), Function: f.Val("function"), Organisation: f.Val("organisation"), Channel: comms.Channel(f.Val("channel")),
		Contact: f.Val("contact"), OwnerID: optional(f, "owner"), Note: f.Val("note")}
}
