package handlers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/feedback"
	views "tminus/views/feedback"
	"tminus/views/layout"
	"tminus/views/ui"
)

// doSeveralReports does one thing to the reports that were chosen in the list.
func (s *Server) doSeveralReports(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	if err := s.mayEdit(c); err != nil {
		return err
	}
	do := feedback.Several{Do: feedback.Deed(f.Val("do")), Outcome: feedback.Outcome(f.Val("outcome")), Note: f.Val("note"), Of: number(f, "duplicate_of")}
	if len(f.Values["pick"]) == 0 {
		return s.severalRefused(c, http.StatusUnprocessableEntity, f, "Choose at least one report.")
	}
	asks := do.Do == feedback.DecideThem || do.Do == feedback.JoinThem
	if asks && !f.Has("outcome") && !f.Has("duplicate_of") && !f.Has("note") {
		return s.askSeveralReports(c, http.StatusOK, f)
	}
	before, err := s.feedback.DoSeveral(c.Request().Context(), c.Param("slug"), picksOf(f), do)
	switch fault.KindOf(err) {
	case fault.KindConflict:
		return s.severalRefused(c, http.StatusConflict, f, fault.MessageOf(err))
	case fault.KindInvalid:
		// What stands at no field of the form is said above the list.
		first := fault.FieldsOf(err)[0]
		if !asks || first.Name == "" {
			return s.severalRefused(c, http.StatusUnprocessableEntity, f, first.Message)
		}
		_ = refused(&f, err)
		return s.askSeveralReports(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: views.Did(do, len(before), len(f.Values["pick"]))}
	if len(before) > 0 {
		flash.UndoAction, flash.UndoFields = views.PutBackPath(c.Param("slug")), undoSeveral(f, before)
	}
	s.say(c, flash)
	return seeOther(c, reportsBack(c, f)+views.ListAnchor)
}

// severalPage is where the address of what is done leads, such as by a bookmark.
func (s *Server) severalPage(c echo.Context) error {
	l, err := s.launches.Launch(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	return seeOther(c, views.Path(l.Slug))
}

// undoSeveral is the way back: what stood there before.
func undoSeveral(f ui.Form, before []feedback.Was) [][2]string {
	out := [][2]string{{"back", f.Val("back")}, {"do", f.Val("do")}}
	for _, w := range before {
		text, _ := json.Marshal(w) // of numbers and texts, which cannot fail
		out = append(out, [2]string{"was", string(text)})
	}
	return out
}

// putReportsBack undoes what was done to several.
func (s *Server) putReportsBack(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	all := make([]feedback.Was, len(f.Values["was"]))
	for i, text := range f.Values["was"] {
		if err := json.Unmarshal([]byte(text), &all[i]); err != nil {
			return fault.Invalid("was", "This cannot be undone any more.")
		}
	}
	if err := s.feedback.PutBack(c.Request().Context(), c.Param("slug"), feedback.Deed(f.Val("do")), all); err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Undone."})
	return seeOther(c, reportsBack(c, f)+views.ListAnchor)
}

// reportsBack is the list as it was filtered, and never anything else.
func reportsBack(c echo.Context, f ui.Form) string {
	return backAmong(f, views.Path(c.Param("slug")))
}

// severalRefused shows the list as it was filtered, with why nothing was done.
func (s *Server) severalRefused(c echo.Context, status int, f ui.Form, message string) error {
	u, err := url.Parse(reportsBack(c, f))
	if err != nil {
		return err
	}
	why := ui.NewForm(nil)
	why.Add("", message)
	return s.showFeedback(c, status, ui.NewForm(typeable(u.Query())), why)
}

// askSeveralReports asks what is still to be said about several reports.
func (s *Server) askSeveralReports(c echo.Context, status int, f ui.Form) error {
	ctx := c.Request().Context()
	p, err := s.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := views.SeveralVM{Plan: p, Do: feedback.Deed(f.Val("do")), Picks: f.Values["pick"], Back: reportsBack(c, f), Form: f}
	var ids []int64
	for _, pick := range picksOf(f) {
		ids = append(ids, pick.ID)
	}
	if vm.Chosen, vm.Others, err = s.feedback.Chosen(ctx, p.Launch, ids); err != nil {
		return err
	}
	if len(vm.Chosen) == 0 {
		return s.severalRefused(c, http.StatusConflict, f, "The reports that were chosen are not there any more.")
	}
	head, err := s.launchHead(c, p, tabFeedback)
	if err != nil {
		return err
	}
	sh := s.shell(c, "Several reports · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	return s.render(c, status, views.SeveralPage(sh, head, vm))
}

// clearTester removes what came by a tester's links and nobody has looked at.
func (s *Server) clearTester(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	n, at, err := s.feedback.Clear(c.Request().Context(), slug, id, number(f, "last"))
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "There is nothing to remove any more."}
	if n > 0 {
		flash = layout.Flash{Kind: "ok", Text: "Removed: " + strconv.Itoa(n) + ". They are not counted any more.", UndoAction: views.Tester(slug, id) + "/unclear",
			UndoFields: [][2]string{{"at", strconv.FormatInt(at.UnixMilli(), 10)}}}
	}
	s.say(c, flash)
	return seeOther(c, views.Tester(slug, id))
}

func (s *Server) unclearTester(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	n, err := s.feedback.Unclear(c.Request().Context(), slug, id, db.AtMilli(number(f, "at")))
	if err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Put back: " + strconv.Itoa(n) + "."})
	return seeOther(c, views.Tester(slug, id))
}
