package stakeholder

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/people"
	"tminus/models/stakeholder"
	"tminus/views/layout"
	"tminus/views/paths"
	stakeholderview "tminus/views/stakeholder"
	"tminus/views/ui"
)

// stakeholderList shows the stakeholders of a launch.
func (h *Handler) stakeholderList(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := h.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := stakeholderview.ListVM{Plan: p, Form: web.FilterForm(c), Key: web.NewKey(), CanEdit: h.Can(c, people.EditPlan, p.Subject())}
	if vm.Reg, err = h.stakeholders.Of(ctx, p.Launch, stakeholderview.FilterOf(vm.Form)); err != nil {
		return err
	}
	head, err := h.LaunchHead(c, p, layout.PageStakeholders)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, stakeholderview.List(h.Shell(c, "", "launches"), head, vm))
}

// stakeholderOf loads a launch and one of its stakeholders. It returns NotFound for a stakeholder
// of another launch.
func (h *Handler) stakeholderOf(c echo.Context) (stakeholderview.DetailVM, error) {
	vm := stakeholderview.DetailVM{Key: web.NewKey()}
	var id int64
	var err error
	if vm.Plan, id, vm.CanEdit, err = h.PlanAndID(c); err != nil {
		return vm, err
	}
	vm.One, err = h.stakeholders.Stakeholder(c.Request().Context(), vm.Plan.Launch, id)
	return vm, err
}

func (h *Handler) stakeholderPage(c echo.Context) error {
	vm, err := h.stakeholderOf(c)
	if err != nil {
		return err
	}
	head, err := h.LaunchHead(c, vm.Plan, layout.PageStakeholders)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, stakeholderview.Page(h.Shell(c, vm.One.Name+" · "+vm.Plan.Name, "launches"), head, vm))
}

// ownerMe returns a form with the signed-in person as the stakeholder's owner.
func ownerMe(c echo.Context) ui.Form {
	return ui.NewForm(url.Values{"owner": {strconv.FormatInt(web.Actor(c).ID, 10)}})
}

func (h *Handler) newStakeholderPage(c echo.Context) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	return h.showStakeholderForm(c, http.StatusOK, stakeholderview.FormVM{Plan: p, Form: ownerMe(c), Key: web.NewKey()})
}

func (h *Handler) editStakeholderPage(c echo.Context) error {
	vm, err := h.stakeholderToEdit(c)
	if err != nil {
		return err
	}
	v := stakeholderview.Values(*vm.One)
	vm.Form, vm.Base = ui.NewForm(v), ui.Digest(v, stakeholderview.Fields...)
	return h.showStakeholderForm(c, http.StatusOK, vm)
}

// stakeholderToEdit returns a stakeholder for a form that changes it.
func (h *Handler) stakeholderToEdit(c echo.Context) (stakeholderview.FormVM, error) {
	vm, err := h.stakeholderOf(c)
	if err != nil {
		return stakeholderview.FormVM{}, err
	}
	return stakeholderview.FormVM{Plan: vm.Plan, One: &vm.One}, people.Require(web.Actor(c), people.EditPlan, vm.Plan.Subject())
}

func (h *Handler) showStakeholderForm(c echo.Context, status int, vm stakeholderview.FormVM) error {
	title := "Add a stakeholder"
	if vm.One != nil {
		title = "Edit " + vm.One.Name
	}
	sh, head, err := h.stakeholderFrame(c, title, &vm)
	if err != nil {
		return err
	}
	return h.Render(c, status, stakeholderview.FormPage(sh, head, vm))
}

// stakeholderFrame returns the shell and the head around a form, and loads the people to choose
// from.
func (h *Handler) stakeholderFrame(c echo.Context, title string, vm *stakeholderview.FormVM) (layout.Shell, layout.LaunchHead, error) {
	sh := h.Shell(c, title+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	var err error
	if vm.People, err = h.People.Users(c.Request().Context(), true); err != nil {
		return sh, layout.LaunchHead{}, err
	}
	head, err := h.LaunchHead(c, vm.Plan, layout.PageStakeholders)
	return sh, head, err
}

func (h *Handler) pastePage(c echo.Context) error {
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	return h.showPaste(c, http.StatusOK, stakeholderview.FormVM{Plan: p, Form: ownerMe(c), Key: web.NewKey()})
}

func (h *Handler) showPaste(c echo.Context, status int, vm stakeholderview.FormVM) error {
	sh, head, err := h.stakeholderFrame(c, "Paste stakeholders", &vm)
	if err != nil {
		return err
	}
	return h.Render(c, status, stakeholderview.PastePage(sh, head, vm))
}

// stakeholderConflict shows the form's values next to the stored ones.
func (h *Handler) stakeholderConflict(c echo.Context, f ui.Form) error {
	vm, err := h.stakeholderToEdit(c)
	if err != nil {
		return err
	}
	vm.Form = f
	sh, head, err := h.stakeholderFrame(c, "Two changes at once", &vm)
	if err != nil {
		return err
	}
	path := paths.Stakeholder(vm.Plan.Slug, vm.One.ID)
	return h.Render(c, http.StatusConflict, stakeholderview.TwoChanges(sh, head, ui.ConflictProps{
		Action: path, Version: vm.One.Version, Back: path, Form: f, Fields: stakeholderview.ConflictFields(vm)}))
}

func stakeholderInput(f ui.Form) stakeholder.Input {
	return stakeholder.Input{Name: f.Val("name"), Function: f.Val("function"), Organisation: f.Val("organisation"),
		Channel: stakeholder.Channel(f.Val("channel")),
		Contact: f.Val("contact"), OwnerID: web.OptionalID(f, "owner"), Note: f.Val("note")}
}
