package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/models/people"
	view "tminus/views/people"
)

func (s *Server) peopleList(c echo.Context) error {
	ctx := c.Request().Context()
	listing, err := s.people.List(ctx, people.FilterOf(c.QueryParams()))
	if err != nil {
		return err
	}
	teams, err := s.people.Teams(ctx)
	if err != nil {
		return err
	}
	vm := view.ListVM{Listing: listing, Teams: teams, CanAdminister: s.may(c, people.Administer, 0)}
	return s.render(c, http.StatusOK, view.List(s.shell(c, "People", "people"), vm))
}

func (s *Server) person(c echo.Context) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	p, err := s.people.Profile(ctx, id)
	if err != nil {
		return err
	}
	hs, err := s.people.Holdings(ctx, id)
	if err != nil {
		return err
	}
	vm := view.PersonVM{Profile: p, Groups: people.Grouped(hs), Me: actorOf(c).ID == id, CanAdminister: s.may(c, people.Administer, 0), CanEdit: s.may(c, people.EditPlan, 0)}
	if vm.Items, err = s.portfolios.Held(ctx, id); err != nil {
		return err
	}
	if vm.CanAdminister {
		if vm.Links, err = s.people.OpenLinks(ctx, id); err != nil {
			return err
		}
	}
	for _, a := range p.Absences {
		if a.Covers(p.Today) {
			vm.Away = a
		}
	}
	return s.render(c, http.StatusOK, view.Person(s.shell(c, p.Name+" · People", "people"), vm))
}
