package rollout

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/paths"
	rolloutview "tminus/views/rollout"
	"tminus/views/ui"
)

// askReason shows the form for a reason.
func (h *Handler) askReason(c echo.Context, status int, act people.Action, vm rolloutview.ReasonVM) error {
	var err error
	if vm.Plan, err = h.launches.Plan(c.Request().Context(), c.Param("slug")); err != nil {
		return err
	}
	if err := people.Require(web.Actor(c), act, vm.Plan.Subject()); err != nil {
		return err
	}
	sh, head, err := h.FormHead(c, vm.Plan, vm.Title, layout.PageRollout, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, rolloutview.ReasonPage(sh, head, vm))
}

// endWithReason says what was done and shows the rollout, or asks for the reason that is missing.
func (h *Handler) endWithReason(c echo.Context, f ui.Form, err error, done string, ask rolloutview.ReasonVM) error {
	if err == nil {
		return h.end(c, f, nil, done)
	}
	if err := web.AddErrors(&f, err); err != nil {
		return err
	}
	if f.Err("reason") == "" {
		return h.show(c, http.StatusUnprocessableEntity, f)
	}
	ask.Action, ask.Form, ask.Version, ask.Required = c.Request().URL.Path, f, web.Version(f), true
	return h.askReason(c, http.StatusUnprocessableEntity, people.LeadLaunch, ask)
}

func (h *Handler) start(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	err = h.rollouts.Start(c.Request().Context(), c.Param("slug"), f.Val("reason"), web.Version(f))
	return h.endWithReason(c, f, err, "The rollout has started. Turn the first stage on, then confirm it.",
		rolloutview.ReasonVM{Title: "Start before T", Button: "Start rollout"})
}

// confirm records which share is on.
func (h *Handler) confirm(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	err = h.rollouts.Confirm(c.Request().Context(), c.Param("slug"), id, f.Val("percent"), web.Version(f))
	return h.end(c, f, err, "Confirmed. The hold has begun.")
}

func (h *Handler) advance(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	err = h.rollouts.Advance(c.Request().Context(), c.Param("slug"), id, f.Val("reason"), web.Version(f))
	return h.endWithReason(c, f, err, "The stage has passed.", rolloutview.ReasonVM{Title: "Advance early", Button: "Advance early"})
}

func (h *Handler) lowerPage(c echo.Context) error {
	s, err := h.stage(c)
	if err != nil {
		return err
	}
	return h.askReason(c, http.StatusOK, people.LeadLaunch, rolloutview.ReasonVM{Action: c.Request().URL.Path, Version: s.Version,
		Title: "Go back a stage", Text: "The stage before begins anew: it is confirmed and held again.", Button: "Lower", Form: ui.NewForm(nil)})
}

func (h *Handler) lower(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	err = h.rollouts.Lower(c.Request().Context(), c.Param("slug"), id, f.Val("reason"), web.Version(f))
	return h.end(c, f, err, "Back to the stage before. Confirm what is on.")
}

func (h *Handler) pause(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	return h.end(c, f, h.rollouts.Pause(c.Request().Context(), c.Param("slug"), f.Val("reason")), "Paused. What is on stays on.")
}

func (h *Handler) resume(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	return h.end(c, f, h.rollouts.Resume(c.Request().Context(), c.Param("slug"), web.Version(f)), "The rollout goes on.")
}

func (h *Handler) rollBackPage(c echo.Context) error {
	return h.askReason(c, http.StatusOK, people.EditPlan, rolloutview.ReasonVM{Action: paths.Rollout(c.Param("slug"), "roll-back"),
		Title: "Roll back", Text: "Everyone loses the launch. The go is used up; launching again needs a new decision.",
		Button: "Turn it off for everyone", Danger: true, Form: ui.NewForm(nil)})
}

func (h *Handler) rollBack(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	err = h.rollouts.RollBack(c.Request().Context(), c.Param("slug"), f.Val("reason"))
	return h.end(c, f, err, "Rolled back. Turn it off, then confirm that it is off.")
}

func (h *Handler) off(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	return h.end(c, f, h.rollouts.ConfirmOff(c.Request().Context(), c.Param("slug")), "It is off for everyone.")
}
