package portfolio

import (
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/people"
	"tminus/models/portfolio"
	"tminus/views/search"
)

// few is how many of each kind the first answer shows.
const few = 8

// fewPlaces is how many places in guides stand among other things that are found.
const fewPlaces = 4

// search finds launches, deliverables and people by their names, deliverables
// by their descriptions and comments, services by all that is typed, events
// of the calendar by their titles, guides by what they say, and feedback by what
// was said, by whom.
func (h *Handler) search(c echo.Context) error {
	asked := strings.TrimSpace(c.QueryParam("q"))
	vm := search.VM{Query: web.SearchText(asked), Cut: utf8.RuneCountInString(asked) > web.MaxQuery, Limit: few, CanEdit: h.Can(c, people.EditPlan, people.Organisation)}
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

// find looks for a few of each kind, or for as many of one as the address says.
func (h *Handler) find(c echo.Context, vm *search.VM) error {
	n := portfolio.Limit{Launches: few, Items: few, People: few}
	services, events, reports := few, few, few
	switch in := c.QueryParam("in"); in {
	case search.Launches, search.Deliverables, search.Services, search.Events, search.Reports, search.People:
		limit, _ := strconv.Atoi(c.QueryParam("limit"))
		vm.In, vm.Limit = in, min(max(limit, few), search.Most)
		n = portfolio.Limit{}
		services, events, reports = 0, 0, 0
		*map[string]*int{search.Launches: &n.Launches, search.Deliverables: &n.Items, search.Services: &services, search.Events: &events, search.Reports: &reports, search.People: &n.People}[in] = vm.Limit
	}
	ctx := c.Request().Context()
	var err error
	if vm.Found, err = h.portfolios.Search(ctx, vm.Query, n); err != nil {
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
