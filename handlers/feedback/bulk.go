package feedback

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/feedback"
	feedbackview "tminus/views/feedback"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// doSeveralReports performs an action on the chosen reports.
func (h *Handler) doSeveralReports(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if err := h.RequireEdit(c); err != nil {
		return err
	}
	do := feedback.Several{Do: feedback.Deed(f.Val("do")), Outcome: feedback.Outcome(f.Val("outcome")), Note: f.Val("note"),
		Of: web.FormID(f, "duplicate_of")}
	if len(f.Values["pick"]) == 0 {
		return h.severalRefused(c, http.StatusUnprocessableEntity, f, "Choose at least one report.")
	}
	asks := do.Do == feedback.DecideThem || do.Do == feedback.JoinThem
	if asks && !f.Has("outcome") && !f.Has("duplicate_of") && !f.Has("note") {
		return h.askSeveralReports(c, http.StatusOK, f)
	}
	before, err := h.feedback.DoSeveral(c.Request().Context(), c.Param("slug"), web.Picks(f), do)
	switch fault.KindOf(err) {
	case fault.KindConflict:
		return h.severalRefused(c, http.StatusConflict, f, fault.MessageOf(err))
	case fault.KindInvalid:
		// A message without a field is shown above the list.
		first := fault.FieldsOf(err)[0]
		if !asks || first.Name == "" {
			return h.severalRefused(c, http.StatusUnprocessableEntity, f, first.Message)
		}
		_ = web.AddErrors(&f, err)
		return h.askSeveralReports(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: feedbackview.Did(do, len(before), len(f.Values["pick"]))}
	if len(before) > 0 {
		flash.UndoAction, flash.UndoFields = paths.Feedback(c.Param("slug"), "back"), undoSeveral(f, before)
	}
	h.Say(c, flash)
	return web.SeeOther(c, reportsBack(c, f)+feedbackview.ListAnchor)
}

// severalPage redirects GET requests for the URL of a bulk action, for example from a bookmark.
func (h *Handler) severalPage(c echo.Context) error {
	l, err := h.launches.Launch(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	return web.SeeOther(c, paths.Feedback(l.Slug))
}

// undoSeveral returns the undo form with the previous values.
func undoSeveral(f ui.Form, before []feedback.Was) [][2]string {
	out := [][2]string{{"back", f.Val("back")}, {"do", f.Val("do")}}
	for _, w := range before {
		text, _ := json.Marshal(w) // numbers and strings always marshal
		out = append(out, [2]string{"was", string(text)})
	}
	return out
}

// putReportsBack undoes a bulk action.
func (h *Handler) putReportsBack(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	all := make([]feedback.Was, len(f.Values["was"]))
	for i, text := range f.Values["was"] {
		if err := json.Unmarshal([]byte(text), &all[i]); err != nil {
			return fault.Invalid("was", "This cannot be undone any more.")
		}
	}
	if err := h.feedback.PutBack(c.Request().Context(), c.Param("slug"), feedback.Deed(f.Val("do")), all); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Undone."})
	return web.SeeOther(c, reportsBack(c, f)+feedbackview.ListAnchor)
}

// reportsBack returns the list with its filter, and no other page.
func reportsBack(c echo.Context, f ui.Form) string {
	return web.BackAmong(f, paths.Feedback(c.Param("slug")))
}

// severalRefused shows the list with its filter and the reason why nothing was done.
func (h *Handler) severalRefused(c echo.Context, status int, f ui.Form, message string) error {
	u, err := url.Parse(reportsBack(c, f))
	if err != nil {
		return err
	}
	why := ui.NewForm(nil)
	why.Add("", message)
	return h.showFeedback(c, status, ui.NewForm(web.SanitizeValues(u.Query())), why)
}

// askSeveralReports asks for the missing values of a bulk action.
func (h *Handler) askSeveralReports(c echo.Context, status int, f ui.Form) error {
	ctx := c.Request().Context()
	p, err := h.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := feedbackview.SeveralVM{Plan: p, Do: feedback.Deed(f.Val("do")), Picks: f.Values["pick"], Back: reportsBack(c, f), Form: f}
	var ids []int64
	for _, pick := range web.Picks(f) {
		ids = append(ids, pick.ID)
	}
	if vm.Chosen, vm.Others, err = h.feedback.Chosen(ctx, p.Launch, ids); err != nil {
		return err
	}
	if len(vm.Chosen) == 0 {
		return h.severalRefused(c, http.StatusConflict, f, "The reports that were chosen are not there any more.")
	}
	head, err := h.LaunchHead(c, p, layout.PageFeedback)
	if err != nil {
		return err
	}
	sh := h.Shell(c, "Several reports · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	return h.Render(c, status, feedbackview.SeveralPage(sh, head, vm))
}

// clearTester removes the reports sent by a beta user's links that nobody has handled.
func (h *Handler) clearTester(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	n, at, err := h.feedback.Clear(c.Request().Context(), slug, id, web.FormID(f, "last"))
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "There is nothing to remove any more."}
	if n > 0 {
		flash = layout.Flash{Kind: "ok", Text: "Removed: " + strconv.Itoa(n) + ". They are not counted any more.",
			UndoAction: paths.BetaUser(slug, id, "unclear"),
			UndoFields: [][2]string{{"at", strconv.FormatInt(at.UnixMilli(), 10)}}}
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.BetaUser(slug, id))
}

func (h *Handler) unclearTester(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	n, err := h.feedback.Unclear(c.Request().Context(), slug, id, db.AtMilli(web.FormID(f, "at")))
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Put back: " + strconv.Itoa(n) + "."})
	return web.SeeOther(c, paths.BetaUser(slug, id))
}
