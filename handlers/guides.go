package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/models/guide"
	"tminus/models/people"
	"tminus/views/guides"
)

const tabGuides = "Guide"

// guideList is all guides.
func (s *Server) guideList(c echo.Context) error {
	vm := guides.ListVM{Form: riskFilter(c), CanEdit: s.may(c, people.EditPlan, 0)}
	var err error
	if vm.Shelf, err = s.guides.List(c.Request().Context(), guides.FilterOf(vm.Form)); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, guides.List(s.shell(c, "Guides", "guides"), vm))
}

// launchGuides are the guides of one launch.
func (s *Server) launchGuides(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := s.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := guides.ListVM{Plan: p, CanEdit: s.may(c, people.EditPlan, p.LeadID)}
	if vm.Shelf.Rows, err = s.guides.OfLaunch(ctx, p.Launch); err != nil {
		return err
	}
	head, err := s.launchHead(c, p, tabGuides)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, guides.OfLaunch(s.shell(c, "", "launches"), head, vm))
}

// guidePage is a guide as readers read it.
func (s *Server) guidePage(c echo.Context) error {
	d, err := s.guides.Get(c.Request().Context(), c.Param("guide"))
	if err != nil {
		return err
	}
	vm, err := s.reading(c, d)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, guides.Read(s.shell(c, vm.Text().Title+" · Guides", "guides"), vm))
}

// reading is a guide with who its escalation leads to now, and what the visitor
// may do with it.
func (s *Server) reading(c echo.Context, d guide.Detail) (guides.ReadVM, error) {
	who := actorOf(c)
	vm := guides.ReadVM{Detail: d, CanEdit: s.may(c, people.EditPlan, 0), CanAnswer: d.MayAnswer(who), CanReview: d.MayReview(who), Key: newKey()}
	vm.Older = d.Revision.Number != d.Published && d.Revision.Number != d.Head
	vm.Filled, vm.Typed = guides.FillOf(typeable(c.QueryParams()))
	var err error
	vm.Escalation, err = s.guides.Escalation(c.Request().Context(), d.Guide, vm.Text().Escalation, s.roster)
	return vm, err
}
