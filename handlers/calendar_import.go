package handlers

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/internal/ics"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/views/calendar"
	"tminus/views/layout"
	"tminus/views/ui"

	model "tminus/models/calendar"
)

func (s *Server) calendarImportPage(c echo.Context) error {
	if err := people.Allow(actorOf(c), people.EditCalendar, 0); err != nil {
		return err
	}
	return s.showCalendarImport(c, http.StatusOK, calendar.ImportVM{Form: ui.NewForm(nil)})
}

func (s *Server) showCalendarImport(c echo.Context, status int, vm calendar.ImportVM) error {
	vm.Freezes, vm.Zone = s.may(c, people.Freeze, 0), s.myZone(c)
	sh := s.shell(c, "Import · Calendar", "calendar")
	sh.Invalid = vm.Form.Invalid()
	return s.render(c, status, calendar.Import(sh, vm))
}

// importCalendar shows what a file becomes and, when that was confirmed, imports it.
func (s *Server) importCalendar(c echo.Context) error {
	if err := people.Allow(actorOf(c), people.EditCalendar, 0); err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	if err := takeCalendar(c, &f); err != nil {
		return s.calendarUnreadable(c, f, err)
	}
	ctx := c.Request().Context()
	in := model.ImportInput{Text: f.Val("text"), Name: f.Val("name"), Kind: model.Kind(f.Val("kind")), Region: f.Val("region"), Zone: f.Val("zone")}
	status := http.StatusOK
	if f.Val("do") == "import" {
		done, err := s.calendar.Import(ctx, in, f.Val("sum"), f.Val("key"))
		switch {
		case err == nil:
			return s.calendarImported(c, done)
		case fault.Is(err, fault.KindConflict):
			f.Add("kind", fault.MessageOf(err))
			status = http.StatusConflict
		default:
			return s.calendarUnreadable(c, f, err)
		}
	}
	p, err := s.calendar.PreviewImport(ctx, in)
	if err != nil {
		return s.calendarUnreadable(c, f, err)
	}
	vm := calendar.ImportVM{Form: f, Preview: &p, Key: f.Val("key")}
	if vm.Key == "" {
		vm.Key = newKey()
	}
	return s.showCalendarImport(c, status, vm)
}

// calendarUnreadable shows the first page again, where there is nothing to preview.
func (s *Server) calendarUnreadable(c echo.Context, f ui.Form, cause error) error {
	if err := refused(&f, cause); err != nil {
		return err
	}
	return s.showCalendarImport(c, http.StatusUnprocessableEntity, calendar.ImportVM{Form: f})
}

// takeCalendar puts the text of an uploaded file into the form, so that from here
// on there is only text. Returns Invalid when the file holds none.
func takeCalendar(c echo.Context, f *ui.Form) error {
	data := []byte(f.Val("text"))
	up, err := c.FormFile("file")
	switch {
	case err == nil && up.Filename != "":
		if up.Size > ics.MaxFileBytes {
			return fault.Invalid("file", "The file has %.1f MB; at most 1 MB is taken.", float64(up.Size)/(1<<20))
		}
		file, err := up.Open()
		if err != nil {
			return err
		}
		defer file.Close()
		if data, err = io.ReadAll(file); err != nil {
			return err
		}
		f.Values.Set("name", filepath.Base(typeableText(up.Filename)))
	case err != nil && !errors.Is(err, http.ErrMissingFile) && !errors.Is(err, http.ErrNotMultipart):
		return err
	}
	if len(data) == 0 {
		return fault.Invalid("file", "Choose a file that ends in .ics.")
	}
	text, err := ics.Text(data)
	if err != nil {
		return fault.Invalid("file", "%s", err.Error())
	}
	f.Values.Set("text", typeableText(text))
	return nil
}

func (s *Server) calendarImported(c echo.Context, done model.Imported) error {
	var parts []string
	for _, x := range []struct {
		n    int
		what string
	}{{done.Added, "added"}, {done.Changed, "changed"}, {done.Removed, "removed"}} {
		if x.n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", countOf(x.n, "event"), x.what))
		}
	}
	if len(parts) == 0 {
		s.say(c, layout.Flash{Kind: "ok", Text: "Nothing had changed."})
		return seeOther(c, "/calendar")
	}
	s.say(c, layout.Flash{Kind: "ok", Text: strings.Join(parts, ", ") + ".", UndoAction: fmt.Sprintf("/calendar/imports/%d/undo", done.ID)})
	to := "/calendar"
	if !done.First.IsZero() {
		to += "?month=" + done.First.Format("2006-01")
	}
	return seeOther(c, to)
}

func (s *Server) undoCalendarImport(c echo.Context) error {
	id, err := idParam(c, "id")
	if err != nil {
		return err
	}
	n, err := s.calendar.UndoImport(c.Request().Context(), id)
	if err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "The import is undone: " + countOf(n, "event") + " as before."})
	return seeOther(c, "/calendar")
}
