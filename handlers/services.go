package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/models/people"
	"tminus/models/service"
	"tminus/views/services"
	"tminus/views/ui"
)

const navServices = "services"

// serviceList is all services of the organisation.
func (s *Server) serviceList(c echo.Context) error {
	ctx := c.Request().Context()
	listing, err := s.services.List(ctx, service.FilterOf(riskFilter(c).Values))
	if err != nil {
		return err
	}
	vm := services.ListVM{Listing: listing, CanEdit: s.may(c, people.EditPlan, 0)}
	if vm.People, err = s.people.Users(ctx, false); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, services.ListPage(s.shell(c, "Services", navServices), vm))
}

// zoneOf is where the one who looks at a page is.
func (s *Server) zoneOf(c echo.Context) *time.Location {
	in, _ := signedIn(c)
	loc, err := civil.Zone(in.User.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

func (s *Server) servicePage(c echo.Context) error {
	return s.showService(c, http.StatusOK, ui.Form{})
}

// showService shows the page of a service; typed is the form on it that was refused.
func (s *Server) showService(c echo.Context, status int, typed ui.Form) error {
	d, err := s.serviceOf(c)
	if err != nil {
		return err
	}
	vm := services.PageVM{Detail: d, Me: actorOf(c).ID, Zone: s.zoneOf(c), Key: newKey(), CanEdit: s.may(c, people.EditPlan, 0), Refused: typed}
	sh := s.shell(c, d.Name+" · Services", navServices)
	sh.Invalid = typed.Invalid()
	return s.render(c, status, services.Page(sh, vm))
}

// serviceOf is the service that the address names. Returns NotFound.
func (s *Server) serviceOf(c echo.Context) (service.Detail, error) {
	id, err := idParam(c, "id")
	if err != nil {
		return service.Detail{}, err
	}
	return s.services.Service(c.Request().Context(), id)
}

func (s *Server) newServicePage(c echo.Context) error {
	if err := people.Allow(actorOf(c), people.EditPlan, 0); err != nil {
		return err
	}
	f := ui.NewForm(url.Values{"owner": {strconv.FormatInt(actorOf(c).ID, 10)}})
	return s.showServiceForm(c, http.StatusOK, services.FormVM{Form: f, Key: newKey()})
}

func (s *Server) editServicePage(c echo.Context) error {
	vm, err := s.serviceToEdit(c)
	if err != nil {
		return err
	}
	v := services.Values(*vm.One)
	vm.Form, vm.Base = ui.NewForm(v), ui.Digest(v, services.Fields...)
	return s.showServiceForm(c, http.StatusOK, vm)
}

// serviceToEdit is a service for a form that changes it.
func (s *Server) serviceToEdit(c echo.Context) (services.FormVM, error) {
	d, err := s.serviceOf(c)
	if err != nil {
		return services.FormVM{}, err
	}
	return services.FormVM{One: &d}, people.Allow(actorOf(c), people.EditPlan, 0)
}

func (s *Server) showServiceForm(c echo.Context, status int, vm services.FormVM) error {
	var err error
	if vm.People, err = s.people.Users(c.Request().Context(), true); err != nil {
		return err
	}
	sh := s.shell(c, vm.Heading()+" · Services", navServices)
	sh.Invalid = vm.Form.Invalid()
	return s.render(c, status, services.FormPage(sh, vm))
}

// moreLinks answers the button of the form that saves nothing but offers one
// more row for a link. It tells whether it did.
func (s *Server) moreLinks(c echo.Context, vm services.FormVM) (bool, error) {
	if !vm.Form.Has("add_link") {
		return false, nil
	}
	services.AnotherLink(&vm.Form)
	if isPartial(c) {
		return true, s.render(c, http.StatusOK, services.Links(vm))
	}
	return true, s.showServiceForm(c, http.StatusOK, vm)
}

// serviceConflict shows what was typed beside what stands there by now.
func (s *Server) serviceConflict(c echo.Context, f ui.Form) error {
	vm, err := s.serviceToEdit(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if vm.People, err = s.people.Users(ctx, true); err != nil {
		return err
	}
	vm.Form = f
	path := services.One(vm.One.ID)
	props := ui.ConflictProps{Action: path, Version: vm.One.Version, Back: path, Form: f, Fields: services.ConflictFields(vm)}
	h, err := s.launches.HistoryOf(ctx, "service", vm.One.ID, 1)
	if err != nil {
		return err
	}
	if len(h.Entries) > 0 {
		props.Who, props.When = h.Entries[0].ActorName, "on "+h.Entries[0].At.In(s.zoneOf(c)).Format("2 Jan, 15:04 MST")
	}
	return s.render(c, http.StatusConflict, services.TwoChanges(s.shell(c, "Two changes at once · Services", navServices), props))
}

func serviceInput(f ui.Form) service.Input {
	in := service.Input{Name: f.Val("name"), Summary: f.Val("summary"), Tier: service.Tier(f.Val("tier")), Failure: f.Val("failure"),
		Diagnosis: f.Val("diagnosis"), OwnerID: optional(f, "owner"), Knowers: numbers(f, "knowers"), Links: services.LinksOf(f)}
	if fails := f.Val("fails"); fails == services.FailsSoftly || fails == services.FailsHard {
		degrades := fails == services.FailsSoftly
		in.Degrades = &degrades
	}
	return in
}
