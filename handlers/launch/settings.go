package launch

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/settings"
	"tminus/views/ui"
)

// editLaunchPage shows the forms for a launch's name, summary, lead and state.
func (h *Handler) editLaunchPage(c echo.Context) error {
	p, err := h.LeadPlan(c)
	if err != nil {
		return err
	}
	return h.showEditLaunch(c, http.StatusOK, p, ui.NewForm(nil), ui.NewForm(nil))
}

// showEditLaunch shows both forms of the page; f holds the values of the first, state the problems
// of the second.
func (h *Handler) showEditLaunch(c echo.Context, status int, p *launch.Plan, f, state ui.Form) error {
	users, err := h.People.Users(c.Request().Context(), false)
	if err != nil {
		return err
	}
	roles, err := h.assignments.Roles(c.Request().Context(), p.Slug)
	if err != nil {
		return err
	}
	v, err := h.ready.Verdict(c.Request().Context(), p.Slug)
	if err != nil {
		return err
	}
	state.Prefix = "state-"
	vm := settings.VM{Plan: p, Form: f, State: state, People: users, Roles: roles}
	if (p.State == launch.Planning || p.State == launch.Go) && v.Decision.Override == nil {
		vm.Missing = v.Decision.Missing(p.Now)
	}
	if vm.Decide, err = h.DecisionPath(c, p.Launch); err != nil {
		return err
	}
	sh := h.Shell(c, "Edit launch · "+p.Name, "launches")
	sh.Invalid = f.Invalid() || state.Invalid()
	head, err := h.LaunchHead(c, p, layout.PageSettings)
	if err != nil {
		return err
	}
	return h.Render(c, status, settings.Page(sh, head, vm))
}

func (h *Handler) editLaunch(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	p, err := h.LeadPlan(c)
	if err != nil {
		return err
	}
	ui.Resolve(&f, settings.Values(p))
	in := launch.Input{Name: f.Val("name"), Summary: f.Val("summary"), LeadID: web.FormID(f, "lead")}
	l, err := h.launches.UpdateLaunch(c.Request().Context(), p.Slug, in, web.Version(f))
	switch {
	case err == nil:
		changed := l.Name != p.Name || l.Summary != p.Summary || l.LeadID != p.LeadID
		h.SaySaved(c, web.SavedForm{Undone: f.Has("undo"), Changed: changed, Before: settings.Values(p), Version: l.Version})
		return web.SeeOther(c, paths.Launch(p.Slug))
	case fault.Is(err, fault.KindConflict):
		return h.editLaunchConflict(c, f)
	}
	if err := web.AddErrors(&f, err); err != nil {
		return err
	}
	return h.showEditLaunch(c, http.StatusUnprocessableEntity, p, f, ui.NewForm(nil))
}

// editLaunchConflict shows the form's values next to the stored ones.
func (h *Handler) editLaunchConflict(c echo.Context, f ui.Form) error {
	p, err := h.LeadPlan(c)
	if err != nil {
		return err
	}
	users, err := h.People.Users(c.Request().Context(), true)
	if err != nil {
		return err
	}
	props := ui.ConflictProps{
		Action: paths.Settings(p.Slug), Back: paths.Settings(p.Slug), Version: p.Version, Form: f,
		Fields: []ui.ConflictField{
			{Label: "Name", Name: "name", Yours: f.Val("name"), Theirs: p.Name},
			{Label: "Summary", Name: "summary", Yours: f.Val("summary"), Theirs: p.Summary},
			{Label: "Lead", Name: "lead", Yours: web.UserName(users, web.FormID(f, "lead")), Theirs: p.LeadName},
		},
	}
	return h.RenderConflict(c, p, props)
}

func (h *Handler) setLaunchState(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	was, err := h.LeadPlan(c)
	if err != nil {
		return err
	}
	l, err := h.launches.SetState(c.Request().Context(), was.Slug, launch.State(f.Val("state")), f.Val("reason"), web.Version(f))
	if err == nil {
		h.Say(c, stateFlash(l, was.State))
		return web.SeeOther(c, paths.Launch(l.Slug))
	}
	status := http.StatusUnprocessableEntity
	if fault.Is(err, fault.KindConflict) {
		status = http.StatusConflict
		f.Add("", fault.MessageOf(fault.Changed("this launch")))
	} else if err := web.AddErrors(&f, err); err != nil {
		return err
	}
	p, err := h.LeadPlan(c)
	if err != nil {
		return err
	}
	return h.showEditLaunch(c, status, p, ui.NewForm(nil), f)
}

// stateFlash offers an undo if there is one: a launch whose rollout has begun cannot return to a
// state before it.
func stateFlash(l launch.Launch, before launch.State) layout.Flash {
	flash := layout.Flash{Kind: "ok", Text: "The launch is now: " + l.State.Label() + "."}
	if l.State.Transition(before) == nil {
		flash.UndoAction = paths.Launch(l.Slug, "state")
		flash.UndoFields = [][2]string{{"state", string(before)}, {"version", strconv.Itoa(l.Version)}, {"reason", "Undone"}}
	}
	return flash
}
