package gonogo

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	gonogoview "tminus/views/gonogo"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// overridePage shows what is missing for a rollout, and past overrides.
func (h *Handler) overridePage(c echo.Context) error {
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	return h.showOverride(c, http.StatusOK, p, ui.NewForm(nil), web.NewKey())
}

func (h *Handler) showOverride(c echo.Context, status int, p *launch.Plan, f ui.Form, key string) error {
	v, err := h.ready.Verdict(c.Request().Context(), p.Slug)
	if err != nil {
		return err
	}
	vm := gonogoview.OverrideVM{Plan: p, Verdict: v, Form: f, Key: key, Leads: h.Can(c, people.LeadLaunch, p.Subject())}
	sh := h.Shell(c, "Override · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	return h.render(c, status, p, func(head layout.LaunchHead) templ.Component {
		return gonogoview.OverridePage(sh, head, vm)
	})
}

func (h *Handler) override(c echo.Context) error {
	p, err := h.LeadPlan(c)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if _, err := h.gonogo.Override(c.Request().Context(), p.Slug, f.Val("reason"), f.Val("key")); err != nil {
		status := http.StatusUnprocessableEntity
		if fault.Is(err, fault.KindConflict) {
			status = http.StatusConflict
			f.Add("", fault.MessageOf(err))
		} else if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showOverride(c, status, p, f, f.Val("key"))
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Overridden in your name. The rollout may start."})
	return web.SeeOther(c, paths.Settings(p.Slug)+"#state")
}
