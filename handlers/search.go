package handlers

import (
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/search"
)

// few is how many of each kind the first answer shows.
const few = 8

// fewPlaces is how many places in guides stand among other things that are found.
const fewPlaces = 4

// search finds launches, deliverables and people by their names, deliverables
// by their descriptions and comments, services by all that is typed, events
// of the calendar by their titles, and guides by what they say.
func (s *Server) search(c echo.Context) error {
	asked := strings.TrimSpace(c.QueryParam("q"))
	vm := search.VM{Query: typed(asked), Cut: utf8.RuneCountInString(asked) > maxQuery, Limit: few, CanEdit: s.may(c, people.EditPlan, 0)}
	n := launch.Limit{Launches: few, Items: few, People: few}
	wanted, events := few, few
	switch in := c.QueryParam("in"); in {
	case search.Launches, search.Deliverables, search.Services, search.Events, search.People:
		limit, _ := strconv.Atoi(c.QueryParam("limit"))
		vm.In, vm.Limit = in, min(max(limit, few), search.Most)
		n = launch.Limit{}
		wanted, events = 0, 0
		*map[string]*int{search.Launches: &n.Launches, search.Deliverables: &n.Items, search.Services: &wanted, search.Events: &events, search.People: &n.People}[in] = vm.Limit
	}
	var err error
	if vm.Found, err = s.launches.Search(c.Request().Context(), vm.Query, n); err != nil {
		return err
	}
	if vm.Services, vm.MoreServices, err = s.services.Find(c.Request().Context(), vm.Query, wanted); err != nil {
		return err
	}
	if vm.Events, vm.MoreEvents, err = s.calendar.Search(c.Request().Context(), vm.Query, events); err != nil {
		return err
	}
	if vm.In == "" {
		if vm.Guides, err = s.library.Find(c.Request().Context(), vm.Query, fewPlaces); err != nil {
			return err
		}
	}
	if isPartial(c) {
		return s.render(c, http.StatusOK, search.Fragment(vm))
	}
	title := "Search"
	if vm.Query != "" {
		title = vm.Query + " · Search"
	}
	sh := s.shell(c, title, "search")
	sh.Query = vm.Query
	return s.render(c, http.StatusOK, search.Page(sh, vm))
}
