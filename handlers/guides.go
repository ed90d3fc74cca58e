package handlers

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/models/feedback"
	"tminus/models/guide"
	"tminus/models/people"
	views "tminus/views/feedback"
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

// guidePage is a guide as readers read it, or one of its versions.
func (s *Server) guidePage(c echo.Context) error {
	return s.showGuide(c, http.StatusOK, ui.NewForm(nil), guides.AnsweredOf(c.QueryParams()))
}

// guideShown is the guide of the address, in the version that it names or as
// readers read it. Returns NotFound.
func (s *Server) guideShown(c echo.Context) (guide.Detail, error) {
	ctx, slug := c.Request().Context(), c.Param("guide")
	if !c.QueryParams().Has("version") {
		return s.guides.Get(ctx, slug)
	}
	n, err := versionParam(c, "version", 0)
	if err != nil {
		return guide.Detail{}, err
	}
	return s.guides.At(ctx, slug, n)
}

// showReading shows a guide with what was said about it and what can be done.
func (s *Server) showReading(c echo.Context, status int, vm guides.ReadVM) error {
	ctx := c.Request().Context()
	var err error
	if vm.Notes, err = s.guides.NotHelped(ctx, vm.ID); err != nil {
		return err
	}
	if vm.Tally, err = s.guides.Tally(ctx, vm.ID); err != nil {
		return err
	}
	if err := s.fromFeedback(c, &vm); err != nil {
		return err
	}
	if vm.Requests() {
		if vm.People, err = s.people.Users(ctx, false); err != nil {
			return err
		}
		if vm.Teams, err = s.people.Teams(ctx); err != nil {
			return err
		}
	}
	sh := s.shell(c, vm.Text().Title+" · Guides", "guides")
	sh.Invalid = vm.Form.Invalid() || vm.Answer.Invalid()
	return s.render(c, status, guides.Read(sh, vm))
}

// fromFeedback leads from each issue to the reports that it came of, and from the end
// of the guide to those of which it has no issue: not yet, or not any more.
func (s *Server) fromFeedback(c echo.Context, vm *guides.ReadVM) error {
	said, err := s.feedback.Behind(c.Request().Context(), feedback.ToGuide, vm.ID)
	if err != nil {
		return err
	}
	at, rest := feedback.ByIssue(said, vm.ID, vm.Text())
	vm.Behind, vm.Said = views.Behind(rest), map[string]templ.Component{}
	for issue, reports := range at {
		vm.Said[issue] = views.FromFeedback(reports)
	}
	return nil
}

// reading is a guide with who its escalation leads to now, and what the visitor
// may do with it.
func (s *Server) reading(c echo.Context, d guide.Detail) (guides.ReadVM, error) {
	who := actorOf(c)
	vm := guides.ReadVM{Detail: d, CanEdit: s.may(c, people.EditPlan, 0), CanAnswer: d.MayAnswer(who), CanReview: d.MayReview(who), Me: who.ID, Key: newKey()}
	vm.Filled, vm.Typed = guides.FillOf(typeable(c.QueryParams()))
	var err error
	vm.Address = s.opt.BaseURL + guides.One(d.Slug)
	vm.Escalation, vm.AsOf, err = s.guides.Escalation(c.Request().Context(), d.Guide, vm.Text().Escalation, s.roster)
	return vm, err
}
