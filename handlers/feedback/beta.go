package feedback

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/feedback"
	"tminus/models/people"
	feedbackview "tminus/views/feedback"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// betaPage lists the beta users of a launch.
func (h *Handler) betaPage(c echo.Context) error {
	return h.showBeta(c, http.StatusOK, ui.NewForm(nil), web.NewKey())
}

func (h *Handler) showBeta(c echo.Context, status int, f ui.Form, key string) error {
	ctx := c.Request().Context()
	p, err := h.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := feedbackview.BetaVM{Plan: p, Form: f, Key: key, CanEdit: h.Can(c, people.EditPlan, p.Subject())}
	if vm.Testers, err = h.feedback.Testers(ctx, p.Launch); err != nil {
		return err
	}
	if vm.Leavers, err = h.feedback.Leavers(ctx, p.Launch); err != nil {
		return err
	}
	head, err := h.LaunchHead(c, p, layout.PageFeedback)
	if err != nil {
		return err
	}
	sh := h.Shell(c, "Beta users · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	return h.Render(c, status, feedbackview.Beta(sh, head, vm))
}

// addTester adds a beta user with a link.
func (h *Handler) addTester(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	ctx, slug := c.Request().Context(), c.Param("slug")
	id, secret, err := h.feedback.AddTester(ctx, slug,
		feedback.TesterInput{Name: f.Val("name"), Contact: f.Val("contact"), Shared: f.Has("shared")}, f.Val("key"))
	if err := web.AddErrors(&f, err); err != nil {
		return err
	}
	if f.Invalid() {
		return h.showBeta(c, http.StatusUnprocessableEntity, f, f.Val("key"))
	}
	return h.ShowOnce(c, paths.BetaUser(slug, id, "link"), secret)
}

// testerOf loads a launch and one of its beta users. It returns NotFound for a beta user of another
// launch.
func (h *Handler) testerOf(c echo.Context) (vm feedbackview.TesterVM, err error) {
	var id int64
	if vm.Plan, id, vm.CanEdit, err = h.PlanAndID(c); err != nil {
		return vm, err
	}
	vm.One, err = h.feedback.Tester(c.Request().Context(), vm.Plan.Launch, id)
	return vm, err
}

func (h *Handler) testerPage(c echo.Context) error {
	vm, err := h.testerOf(c)
	if err != nil {
		return err
	}
	return h.showTester(c, http.StatusOK, vm)
}

func (h *Handler) showTester(c echo.Context, status int, vm feedbackview.TesterVM) (err error) {
	if vm.Unseen, err = h.feedback.Unseen(c.Request().Context(), vm.One.ID); err != nil {
		return err
	}
	head, err := h.LaunchHead(c, vm.Plan, layout.PageFeedback)
	if err != nil {
		return err
	}
	sh := h.Shell(c, vm.One.Name+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	return h.Render(c, status, feedbackview.TesterPage(sh, head, vm))
}

func (h *Handler) updateTester(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm, err := h.testerOf(c)
	if err != nil {
		return err
	}
	before := feedbackview.TesterValues(vm.One)
	ui.Resolve(&f, before)
	back := paths.BetaUser(vm.Plan.Slug, vm.One.ID)
	vm.Form = f
	next, err := h.feedback.UpdateTester(c.Request().Context(), vm.Plan.Slug, vm.One.ID,
		feedback.TesterInput{Name: f.Val("name"), Contact: f.Val("contact")}, web.Version(f))
	return h.EndSaving(c, err, web.Saving{Form: &vm.Form, Before: before, Was: vm.One.Version, Version: next, To: back,
		Again: func() error { return h.showTester(c, http.StatusUnprocessableEntity, vm) },
		Clash: func() error {
			return h.reportConflict(c, vm.Plan,
				ui.ConflictProps{Action: back, Version: vm.One.Version, Back: back, Form: f, Fields: feedbackview.TesterConflict(f, vm.One)})
		},
	})
}

func (h *Handler) makeBetaLink(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	secret, err := h.feedback.NewBetaLink(c.Request().Context(), slug, id)
	if err != nil {
		return err
	}
	return h.ShowOnce(c, paths.BetaUser(slug, id, "link"), secret)
}

// invitePage shows a beta user's new link once.
func (h *Handler) invitePage(c echo.Context) error {
	vm, err := h.testerOf(c)
	if err != nil {
		return err
	}
	if err := people.Require(web.Actor(c), people.EditPlan, vm.Plan.Subject()); err != nil {
		return err
	}
	head, err := h.LaunchHead(c, vm.Plan, layout.PageFeedback)
	if err != nil {
		return err
	}
	secret := h.TakeOnce(c, func(secret string) bool {
		b, err := h.feedback.OpenBeta(c.Request().Context(), secret)
		return err == nil && !b.Dead
	})
	if secret == "" {
		return h.ShownBefore(c, paths.BetaUser(vm.Plan.Slug, vm.One.ID))
	}
	return h.Render(c, http.StatusOK, feedbackview.Invite(h.Shell(c, "Link for "+vm.One.Name+" · "+vm.Plan.Name, "launches"), head,
		feedbackview.InviteVM{Plan: vm.Plan, One: vm.One, Address: h.Options.BaseURL + paths.BetaReport(secret), Sender: web.Actor(c).Name}))
}

func (h *Handler) revokeBetaLink(c echo.Context) error {
	return h.doTester(c, h.feedback.RevokeBetaLink, "The link does not work any more.", "")
}

func (h *Handler) removeTester(c echo.Context) error {
	return h.doTester(c, h.feedback.RemoveTester, "Taken off the list. Their link does not work any more.", "/restore")
}

func (h *Handler) restoreTester(c echo.Context) error {
	return h.doTester(c, h.feedback.RestoreTester, "Back on the list. Make a new link for them.", "")
}

// doTester performs an action on a beta user; undo is the last part of the URL that undoes it, or
// "".
func (h *Handler) doTester(c echo.Context, do func(ctx context.Context, slug string, id int64) error, text, undo string) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := do(c.Request().Context(), slug, id); err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: text}
	if undo != "" {
		flash.UndoAction = paths.BetaUser(slug, id) + undo
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.BetaUser(slug, id))
}

// handleDeparture records that the access of a beta user who left was removed.
func (h *Handler) handleDeparture(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	departure, err := web.IDParam(c, "departure")
	if err != nil {
		return err
	}
	slug, back := c.Param("slug"), f.Val("back") != ""
	next, err := h.feedback.Handle(c.Request().Context(), slug, id, departure, back, web.Version(f))
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "Noted.", UndoAction: paths.BetaUser(slug, id, "departures", strconv.FormatInt(departure, 10)),
		UndoFields: [][2]string{{"version", strconv.Itoa(next)}, {"back", "1"}}}
	if back {
		flash = layout.Flash{Kind: "ok", Text: "It is still to be done."}
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.Beta(slug))
}
