package calendar

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/ics"
	"tminus/internal/words"
	model "tminus/models/calendar"
	"tminus/models/fault"
	"tminus/models/people"
	calendarview "tminus/views/calendar"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

func (h *Handler) calendarImportPage(c echo.Context) error {
	if err := people.Require(web.Actor(c), people.EditCalendar, people.Organisation); err != nil {
		return err
	}
	return h.showCalendarImport(c, http.StatusOK, calendarview.ImportVM{Form: ui.NewForm(nil)})
}

func (h *Handler) showCalendarImport(c echo.Context, status int, vm calendarview.ImportVM) error {
	vm.Freezes, vm.Zone = h.Can(c, people.Freeze, people.Organisation), h.Zone(c)
	sh := h.Shell(c, "Import · Calendar", "calendar")
	sh.Invalid = vm.Form.Invalid()
	return h.Render(c, status, calendarview.Import(sh, vm))
}

// importCalendar shows the preview of a file or, after confirmation, imports it.
func (h *Handler) importCalendar(c echo.Context) error {
	if err := people.Require(web.Actor(c), people.EditCalendar, people.Organisation); err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if err := takeCalendar(c, &f); err != nil {
		return h.calendarUnreadable(c, f, err)
	}
	ctx := c.Request().Context()
	in := model.ImportInput{Text: f.Val("text"), Name: f.Val("name"), Kind: model.Kind(f.Val("kind")), Region: f.Val("region"),
		Zone: f.Val("zone")}
	status := http.StatusOK
	if f.Val("do") == "import" {
		done, err := h.calendar.Import(ctx, in, f.Val("sum"), f.Val("key"))
		switch {
		case err == nil:
			return h.calendarImported(c, done)
		case fault.Is(err, fault.KindConflict):
			f.Add("kind", fault.MessageOf(err))
			status = http.StatusConflict
		default:
			return h.calendarUnreadable(c, f, err)
		}
	}
	p, err := h.calendar.PreviewImport(ctx, in)
	if err != nil {
		return h.calendarUnreadable(c, f, err)
	}
	vm := calendarview.ImportVM{Form: f, Preview: &p, Key: f.Val("key")}
	if vm.Key == "" {
		vm.Key = web.NewKey()
	}
	return h.showCalendarImport(c, status, vm)
}

// calendarUnreadable shows the first page again if there is nothing to preview.
func (h *Handler) calendarUnreadable(c echo.Context, f ui.Form, cause error) error {
	if err := web.AddErrors(&f, cause); err != nil {
		return err
	}
	return h.showCalendarImport(c, http.StatusUnprocessableEntity, calendarview.ImportVM{Form: f})
}

// takeCalendar copies the text of an uploaded file into the form, so that later steps only handle
// text. It returns Invalid if the file has none.
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
		f.Values.Set("name", filepath.Base(web.SanitizeText(up.Filename)))
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
	f.Values.Set("text", web.SanitizeText(text))
	return nil
}

func (h *Handler) calendarImported(c echo.Context, done model.Imported) error {
	var parts []string
	for _, x := range []struct {
		n    int
		what string
	}{{done.Added, "added"}, {done.Changed, "changed"}, {done.Removed, "removed"}} {
		if x.n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", words.Count(x.n, "event"), x.what))
		}
	}
	if len(parts) == 0 {
		h.Say(c, layout.Flash{Kind: "ok", Text: "Nothing had changed."})
		return web.SeeOther(c, paths.Calendar())
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: strings.Join(parts, ", ") + ".", UndoAction: paths.Calendar("imports",
		strconv.FormatInt(done.ID, 10), "undo")})
	to := paths.Calendar()
	if !done.First.IsZero() {
		to += "?month=" + done.First.Format("2006-01")
	}
	return web.SeeOther(c, to)
}

func (h *Handler) undoCalendarImport(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	n, err := h.calendar.UndoImport(c.Request().Context(), id)
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "The import is undone: " + words.Count(n, "event") + " as before."})
	return web.SeeOther(c, paths.Calendar())
}
