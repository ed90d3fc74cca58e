package template

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/template"
	"tminus/views/paths"
	templateview "tminus/views/template"
	"tminus/views/ui"
)

// templateTablePage shows a template as rows of fields.
func (h *Handler) templateTablePage(c echo.Context) error {
	e, err := h.templateToEdit(c)
	if err != nil {
		return err
	}
	if _, err := h.templates.Parse([]byte(e.Source)); err != nil {
		return web.SeeOther(c, paths.Template(e.Key, "source"))
	}
	return h.showTable(c, http.StatusOK,
		templateview.TableVM{Form: ui.NewForm(templateview.TableValues(e.Template)), Entry: e, Base: templateview.BaseOf(e.Template)})
}

func (h *Handler) showTable(c echo.Context, status int, vm templateview.TableVM) error {
	vm.LosesComments = commentsBelow(vm.Entry.Source)
	sh := h.Shell(c, "Edit "+vm.Entry.Name+" · Templates", "templates")
	sh.Invalid = vm.Form.Invalid()
	return h.Render(c, status, templateview.Table(sh, vm))
}

// commentsBelow reports whether a file has comments that Rewrite would drop.
func commentsBelow(src string) bool {
	head := true
	for line := range strings.Lines(src) {
		comment := strings.HasPrefix(strings.TrimSpace(line), "#")
		head = head && strings.HasPrefix(line, "#")
		if comment && !head {
			return true
		}
	}
	return false
}

// saveTemplateTable saves the rows. For the buttons of rows it changes the form and saves nothing.
func (h *Handler) saveTemplateTable(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	e, err := h.templateToEdit(c)
	if err != nil {
		return err
	}
	version := web.Version(f)
	vm := templateview.TableVM{Entry: e, Base: f.Val("base")}
	vm.Entry.Version = version
	if focus, ok := templateview.Do(f.Values, f.Val("do")); ok {
		vm.Form, vm.Focus = f, focus
		return h.showTable(c, http.StatusOK, vm)
	}
	t, unbound := templateview.Read(&f, e.Template).Unbound()
	src, err := "", t.Check()
	for _, p := range problemsOf(err) {
		f.Add(templateview.Field(p.Path), p.Message)
	}
	if err == nil && !f.Invalid() {
		if src, err = template.Rewrite(t, e.Source); err == nil {
			err = h.saveTemplate(c, &e, src, version)
		}
	}
	switch {
	case f.Invalid():
		vm.Form = f
		return h.showTable(c, http.StatusUnprocessableEntity, vm)
	case fault.Is(err, fault.KindConflict):
		return h.templateConflict(c, f, src)
	case err != nil:
		return err
	}
	return h.templateSaved(c, e, unbound...)
}
