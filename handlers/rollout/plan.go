package rollout

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/people"
	model "tminus/models/rollout"
	"tminus/views/layout"
	"tminus/views/paths"
	rolloutview "tminus/views/rollout"
	"tminus/views/ui"
)

func (h *Handler) page(c echo.Context) error { return h.show(c, http.StatusOK, ui.NewForm(nil)) }

// show shows the rollout with a form that was refused, or an empty one.
func (h *Handler) show(c echo.Context, status int, f ui.Form) error {
	ctx := c.Request().Context()
	p, err := h.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := rolloutview.VM{Plan: p, Form: f, CanEdit: h.Can(c, people.EditPlan, p.Subject()), CanLead: h.Can(c, people.LeadLaunch, p.Subject())}
	if vm.Rollout, err = h.rollouts.Newest(ctx, p.Slug); err != nil {
		return err
	}
	if vm.Rollout != nil && vm.Rollout.State == model.Ready {
		d, err := h.gonogo.Decision(ctx, p.Slug)
		if err != nil {
			return err
		}
		vm.Go = d.Override != nil || d.Stands(p.Now)
	}
	sh, head, err := h.FormHead(c, p, "Rollout", layout.PageRollout, f)
	if err != nil {
		return err
	}
	return h.Render(c, status, rolloutview.Page(sh, head, vm))
}

// end says what was done and shows the rollout, or a refused form again.
func (h *Handler) end(c echo.Context, f ui.Form, err error, text string) error {
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.show(c, http.StatusUnprocessableEntity, f)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: text})
	return web.SeeOther(c, paths.Rollout(c.Param("slug")))
}

// plan chooses the strategy.
func (h *Handler) plan(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	err = h.rollouts.Plan(c.Request().Context(), c.Param("slug"), model.Strategy(f.Val("strategy")), web.Version(f))
	return h.end(c, f, err, "The rollout is planned.")
}

func (h *Handler) newStagePage(c echo.Context) error {
	return h.showStage(c, http.StatusOK, rolloutview.StageVM{Form: ui.NewForm(nil)})
}

func (h *Handler) stagePage(c echo.Context) error {
	s, err := h.stage(c)
	if err != nil {
		return err
	}
	return h.showStage(c, http.StatusOK, rolloutview.StageVM{Stage: &s, Form: ui.NewForm(stageValues(s))})
}

// stage returns the stage of the address, of the newest rollout.
func (h *Handler) stage(c echo.Context) (model.Stage, error) {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return model.Stage{}, err
	}
	r, err := h.rollouts.Newest(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return model.Stage{}, err
	}
	if r != nil {
		if s, ok := r.Stage(id); ok {
			return s, nil
		}
	}
	return model.Stage{}, fault.NotFound("stage of this rollout")
}

func (h *Handler) showStage(c echo.Context, status int, vm rolloutview.StageVM) error {
	var err error
	if vm.Plan, err = h.LeadPlan(c); err != nil {
		return err
	}
	title := "Add a stage"
	if vm.Stage != nil {
		title = "Edit " + vm.Stage.Name
	}
	sh, head, err := h.FormHead(c, vm.Plan, title, layout.PageRollout, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, rolloutview.StagePage(sh, head, vm))
}

func stageValues(s model.Stage) url.Values {
	until := ""
	if !s.HoldUntil.IsZero() {
		until = s.HoldUntil.String()
	}
	return url.Values{"percent": {model.Percent(s.WantedBP)}, "name": {s.Name}, "audience": {s.Audience},
		"hold":  {strconv.Itoa(s.HoldMinutes)},
		"until": {until}, "settle": {strconv.Itoa(s.SettleMinutes)}, "instruction": {s.Instruction}}
}

func (h *Handler) addStage(c echo.Context) error { return h.saveStage(c, nil) }

func (h *Handler) editStage(c echo.Context) error {
	s, err := h.stage(c)
	if err != nil {
		return err
	}
	return h.saveStage(c, &s)
}

func (h *Handler) saveStage(c echo.Context, s *model.Stage) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	var id int64
	if s != nil {
		id = s.ID
	}
	in := model.StageInput{Name: f.Val("name"), Audience: f.Val("audience"), Percent: f.Val("percent"), Hold: f.Val("hold"),
		Until: f.Val("until"), Settle: f.Val("settle"), Instruction: f.Val("instruction")}
	if err := h.rollouts.SaveStage(c.Request().Context(), c.Param("slug"), id, in, web.Version(f)); err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showStage(c, http.StatusUnprocessableEntity, rolloutview.StageVM{Stage: s, Form: f})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Saved."})
	return web.SeeOther(c, paths.Rollout(c.Param("slug")))
}

func (h *Handler) removeStage(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	err = h.rollouts.RemoveStage(c.Request().Context(), c.Param("slug"), id, web.Version(f))
	return h.end(c, f, err, "The stage is removed.")
}
