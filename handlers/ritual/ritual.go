package ritual

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/ritual"
	"tminus/views/layout"
	"tminus/views/paths"
	ritualview "tminus/views/ritual"
	"tminus/views/ui"
)

// readyPage returns what every page under Readiness needs: the plan, the shell with a title, and
// the launch's head.
func (h *Handler) readyPage(c echo.Context, title string) (p *launch.Plan, sh layout.Shell, head layout.LaunchHead, err error) {
	if p, err = h.launches.Plan(c.Request().Context(), c.Param("slug")); err != nil {
		return p, sh, head, err
	}
	sh = h.Shell(c, title+" · "+p.Name, "launches")
	head, err = h.LaunchHead(c, p, layout.PageRituals)
	return p, sh, head, err
}

func (h *Handler) ritualsPage(c echo.Context) error {
	p, sh, head, err := h.readyPage(c, "Rituals")
	if err != nil {
		return err
	}
	vm := ritualview.ListVM{Plan: p, CanEdit: h.Can(c, people.EditPlan, p.Subject())}
	if vm.Overview, err = h.rituals.List(c.Request().Context(), p.Slug); err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, ritualview.List(sh, head, vm))
}

func (h *Handler) ritualPage(c echo.Context) error {
	return h.showRitual(c, http.StatusOK, ui.NewForm(nil))
}

// showRitual shows a ritual; f is a refused form of a new run.
func (h *Handler) showRitual(c echo.Context, status int, f ui.Form) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	v, err := h.rituals.Get(c.Request().Context(), c.Param("slug"), id)
	if err != nil {
		return err
	}
	p, sh, head, err := h.readyPage(c, v.Name)
	if err != nil {
		return err
	}
	sh.Invalid = f.Invalid()
	vm := ritualview.PageVM{Plan: p, Detail: v, CanEdit: h.Can(c, people.EditPlan, p.Subject()), Form: f, Key: web.NewKey()}
	return h.Render(c, status, ritualview.Page(sh, head, vm))
}

func (h *Handler) newRitualPage(c echo.Context) error {
	if err := h.RequireEdit(c); err != nil {
		return err
	}
	return h.showRitualForm(c, http.StatusOK, ritualview.FormVM{Form: ui.NewForm(ritualview.NewValues()), Key: web.NewKey()})
}

func (h *Handler) editRitualPage(c echo.Context) error {
	r, err := h.ritualToEdit(c)
	if err != nil {
		return err
	}
	v := ritualview.Values(r)
	return h.showRitualForm(c, http.StatusOK, ritualview.FormVM{Ritual: &r, Form: ui.NewForm(v), Base: ui.Digest(v, ritualview.Fields...)})
}

func (h *Handler) ritualToEdit(c echo.Context) (ritual.Detail, error) {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return ritual.Detail{}, err
	}
	if err := h.RequireEdit(c); err != nil {
		return ritual.Detail{}, err
	}
	return h.rituals.Get(c.Request().Context(), c.Param("slug"), id)
}

func (h *Handler) showRitualForm(c echo.Context, status int, vm ritualview.FormVM) error {
	title := "Add a ritual"
	if vm.Ritual != nil {
		title = "Edit " + vm.Ritual.Name
	}
	p, sh, head, err := h.readyPage(c, title)
	if err != nil {
		return err
	}
	if vm.People, err = h.People.Users(c.Request().Context(), true); err != nil {
		return err
	}
	vm.Plan, sh.Invalid = p, vm.Form.Invalid()
	return h.Render(c, status, ritualview.FormPage(sh, head, vm))
}

func (h *Handler) addRitual(c echo.Context) error {
	if err := h.RequireEdit(c); err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm := ritualview.FormVM{Form: f, Key: f.Val("key")}
	if ritualview.Rearrange(&vm.Form) {
		return h.showRitualForm(c, http.StatusOK, vm)
	}
	id, err := h.rituals.Create(c.Request().Context(), c.Param("slug"), ritualview.InputOf(vm.Form), vm.Key)
	if err != nil {
		if err := web.AddErrors(&vm.Form, err); err != nil {
			return err
		}
		return h.showRitualForm(c, http.StatusUnprocessableEntity, vm)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Added “" + f.Val("name") + "”."})
	return web.SeeOther(c, paths.Ritual(c.Param("slug"), id))
}

func (h *Handler) editRitual(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	r, err := h.ritualToEdit(c)
	if err != nil {
		return err
	}
	ui.Resolve(&f, ritualview.Values(r))
	vm := ritualview.FormVM{Ritual: &r, Form: f, Base: f.Val("base")}
	if ritualview.Rearrange(&vm.Form) {
		return h.showRitualForm(c, http.StatusOK, vm)
	}
	added, gone, err := h.rituals.Update(c.Request().Context(), c.Param("slug"), r.ID, ritualview.InputOf(vm.Form), web.Version(f))
	switch fault.KindOf(err) {
	case fault.KindConflict:
		return h.ritualConflict(c, vm)
	case fault.KindInvalid:
		_ = web.AddErrors(&vm.Form, err)
		return h.showRitualForm(c, http.StatusUnprocessableEntity, vm)
	}
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Saved." + replanned(added, gone)})
	return web.SeeOther(c, paths.Ritual(c.Param("slug"), r.ID))
}

// replanned returns the effect of a new cadence on the planned runs as text.
func replanned(added, gone int) string {
	if added+gone == 0 {
		return ""
	}
	return fmt.Sprintf(" Planned runs: %d added, %d taken off.", added, gone)
}

func (h *Handler) ritualConflict(c echo.Context, vm ritualview.FormVM) error {
	var err error
	if vm.People, err = h.People.Users(c.Request().Context(), true); err != nil {
		return err
	}
	path := paths.Ritual(c.Param("slug"), vm.Ritual.ID)
	return h.RenderReadinessConflict(c, "Rituals",
		ui.ConflictProps{Action: path, Version: vm.Ritual.Version, Form: vm.Form, Back: path, Fields: ritualview.ConflictFields(vm)})
}

func (h *Handler) removeRitual(c echo.Context) error { return h.archiveRitual(c, false) }

func (h *Handler) restoreRitual(c echo.Context) error { return h.archiveRitual(c, true) }

func (h *Handler) archiveRitual(c echo.Context, back bool) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	next, err := h.rituals.Remove(c.Request().Context(), slug, id, web.Version(f), back)
	if fault.Is(err, fault.KindInvalid) {
		_ = web.AddErrors(&f, err)
		return h.showRitual(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	h.SayRemoved(c, back, "Removed the ritual. Its runs are kept.", "The ritual is back, with its runs.", paths.Ritual(slug, id, "restore"),
		next)
	return web.SeeOther(c, paths.Rituals(slug))
}

func (h *Handler) comparePage(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	chosen := func(name string) int64 {
		n, err := strconv.ParseInt(c.QueryParam(name), 10, 64)
		if err != nil && c.QueryParam(name) != "" {
			return -1 // none, and not the latest
		}
		return n
	}
	v, err := h.rituals.Compare(c.Request().Context(), c.Param("slug"), id, chosen("a"), chosen("b"))
	if err != nil {
		return err
	}
	p, sh, head, err := h.readyPage(c, "Two runs of "+v.Ritual.Name)
	if err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, ritualview.Compare(sh, head, ritualview.CompareVM{Plan: p, Comparison: v}))
}
