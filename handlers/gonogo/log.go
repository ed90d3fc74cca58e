package gonogo

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/people"
	gonogoview "tminus/views/gonogo"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// decisionLog shows the decision log of a launch.
func (h *Handler) decisionLog(c echo.Context) error {
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	return h.showLog(c, http.StatusOK, p, ui.NewForm(nil), web.NewKey())
}

func (h *Handler) showLog(c echo.Context, status int, p *launch.Plan, f ui.Form, key string) error {
	ctx := c.Request().Context()
	vm := gonogoview.LogVM{Plan: p, Form: f, Key: key, Edits: h.Can(c, people.EditPlan, p.Subject())}
	var err error
	if vm.Log, err = h.gonogo.Log(ctx, p.Launch); err != nil {
		return err
	}
	if vm.People, err = h.People.Users(ctx, true); err != nil {
		return err
	}
	head, err := h.LaunchHead(c, p, layout.PageMeetings)
	if err != nil {
		return err
	}
	sh := h.Shell(c, "Decision log · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	return h.Render(c, status, gonogoview.LogPage(sh, head, vm))
}

// addDecision adds a decision that no meeting took.
func (h *Handler) addDecision(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	var check fault.Check
	in := gonogo.LogInput{Text: f.Val("text"), ByID: web.OptionalID(f, "by"), ByName: f.Val("by_name"), Replaces: web.OptionalID(f,
		"replaces")}
	in.DecidedOn, err = civil.Parse(f.Val("decided_on"))
	check.That(err == nil, "decided_on", "Enter a day like 2026-12-03.")
	if err = check.Err(); err == nil {
		_, err = h.gonogo.AddDecision(c.Request().Context(), slug, in, f.Val("key"))
	}
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		p, err := h.launches.Plan(c.Request().Context(), slug)
		if err != nil {
			return err
		}
		return h.showLog(c, http.StatusUnprocessableEntity, p, f, f.Val("key"))
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Decision added."})
	return web.SeeOther(c, paths.Decisions(slug))
}
