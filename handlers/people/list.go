package people

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/people"
	peopleview "tminus/views/people"
)

func (h *Handler) peopleList(c echo.Context) error {
	ctx := c.Request().Context()
	listing, err := h.People.List(ctx, people.FilterOf(c.QueryParams()))
	if err != nil {
		return err
	}
	teams, err := h.People.Teams(ctx)
	if err != nil {
		return err
	}
	vm := peopleview.ListVM{Listing: listing, Teams: teams, CanAdminister: h.Can(c, people.Administer, people.Organisation)}
	return h.Render(c, http.StatusOK, peopleview.List(h.Shell(c, "People", "people"), vm))
}

func (h *Handler) person(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	p, err := h.People.Profile(ctx, id)
	if err != nil {
		return err
	}
	hs, err := h.People.Holdings(ctx, id)
	if err != nil {
		return err
	}
	vm := peopleview.PersonVM{Profile: p, Groups: people.Grouped(hs), Me: web.Actor(c).ID == id,
		CanAdminister: h.Can(c, people.Administer, people.Organisation), CanEdit: h.Can(c, people.EditPlan, people.Organisation)}
	if vm.Items, err = h.portfolios.Held(ctx, id); err != nil {
		return err
	}
	if vm.CanAdminister {
		if vm.Links, err = h.People.OpenLinks(ctx, id); err != nil {
			return err
		}
	}
	for _, a := range p.Absences {
		if a.Covers(p.Today) {
			vm.Away = a
		}
	}
	return h.Render(c, http.StatusOK, peopleview.Person(h.Shell(c, p.Name+" · People", "people"), vm))
}
