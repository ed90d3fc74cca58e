package ritual

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/models/ritual"
	"tminus/views/layout"
	"tminus/views/paths"
	ritualview "tminus/views/ritual"
	"tminus/views/ui"
)

func (h *Handler) parityPage(c echo.Context) error {
	editing, _ := strconv.ParseInt(c.QueryParam("edit"), 10, 64)
	return h.showParity(c, http.StatusOK, ritualview.ParityVM{Editing: editing})
}

// showParity shows the table; vm holds the form of an edited row.
func (h *Handler) showParity(c echo.Context, status int, vm ritualview.ParityVM) error {
	p, sh, head, err := h.readyPage(c, "Environment parity")
	if err != nil {
		return err
	}
	if vm.Rows, vm.Removed, err = h.rituals.Parity(c.Request().Context(), p.Slug); err != nil {
		return err
	}
	vm.Slug, vm.CanEdit, sh.Invalid = p.Slug, h.Can(c, people.EditPlan, p.Subject()), vm.Form.Invalid()
	for _, r := range vm.Rows {
		if r.ID == vm.Editing && vm.Form.Values == nil {
			vm.Form = ui.NewForm(ritualview.ParityValues(r))
		}
	}
	if vm.Key = vm.Form.Val("key"); vm.Key == "" {
		vm.Key = web.NewKey()
	}
	return h.Render(c, status, ritualview.Parity(sh, head, vm))
}

func parityInput(f ui.Form) ritual.ParityInput {
	return ritual.ParityInput{Aspect: f.Val("aspect"), Staging: f.Val("staging"), Production: f.Val("production"),
		Matters: ritual.Matter(f.Val("matters")), Note: f.Val("note")}
}

func (h *Handler) addParity(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	_, err = h.rituals.AddParity(c.Request().Context(), c.Param("slug"), parityInput(f), f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		f.Prefix = "new-"
		return h.showParity(c, http.StatusUnprocessableEntity, ritualview.ParityVM{Form: f, Adding: true})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Added “" + f.Val("aspect") + "”."})
	return web.SeeOther(c, paths.Parity(c.Param("slug")))
}

func (h *Handler) editParity(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if ui.Chosen(f) {
		now, err := h.parityNow(c, id)
		if err != nil {
			return err
		}
		ui.Resolve(&f, ritualview.ParityValues(now))
	}
	err = h.rituals.UpdateParity(c.Request().Context(), c.Param("slug"), id, parityInput(f), web.Version(f))
	switch fault.KindOf(err) {
	case fault.KindConflict:
		return h.parityConflict(c, id, f)
	case fault.KindInvalid:
		_ = web.AddErrors(&f, err)
		return h.showParity(c, http.StatusUnprocessableEntity, ritualview.ParityVM{Editing: id, Form: f})
	}
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Saved."})
	return web.SeeOther(c, paths.Parity(c.Param("slug")))
}

func (h *Handler) parityNow(c echo.Context, id int64) (ritual.ParityRow, error) {
	rows, _, err := h.rituals.Parity(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return ritual.ParityRow{}, err
	}
	for _, r := range rows {
		if r.ID == id {
			return r, nil
		}
	}
	return ritual.ParityRow{}, fault.NotFound("row of this table")
}

func (h *Handler) parityConflict(c echo.Context, id int64, f ui.Form) error {
	now, err := h.parityNow(c, id)
	if err != nil {
		return err
	}
	props := ui.ConflictProps{Action: c.Request().URL.Path, Version: now.Version, Form: f, Back: paths.Parity(c.Param("slug"))}
	theirs, labels := ritualview.ParityValues(now),
		map[string]string{"aspect": "Aspect", "staging": "Staging", "production": "Production", "matters": "Does it matter", "note": "Note"}
	for _, name := range ritualview.ParityFields {
		field := ui.ConflictField{Label: labels[name], Name: name, Yours: f.Val(name), Theirs: theirs.Get(name)}
		if name == "matters" {
			field.Yours, field.Theirs = ritual.Matter(field.Yours).Label(), now.Matters.Label()
		}
		props.Fields = append(props.Fields, field)
	}
	return h.RenderReadinessConflict(c, "Rituals", props)
}

func (h *Handler) removeParity(c echo.Context) error { return h.archiveParity(c, false) }

func (h *Handler) restoreParity(c echo.Context) error { return h.archiveParity(c, true) }

func (h *Handler) archiveParity(c echo.Context, back bool) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	next, err := h.rituals.RemoveParity(c.Request().Context(), slug, id, web.Version(f), back)
	if err != nil {
		return err
	}
	h.SayRemoved(c, back, "Row removed.", "The row is back.", paths.Parity(slug, strconv.FormatInt(id, 10), "restore"), next)
	return web.SeeOther(c, paths.Parity(slug))
}
