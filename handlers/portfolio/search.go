package portfolio

import (
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/portfolio"
	"tminus/views/search"
)

// few is the number of results of each kind on the first page.
const few = 8

// fewPlaces is the number of places in guides among the other results.
const fewPlaces = 4

// search finds launches, deliverables and people by name, deliverables by description and comments,
// services by all their texts, calendar events by title, guides by content, and reports by text and
// reporter.
func (h *Handler) search(c echo.Context) error {
	asked := strings.TrimSpace(c.QueryParam("q"))
	vm := search.VM{Query: web.SearchText(asked), Cut: utf8.RuneCountInString(asked) > web.MaxQuery, Limit: few,
		CanEdit: h.Can(c, people.EditPlan, people.Organisation)}
	if err := h.find(c, &vm); err != nil {
		return err
	}
	if web.IsPartial(c) {
		return h.Render(c, http.StatusOK, search.Fragment(vm))
	}
	title := "Search"
	if vm.Query != "" {
		title = vm.Query + " · Search"
	}
	sh := h.Shell(c, title, "search")
	sh.Query = vm.Query
	return h.Render(c, http.StatusOK, search.Page(sh, vm))
}

// find finds a few results of each kind, or more of the kind in the URL.
func (h *Handler) find(c echo.Context, vm *search.VM) error {
	n := portfolio.Limit{Launches: few, Items: few, People: few}
	services, events, reports := few, few, few
	switch in := c.QueryParam("in"); in {
	case search.Launches, search.Deliverables, search.Services, search.Events, search.Reports, search.People:
		limit, _ := strconv.Atoi(c.QueryParam("limit"))
		vm.In, vm.Limit = in, min(max(limit, few), search.Most)
		n = portfolio.Limit{}
		services, events, reports = 0, 0, 0
		*map[string]*int{search.Launches: &n.Launches, search.Deliverables: &n.Items, search.Services: &services, search.Events: &events,
			search.Reports: &reports, search.People: &n.People}[in] = vm.Limit
	}
	ctx := c.Request().Context()
	var err error
	if vm.Found, err = h.portfolios.Search(ctx, vm.Query, n); err != nil {
		return err
	}
	found := make([]launch.Launch, len(vm.Found.Launches))
	for i, r := range vm.Found.Launches {
		found[i] = r.Launch
	}
	if vm.States, err = h.ready.States(ctx, found...); err != nil {
		return err
	}
	if vm.Services, vm.MoreServices, err = h.services.Find(ctx, vm.Query, services); err != nil {
		return err
	}
	if vm.Events, vm.MoreEvents, err = h.calendar.Search(ctx, vm.Query, events); err != nil {
		return err
	}
	if vm.Reports, vm.MoreReports, err = h.feedback.Search(ctx, vm.Query, reports); err != nil {
		return err
	}
	if vm.In == "" {
		vm.Guides, err = h.library.Find(ctx, vm.Query, fewPlaces)
	}
	return err
}
