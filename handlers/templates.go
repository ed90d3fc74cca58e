package handlers

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/models/people"
	"tminus/models/template"
	"tminus/views/layout"
	"tminus/views/templates"
	"tminus/views/ui"
)

func (s *Server) templateList(c echo.Context) error {
	vm := templates.ListVM{MayEdit: s.may(c, people.Administer, 0), Key: newKey}
	vm.WithArchived = vm.MayEdit && c.QueryParam("archived") != ""
	var err error
	if vm.Rows, err = s.templates.List(c.Request().Context(), vm.WithArchived); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, templates.List(s.shell(c, "Templates", "templates"), vm))
}

func (s *Server) templatePage(c echo.Context) error {
	e, err := s.templates.Get(c.Request().Context(), c.Param("key"))
	if err != nil {
		return err
	}
	vm := templates.ViewVM{Entry: e, MayEdit: s.may(c, people.Administer, 0), MayLaunch: s.may(c, people.CreateLaunch, 0), Key: newKey()}
	if _, err := template.Parse([]byte(e.Source)); err != nil {
		vm.Broken = problemsOf(err)
	}
	return s.render(c, http.StatusOK, templates.View(s.shell(c, e.Name+" · Templates", "templates"), vm))
}

// problemsOf are the problems of a template's file, with their lines.
func problemsOf(err error) []template.Error {
	var es template.Errors
	if errors.As(err, &es) {
		return es
	}
	return nil
}

// templateFile sends the file as it was typed.
func (s *Server) templateFile(c echo.Context) error {
	e, err := s.templates.Get(c.Request().Context(), c.Param("key"))
	if err != nil {
		return err
	}
	name := mime.FormatMediaType("attachment", map[string]string{"filename": e.Key + ".yaml"})
	c.Response().Header().Set("Content-Disposition", name)
	return c.Blob(http.StatusOK, "application/yaml; charset=utf-8", []byte(e.Source))
}

func (s *Server) copyTemplate(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	e, err := s.templates.Copy(c.Request().Context(), c.Param("key"), f.Val("key"))
	if err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "This is your copy. Give it a name and change what you need."})
	return seeOther(c, templates.Path(e.Key)+"/edit")
}

func (s *Server) archiveTemplate(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	key, back := c.Param("key"), f.Has("back")
	version := versionOf(f)
	if err := s.templates.Archive(c.Request().Context(), key, back, version); err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "Archived: new launches are no longer offered it.", UndoAction: templates.Path(key) + "/archive",
		UndoFields: [][2]string{{"version", strconv.Itoa(version + 1)}, {"back", "1"}}}
	if back {
		flash = layout.Flash{Kind: "ok", Text: "Back in use."}
	}
	s.say(c, flash)
	return seeOther(c, templates.Path(key))
}

// newTemplatePage takes a file, uploaded or pasted.
func (s *Server) newTemplatePage(c echo.Context) error {
	if err := people.Allow(actorOf(c), people.Administer, 0); err != nil {
		return err
	}
	return s.showSource(c, http.StatusOK, templates.SourceVM{Form: ui.NewForm(nil)})
}

func (s *Server) addTemplate(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	if err := people.Allow(actorOf(c), people.Administer, 0); err != nil {
		return err
	}
	if err := takeFile(c, &f); err != nil {
		return err
	}
	e, err := s.templates.Add(c.Request().Context(), sourceOf(f), f.Val("key"))
	if err != nil {
		return s.sourceRefused(c, templates.SourceVM{Form: f}, err)
	}
	s.say(c, layout.Flash{Kind: "ok", Text: e.Name + " can be chosen for new launches now."})
	return seeOther(c, templates.Path(e.Key))
}

// takeFile puts an uploaded file in the place of what was pasted, so that it
// can be put right there when it is refused.
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
	// A file, unlike a form, may hold what cannot be typed; PostgreSQL refuses NUL.
	f.Values.Set("source", strings.ReplaceAll(string(b), "\x00", ""))
	return nil
}

// sourceOf is the file as it was typed; browsers send line ends as CRLF.
func sourceOf(f ui.Form) string { return strings.ReplaceAll(f.Val("source"), "\r\n", "\n") }

func (s *Server) showSource(c echo.Context, status int, vm templates.SourceVM) error {
	if vm.Form.Has("source") {
		// A refused file is shown without what no page can hold.
		vm.Form.Values.Set("source", typeableText(vm.Form.Val("source")))
	}
	title := "Edit " + vm.Entry.Name + " · Templates"
	if vm.Entry.Key == "" {
		title, vm.Key = "Add a template", vm.Form.Val("key")
		if vm.Key == "" {
			vm.Key = newKey()
		}
	} else {
		vm.Base = templates.BaseOf(vm.Entry.Template)
	}
	sh := s.shell(c, title, "templates")
	sh.Invalid = len(vm.Errors) > 0
	return s.render(c, status, templates.Source(sh, vm))
}

func (s *Server) sourceRefused(c echo.Context, vm templates.SourceVM, err error) error {
	vm.Errors = problemsOf(err)
	if len(vm.Errors) == 0 {
		return err
	}
	return s.showSource(c, http.StatusUnprocessableEntity, vm)
}
