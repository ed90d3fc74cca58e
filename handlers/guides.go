package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/models/guide"
	"tminus/models/people"
	"tminus/views/guides"
	"tminus/views/ui"
)

const tabGuides = "Guide"

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
	return s.showGuide(c, http.StatusOK, ui.NewForm(nil), guides.AnsweredOf(c.QueryParams()))
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
