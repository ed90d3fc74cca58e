package guide

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/feedback"
	"tminus/models/guide"
	"tminus/models/people"
	feedbackview "tminus/views/feedback"
	guideview "tminus/views/guide"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// launchGuides lists the guides of a launch.
func (h *Handler) launchGuides(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := h.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := guideview.ListVM{Plan: p, CanEdit: h.Can(c, people.EditPlan, p.Subject())}
	if vm.Shelf.Rows, err = h.guides.OfLaunch(ctx, p.Launch); err != nil {
		return err
	}
	head, err := h.LaunchHead(c, p, layout.PageGuides)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, guideview.OfLaunch(h.Shell(c, "", "launches"), head, vm))
}

// guidePage shows a guide as readers see it, or one of its versions.
func (h *Handler) guidePage(c echo.Context) error {
	return h.showGuide(c, http.StatusOK, ui.NewForm(nil), guideview.AnsweredOf(c.QueryParams()))
}

// guideShown returns the guide in the URL, in the version in the URL or as readers see it. It
// returns NotFound.
func (h *Handler) guideShown(c echo.Context) (guide.Detail, error) {
	ctx, slug := c.Request().Context(), c.Param("guide")
	if !c.QueryParams().Has("version") {
		return h.guides.Get(ctx, slug)
	}
	n, err := versionParam(c, "version", 0)
	if err != nil {
		return guide.Detail{}, err
	}
	return h.guides.At(ctx, slug, n)
}

// showReading shows a guide with its feedback and the available actions.
func (h *Handler) showReading(c echo.Context, status int, vm guideview.ReadVM) error {
	ctx := c.Request().Context()
	var err error
	if vm.Notes, err = h.guides.NotHelped(ctx, vm.ID); err != nil {
		return err
	}
	if vm.Tally, err = h.guides.Tally(ctx, vm.ID); err != nil {
		return err
	}
	if err := h.fromFeedback(c, &vm); err != nil {
		return err
	}
	if vm.Requests() {
		if vm.People, err = h.People.Users(ctx, false); err != nil {
			return err
		}
		if vm.Teams, err = h.People.Teams(ctx); err != nil {
			return err
		}
	}
	sh := h.Shell(c, vm.Text().Title+" · Guides", "guides")
	sh.Invalid = vm.Form.Invalid() || vm.Answer.Invalid()
	return h.Render(c, status, guideview.Read(sh, vm))
}

// fromFeedback adds links from each issue to its reports, and from the end of the guide to the
// reports without an issue.
func (h *Handler) fromFeedback(c echo.Context, vm *guideview.ReadVM) error {
	reports, err := h.feedback.Behind(c.Request().Context(), feedback.ToGuide, vm.ID)
	if err != nil {
		return err
	}
	at, rest := feedback.ByIssue(reports, vm.ID, vm.Text())
	vm.Behind, vm.Reports = feedbackview.Behind(rest), map[string]templ.Component{}
	for issue, reports := range at {
		vm.Reports[issue] = feedbackview.FromFeedback(reports)
	}
	return nil
}

// reading returns a guide with the present targets of its escalation, and the visitor's
// permissions.
func (h *Handler) reading(c echo.Context, d guide.Detail) (guideview.ReadVM, error) {
	who := web.Actor(c)
	vm := guideview.ReadVM{Detail: d, CanEdit: h.Can(c, people.EditPlan, people.Organisation), CanAnswer: d.MayAnswer(who),
		CanReview: d.MayReview(who), Me: who.ID, Key: web.NewKey()}
	vm.Filled, vm.Typed = guideview.FillOf(web.SanitizeValues(c.QueryParams()))
	var err error
	vm.Address = h.Options.BaseURL + paths.Guide(d.Slug)
	vm.Escalation, vm.AsOf, err = h.guides.Escalation(c.Request().Context(), d.Guide, vm.Text().Escalation, h.roster)
	return vm, err
}
