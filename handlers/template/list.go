package template

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/people"
	"tminus/models/template"
	"tminus/views/layout"
	"tminus/views/paths"
	templateview "tminus/views/template"
	"tminus/views/ui"
)

func (h *Handler) templateList(c echo.Context) error {
	vm := templateview.ListVM{MayEdit: h.Can(c, people.Administer, people.Organisation), Key: web.NewKey}
	vm.WithArchived = vm.MayEdit && c.QueryParam("archived") != ""
	var err error
	if vm.Rows, err = h.templates.List(c.Request().Context(), vm.WithArchived); err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, templateview.List(h.Shell(c, "Templates", "templates"), vm))
}

func (h *Handler) templatePage(c echo.Context) error {
	e, err := h.templates.Get(c.Request().Context(), c.Param("key"))
	if err != nil {
		return err
	}
	vm := templateview.ViewVM{Entry: e, MayEdit: h.Can(c, people.Administer, people.Organisation),
		MayLaunch: h.Can(c, people.CreateLaunch, people.Organisation), Key: web.NewKey()}
	if _, err := h.templates.Parse([]byte(e.Source)); err != nil {
		vm.Broken = problemsOf(err)
	}
	return h.Render(c, http.StatusOK, templateview.View(h.Shell(c, e.Name+" · Templates", "templates"), vm))
}

// problemsOf returns the problems of a template's file, with their lines.
func problemsOf(err error) []template.Error {
	var es template.Errors
	if errors.As(err, &es) {
		return es
	}
	return nil
}

// templateFile sends the file as it was entered.
func (h *Handler) templateFile(c echo.Context) error {
	e, err := h.templates.Get(c.Request().Context(), c.Param("key"))
	if err != nil {
		return err
	}
	name := mime.FormatMediaType("attachment", map[string]string{"filename": e.Key + ".yaml"})
	c.Response().Header().Set("Content-Disposition", name)
	return c.Blob(http.StatusOK, "application/yaml; charset=utf-8", []byte(e.Source))
}

func (h *Handler) copyTemplate(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	e, err := h.templates.Copy(c.Request().Context(), c.Param("key"), f.Val("key"))
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "This is your copy. Give it a name and change what you need."})
	return web.SeeOther(c, paths.Template(e.Key, "edit"))
}

func (h *Handler) archiveTemplate(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	key, back := c.Param("key"), f.Has("back")
	next, err := h.templates.Archive(c.Request().Context(), key, back, web.Version(f))
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "Archived: new launches are no longer offered it.",
		UndoAction: paths.Template(key, "archive"),
		UndoFields: [][2]string{{"version", strconv.Itoa(next)}, {"back", "1"}}}
	if back {
		flash = layout.Flash{Kind: "ok", Text: "Back in use."}
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.Template(key))
}

// newTemplatePage shows the form for a file, uploaded or pasted.
func (h *Handler) newTemplatePage(c echo.Context) error {
	if err := people.Require(web.Actor(c), people.Administer, people.Organisation); err != nil {
		return err
	}
	return h.showSource(c, http.StatusOK, templateview.SourceVM{Form: ui.NewForm(nil)})
}

func (h *Handler) addTemplate(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if err := people.Require(web.Actor(c), people.Administer, people.Organisation); err != nil {
		return err
	}
	if err := takeFile(c, &f); err != nil {
		return err
	}
	e, err := h.templates.Add(c.Request().Context(), sourceOf(f), f.Val("key"))
	if err != nil {
		return h.sourceRefused(c, templateview.SourceVM{Form: f}, err)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: e.Name + " can be chosen for new launches now."})
	return web.SeeOther(c, paths.Template(e.Key))
}

// takeFile copies an uploaded file into the text field, so that it can be corrected there after a
// refusal.
func takeFile(c echo.Context, f *ui.Form) error {
	h, err := c.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) || err == nil && h.Size == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	file, err := h.Open()
	if err != nil {
		return err
	}
	defer file.Close()
	b, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	// A file, unlike a form, may contain any bytes; PostgreSQL refuses NUL.
	f.Values.Set("source", strings.ReplaceAll(string(b), "\x00", ""))
	return nil
}

// sourceOf returns the entered file with LF line ends; browsers send CRLF.
func sourceOf(f ui.Form) string { return strings.ReplaceAll(f.Val("source"), "\r\n", "\n") }

func (h *Handler) showSource(c echo.Context, status int, vm templateview.SourceVM) error {
	if vm.Form.Has("source") {
		// Remove characters from a refused file that a page cannot contain.
		vm.Form.Values.Set("source", web.SanitizeText(vm.Form.Val("source")))
	}
	title := "Edit " + vm.Entry.Name + " · Templates"
	if vm.Entry.Key == "" {
		title, vm.Key = "Add a template", vm.Form.Val("key")
		if vm.Key == "" {
			vm.Key = web.NewKey()
		}
	} else {
		vm.Base = templateview.BaseOf(vm.Entry.Template)
	}
	sh := h.Shell(c, title, "templates")
	sh.Invalid = len(vm.Errors) > 0
	return h.Render(c, status, templateview.Source(sh, vm))
}

func (h *Handler) sourceRefused(c echo.Context, vm templateview.SourceVM, err error) error {
	vm.Errors = problemsOf(err)
	if len(vm.Errors) == 0 {
		return err
	}
	return h.showSource(c, http.StatusUnprocessableEntity, vm)
}
