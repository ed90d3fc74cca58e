package service

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/models/people"
	"tminus/models/service"
	"tminus/views/paths"
	serviceview "tminus/views/service"
	"tminus/views/ui"
)

const navServices = "services"

// serviceList shows all services of the organisation.
func (h *Handler) serviceList(c echo.Context) error {
	ctx := c.Request().Context()
	listing, err := h.services.List(ctx, service.FilterOf(web.FilterForm(c).Values))
	if err != nil {
		return err
	}
	vm := serviceview.ListVM{Listing: listing, CanEdit: h.Can(c, people.EditPlan, people.Organisation)}
	if vm.People, err = h.People.Users(ctx, false); err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, serviceview.ListPage(h.Shell(c, "Services", navServices), vm))
}

// zoneOf returns the zone of the signed-in person.
func (h *Handler) zoneOf(c echo.Context) *time.Location {
	in, _ := web.SignedIn(c)
	loc, err := civil.Zone(in.User.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

func (h *Handler) servicePage(c echo.Context) error {
	return h.showService(c, http.StatusOK, ui.Form{})
}

// showService shows the page of a service; form is a refused form on it.
func (h *Handler) showService(c echo.Context, status int, form ui.Form) error {
	d, err := h.serviceOf(c)
	if err != nil {
		return err
	}
	vm := serviceview.PageVM{Detail: d, Me: web.Actor(c).ID, Zone: h.zoneOf(c), Key: web.NewKey(),
		CanEdit: h.Can(c, people.EditPlan, people.Organisation), Refused: form}
	sh := h.Shell(c, d.Name+" · Services", navServices)
	sh.Invalid = form.Invalid()
	return h.Render(c, status, serviceview.Page(sh, vm))
}

// serviceOf returns the service in the URL. It returns NotFound.
func (h *Handler) serviceOf(c echo.Context) (service.Detail, error) {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return service.Detail{}, err
	}
	return h.services.Service(c.Request().Context(), id)
}

func (h *Handler) newServicePage(c echo.Context) error {
	if err := people.Require(web.Actor(c), people.EditPlan, people.Organisation); err != nil {
		return err
	}
	f := ui.NewForm(url.Values{"owner": {strconv.FormatInt(web.Actor(c).ID, 10)}})
	return h.showServiceForm(c, http.StatusOK, serviceview.FormVM{Form: f, Key: web.NewKey()})
}

func (h *Handler) editServicePage(c echo.Context) error {
	vm, err := h.serviceToEdit(c)
	if err != nil {
		return err
	}
	v := serviceview.Values(*vm.One)
	vm.Form, vm.Base = ui.NewForm(v), ui.Digest(v, serviceview.Fields...)
	return h.showServiceForm(c, http.StatusOK, vm)
}

// serviceToEdit returns a service for a form that changes it.
func (h *Handler) serviceToEdit(c echo.Context) (serviceview.FormVM, error) {
	d, err := h.serviceOf(c)
	if err != nil {
		return serviceview.FormVM{}, err
	}
	return serviceview.FormVM{One: &d}, people.Require(web.Actor(c), people.EditPlan, people.Organisation)
}

func (h *Handler) showServiceForm(c echo.Context, status int, vm serviceview.FormVM) error {
	var err error
	if vm.People, err = h.People.Users(c.Request().Context(), true); err != nil {
		return err
	}
	sh := h.Shell(c, vm.Heading()+" · Services", navServices)
	sh.Invalid = vm.Form.Invalid()
	return h.Render(c, status, serviceview.FormPage(sh, vm))
}

// moreLinks handles the button of the form that adds a row for a link and saves nothing. It reports
// whether it did.
func (h *Handler) moreLinks(c echo.Context, vm serviceview.FormVM) (bool, error) {
	if !vm.Form.Has("add_link") {
		return false, nil
	}
	serviceview.AnotherLink(&vm.Form)
	if web.IsPartial(c) {
		return true, h.Render(c, http.StatusOK, serviceview.Links(vm))
	}
	return true, h.showServiceForm(c, http.StatusOK, vm)
}

// serviceConflict shows the form's values next to the stored ones.
func (h *Handler) serviceConflict(c echo.Context, f ui.Form) error {
	vm, err := h.serviceToEdit(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if vm.People, err = h.People.Users(ctx, true); err != nil {
		return err
	}
	vm.Form = f
	path := paths.Service(vm.One.ID)
	props := ui.ConflictProps{Action: path, Version: vm.One.Version, Back: path, Form: f, Fields: serviceview.ConflictFields(vm)}
	history, err := h.Audit.HistoryOf(ctx, "service", vm.One.ID, 1)
	if err != nil {
		return err
	}
	if len(history.Entries) > 0 {
		props.Who, props.When = history.Entries[0].ActorName, "on "+history.Entries[0].At.In(h.zoneOf(c)).Format("2 Jan, 15:04 MST")
	}
	return h.Render(c, http.StatusConflict, serviceview.TwoChanges(h.Shell(c, "Two changes at once · Services", navServices), props))
}

func serviceInput(f ui.Form) service.Input {
	in := service.Input{Name: f.Val("name"), Summary: f.Val("summary"), Tier: service.Tier(f.Val("tier")), Failure: f.Val("failure"),
		Diagnosis: f.Val("diagnosis"), OwnerID: web.OptionalID(f, "owner"), Knowers: web.FormIDs(f, "knowers"), Links: serviceview.LinksOf(f)}
	if fails := f.Val("fails"); fails == serviceview.FailsSoftly || fails == serviceview.FailsHard {
		degrades := fails == serviceview.FailsSoftly
		in.Degrades = &degrades
	}
	return in
}
