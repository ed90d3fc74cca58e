package roster

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/models/fault"
	rota "tminus/models/roster"
	"tminus/views/layout"
	"tminus/views/paths"
	rosterview "tminus/views/roster"
	"tminus/views/ui"
)

// periodForm returns the form of a period, for people who may use it.
func (h *Handler) periodForm(c echo.Context) (rosterview.SimpleVM, error) {
	if _, err := h.EditablePlan(c); err != nil {
		return rosterview.SimpleVM{}, err
	}
	return h.rosterSimple(c)
}

// periodToEdit returns the form of a stored period. It returns NotFound for one of another launch.
func (h *Handler) periodToEdit(c echo.Context) (rosterview.SimpleVM, error) {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return rosterview.SimpleVM{}, err
	}
	vm, err := h.periodForm(c)
	if err != nil {
		return vm, err
	}
	vm.Period, err = h.roster.Period(c.Request().Context(), vm.Plan.Slug, id)
	return vm, err
}

func (h *Handler) showPeriod(c echo.Context, status int, vm rosterview.SimpleVM) error {
	return h.showSimple(c, status, "Period with a rule", layout.PageOnCall, vm, rosterview.PeriodPage)
}

func (h *Handler) newPeriodPage(c echo.Context) error {
	vm, err := h.periodForm(c)
	if err != nil {
		return err
	}
	return h.showPeriod(c, http.StatusOK, vm)
}

func (h *Handler) editPeriodPage(c echo.Context) error {
	vm, err := h.periodToEdit(c)
	if err != nil {
		return err
	}
	vm.Form = ui.NewForm(rosterview.PeriodValues(vm.Period, vm.Plan.Location()))
	return h.showPeriod(c, http.StatusOK, vm)
}

// periodInput parses the form of a period. Times are in the zone that the form showed. Without an
// end, the period is open.
func periodInput(f ui.Form) (rota.PeriodInput, error) {
	var check fault.Check
	in := rota.PeriodInput{Rule: f.Val("rule"), Call: web.FormID(f, "call"), Decider: web.FormID(f, "decider")}
	loc, err := civil.Zone(f.Val("zone"))
	if err != nil {
		check.Add("from_on", "“%s” is not a time zone. Open this form again.", f.Val("zone"))
		return in, check.Err()
	}
	in.From = rosterMoment(f, "from").Resolve(loc, "from", &check)
	if f.Val("to_on") != "" || f.Val("to_at") != "" {
		in.To = rosterMoment(f, "to").Resolve(loc, "to", &check)
	}
	if check.Err() == nil {
		return in, nil
	}
	if in.Rule == "" {
		check.Add("rule", "Enter the rule, such as “True emergencies only”.")
	}
	return in, check.Err()
}

// refusePeriod shows the form of a period again with its problems, or with status 409 after a
// conflict.
func (h *Handler) refusePeriod(c echo.Context, f ui.Form, err error, form func(echo.Context) (rosterview.SimpleVM, error)) error {
	return h.refused(c, f, err, form, h.showPeriod)
}

func (h *Handler) addPeriod(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if _, err := h.EditablePlan(c); err != nil {
		return err
	}
	slug := c.Param("slug")
	in, err := periodInput(f)
	var p rota.Period
	if err == nil {
		p, err = h.roster.AddPeriod(c.Request().Context(), slug, in, f.Val("key"))
	}
	if err != nil {
		return h.refusePeriod(c, f, err, h.periodForm)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Added “" + p.Rule + "”.", UndoAction: periodPath(slug, p.ID, "remove"),
		UndoFields: [][2]string{{"version", strconv.Itoa(p.Version)}}})
	return web.SeeOther(c, paths.Roster(slug))
}

func (h *Handler) updatePeriod(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if _, err := h.EditablePlan(c); err != nil {
		return err
	}
	in, err := periodInput(f)
	var before rota.Period
	next := 0
	if err == nil {
		before, next, err = h.roster.UpdatePeriod(c.Request().Context(), c.Param("slug"), id, in, web.Version(f))
	}
	if fault.Is(err, fault.KindInvalid) || fault.Is(err, fault.KindConflict) {
		return h.refusePeriod(c, f, err, h.periodToEdit)
	}
	return h.periodSaved(c, "Saved.", before, next, err)
}

// endPeriod ends a period now.
func (h *Handler) endPeriod(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	before, next, err := h.roster.EndPeriod(c.Request().Context(), c.Param("slug"), id, web.Version(f))
	if fault.Is(err, fault.KindInvalid) {
		return h.backToRoster(c, layout.Flash{}, err)
	}
	return h.periodSaved(c, "Ended “"+before.Rule+"”.", before, next, err)
}

// periodSaved redirects to the roster after a change, which the message can undo.
func (h *Handler) periodSaved(c echo.Context, text string, before rota.Period, next int, err error) error {
	if err != nil {
		return err
	}
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: text, UndoAction: periodPath(p.Slug, before.ID),
		UndoFields: append(rosterview.PeriodFields(before, p.Location()), [2]string{"version", strconv.Itoa(next)})})
	return web.SeeOther(c, paths.Roster(p.Slug))
}

func (h *Handler) removePeriod(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	before, err := h.roster.RemovePeriod(c.Request().Context(), slug, id, web.Version(f))
	if err != nil {
		return err
	}
	p, err := h.launches.Plan(c.Request().Context(), slug)
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Removed “" + before.Rule + "”.", UndoAction: paths.Roster(slug, "periods"),
		UndoFields: rosterview.PeriodFields(before, p.Location())})
	return web.SeeOther(c, paths.Roster(slug))
}

func periodPath(slug string, id int64, tail ...string) string {
	return paths.Join(paths.Roster(slug, "periods", strconv.FormatInt(id, 10)), tail...)
}
