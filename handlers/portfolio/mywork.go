package portfolio

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/guide"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/mywork"
	"tminus/views/paths"
)

// myWork shows everything that waits for the signed-in person.
func (h *Handler) myWork(c echo.Context) error {
	w, err := h.portfolios.Work(c.Request().Context())
	if err != nil {
		return err
	}
	asked, err := h.extensions.Inbox(c.Request().Context())
	if err != nil {
		return err
	}
	decide, err := h.gonogo.Inbox(c.Request().Context())
	if err != nil {
		return err
	}
	vm := mywork.VM{Work: w, Exceptions: asked, Decisions: decide, Today: h.Today(c), CanEdit: h.Can(c, people.EditPlan, people.Organisation)}
	if vm.Led, err = h.portfolios.Led(c.Request().Context()); err != nil {
		return err
	}
	if vm.States, err = h.ready.States(c.Request().Context(), vm.Led...); err != nil {
		return err
	}
	if vm.Risks, err = h.risks.Inbox(c.Request().Context()); err != nil {
		return err
	}
	if vm.Guides, err = h.guideWork(c); err != nil {
		return err
	}
	if vm.Feedback, err = h.feedback.Mine(c.Request().Context()); err != nil {
		return err
	}
	runs, err := h.rituals.Inbox(c.Request().Context())
	if err != nil {
		return err
	}
	for _, r := range runs {
		vm.Add(mywork.RunLine(r))
	}
	if vm.Me = web.Actor(c).ID; vm.CanEdit {
		if vm.ToOpen, err = h.services.Mine(c.Request().Context()); err != nil {
			return err
		}
	}
	if vm.Duty, err = h.roster.Duty(c.Request().Context()); err != nil {
		return err
	}
	if vm.CanEdit {
		if vm.ToAsk, err = h.stakeholders.ToAsk(c.Request().Context()); err != nil {
			return err
		}
	}
	ticks, err := h.checklists.Inbox(c.Request().Context())
	if err != nil {
		return err
	}
	vm.Cut = vm.Cut || ticks.Cut
	if vm.Questions, err = h.interviews.Inbox(c.Request().Context()); err != nil {
		return err
	}
	for _, w := range launch.DueGroups {
		for _, t := range ticks.Due[w] {
			vm.Add(mywork.CheckLine(t, vm.CanEdit))
		}
	}
	return h.Render(c, http.StatusOK, mywork.Page(h.Shell(c, "My work", "me"), vm))
}

// guideWork returns the person's work on guides. It omits searches without a result that have one
// by now.
func (h *Handler) guideWork(c echo.Context) (guide.Work, error) {
	w, err := h.guides.Mine(c.Request().Context())
	if err != nil {
		return w, err
	}
	now, err := h.library.Now(c.Request().Context(), w.Misses)
	w.Found(now)
	return w, err
}

// seeMentions marks one mention, or all, as read.
func (h *Handler) seeMentions(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if err := h.portfolios.SeeMentions(c.Request().Context(), web.FormID(f, "comment")); err != nil {
		return err
	}
	return web.SeeOther(c, paths.Me()+"#mentions")
}
