package template

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/models/template"
	"tminus/views/layout"
	"tminus/views/paths"
	templateview "tminus/views/template"
	"tminus/views/ui"
)

// templateToEdit returns one of the organisation's templates, for an administrator.
func (h *Handler) templateToEdit(c echo.Context) (template.Entry, error) {
	e, err := h.templates.Get(c.Request().Context(), c.Param("key"))
	if err != nil {
		return e, err
	}
	return e, people.Require(web.Actor(c), people.EditTemplate, people.Subject{Fixed: e.Shipped()})
}

// templateSourcePage shows the file in a form.
func (h *Handler) templateSourcePage(c echo.Context) error {
	e, err := h.templateToEdit(c)
	if err != nil {
		return err
	}
	return h.showSource(c, http.StatusOK, templateview.SourceVM{Form: ui.NewForm(nil), Entry: e})
}

func (h *Handler) saveTemplateSource(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	e, err := h.templateToEdit(c)
	if err != nil {
		return err
	}
	src := sourceOf(f)
	if src, err = h.chosenParts(&f, src, e); err == nil {
		err = h.saveTemplate(c, &e, src, web.Version(f))
	}
	switch {
	case err == nil:
		return h.templateSaved(c, e)
	case fault.Is(err, fault.KindConflict):
		f.Values.Set("source", src)
		return h.templateConflict(c, f, src)
	}
	// Keep the version of the opened form, so that correcting the file does not overwrite another
	// person's change.
	e.Version = web.Version(f)
	return h.sourceRefused(c, templateview.SourceVM{Form: f, Entry: e}, err)
}

func (h *Handler) saveTemplate(c echo.Context, e *template.Entry, src string, version int) error {
	saved, err := h.templates.Update(c.Request().Context(), e.Key, src, version)
	if err == nil {
		*e = saved
	}
	return err
}

// templateSaved lists the criteria that lost the deliverable they were bound to.
func (h *Handler) templateSaved(c echo.Context, e template.Entry, unbound ...string) error {
	text := "Saved. New launches start from this; running ones stay as they are."
	if len(unbound) > 0 {
		text += " Signed off by hand from now on, since their deliverable is gone: " + strings.Join(unbound, ", ") + "."
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: text})
	return web.SeeOther(c, paths.Template(e.Key))
}

// chosenParts applies the choices of the conflict page. It does not change a file that was edited
// as text.
func (h *Handler) chosenParts(f *ui.Form, src string, e template.Entry) (string, error) {
	taken := ui.Taken(f)
	if len(taken) == 0 {
		return src, nil
	}
	t, err := h.templates.Parse([]byte(src))
	if err != nil {
		return src, err
	}
	return template.Rewrite(t.Taking(e.Template, taken...), src)
}

// templateConflict shows the form's values next to the stored ones.
func (h *Handler) templateConflict(c echo.Context, f ui.Form, src string) error {
	e, err := h.templateToEdit(c)
	if err != nil {
		return err
	}
	edited, err := h.templates.Parse([]byte(src))
	if err != nil {
		return h.sourceRefused(c, templateview.SourceVM{Form: f, Entry: e}, err)
	}
	f.Values = templateview.ConflictForm(f.Values, edited, src)
	props := ui.ConflictProps{
		Action: paths.Template(e.Key, "source"), Back: paths.Template(e.Key), Version: e.Version, Form: f,
		Fields: templateview.ConflictFields(edited, e.Template),
	}
	return h.Render(c, http.StatusConflict, templateview.Conflict(h.Shell(c, "Edit "+e.Name+" · Templates", "templates"), e.Name, props))
}
