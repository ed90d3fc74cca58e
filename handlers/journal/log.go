package journal

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/journal"
	"tminus/models/people"
	"tminus/views/format"
	journalview "tminus/views/journal"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// log shows the live log of a launch.
func (h *Handler) log(c echo.Context) error {
	return h.show(c, http.StatusOK, ui.NewForm(url.Values{"key": {web.NewKey()}}))
}

// show shows the log; line is the form of a new line.
func (h *Handler) show(c echo.Context, status int, line ui.Form) error {
	ctx := c.Request().Context()
	p, err := h.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := journalview.VM{Plan: p, Line: line, Filter: web.FilterForm(c), CanWrite: h.Can(c, people.EditPlan, p.Subject())}
	if vm.Page, err = h.journal.List(ctx, p.Launch, journalview.FilterOf(vm.Filter)); err != nil {
		return err
	}
	sh, head, err := h.FormHead(c, p, "Log", layout.PageLog, line)
	if err != nil {
		return err
	}
	vm.Reader = format.Zone(h.Zone(c))
	return h.Render(c, status, journalview.Page(sh, head, vm))
}

func (h *Handler) add(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if _, err = h.journal.Write(c.Request().Context(), slug, f.Val("text"), f.Val("key")); err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.show(c, http.StatusUnprocessableEntity, f)
	}
	return web.SeeOther(c, paths.Log(slug))
}

func (h *Handler) correctPage(c echo.Context) error {
	return h.showCorrect(c, http.StatusOK, ui.NewForm(nil))
}

func (h *Handler) showCorrect(c echo.Context, status int, f ui.Form) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	vm := journalview.CorrectVM{Plan: p, Form: f}
	if vm.Line, err = h.journal.Line(c.Request().Context(), p.Launch, id); err != nil {
		return err
	}
	sh, head, err := h.FormHead(c, p, "Correct a line", layout.PageLog, f)
	if err != nil {
		return err
	}
	return h.Render(c, status, journalview.Correct(sh, head, vm))
}

func (h *Handler) correct(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if _, err := h.journal.Correct(c.Request().Context(), slug, id, f.Val("text")); err != nil {
		if fault.Is(err, fault.KindConflict) {
			f.Add("", fault.MessageOf(err))
			return h.showCorrect(c, http.StatusConflict, f)
		}
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showCorrect(c, http.StatusUnprocessableEntity, f)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Corrected. The earlier line is struck out."})
	return web.SeeOther(c, paths.Log(slug))
}

// setFlags stars a line, or shows it to stakeholders; the message undoes it.
func (h *Handler) setFlags(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	p, err := h.EditablePlan(c)
	if err != nil {
		return err
	}
	was, err := h.journal.Line(c.Request().Context(), p.Launch, id)
	if err != nil {
		return err
	}
	to := journal.Flags{Starred: f.Val("starred") != "", Audience: journal.Audience(f.Val("audience"))}
	version, err := h.journal.SetFlags(c.Request().Context(), slug, id, to, web.Version(f))
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: journalview.FlagsSaved(was, to), UndoAction: paths.LogLine(slug, id, "flags"),
		UndoFields: [][2]string{{"version", strconv.Itoa(version)}, {"audience", string(was.Audience)}}}
	if was.Starred {
		flash.UndoFields = append(flash.UndoFields, [2]string{"starred", "on"})
	}
	h.Say(c, flash)
	return web.SeeOther(c, web.BackPath(f, paths.Log(slug)))
}
